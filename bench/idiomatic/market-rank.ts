import type { RadarSettings } from '../../core/radar/settings';

export interface Ticker {
  readonly highPrice24h?: number;
  readonly lowPrice24h?: number;
  readonly turnover24h?: number;
}

/** "Volatility rank" of docs/formulas.md: symbols by rank, the most volatile first. */
export const rankedSymbols = (tickers: ReadonlyMap<string, Ticker>, settings: RadarSettings): string[] =>
  [...tickers]
    .map(([symbol, { highPrice24h: high, lowPrice24h: low, turnover24h = 0 }]) => ({ symbol, turnover24h, volatility: high && low ? ((high - low) / low) * 100 : -1 }))
    .filter(({ volatility, turnover24h }) => volatility >= settings.minVolatilityPct && turnover24h >= settings.minTurnover24hUsdt)
    .sort((a, b) => b.volatility - a.volatility || (a.symbol < b.symbol ? -1 : 1))
    .map(({ symbol }) => symbol);

/** The list with its hysteresis: who is in, and since when each stands below the rank at which one leaves. */
export class WatchList {
  private members: string[] = [];
  private readonly belowSinceMs = new Map<string, number>();

  constructor(private readonly settings: RadarSettings) {}

  /** The members by rank. */
  refresh(ranked: readonly string[], nowMs: number): readonly string[] {
    const { activeSymbolsLimit, displaceRank, leaveRank, leaveAfterMs } = this.settings;
    const rankOf = new Map(ranked.map((symbol, index) => [symbol, index + 1]));
    const stays = (symbol: string): boolean => {
      const rank = rankOf.get(symbol);
      if (rank !== undefined && rank <= leaveRank) this.belowSinceMs.delete(symbol);
      else if (!this.belowSinceMs.has(symbol)) this.belowSinceMs.set(symbol, nowMs);
      return rank !== undefined && nowMs - (this.belowSinceMs.get(symbol) ?? nowMs) < leaveAfterMs;
    };
    const byRank = (a: string, b: string): number => (rankOf.get(a) ?? 0) - (rankOf.get(b) ?? 0);
    let members = this.members.filter(stays).sort(byRank);
    const displaceable = members.filter((symbol) => (rankOf.get(symbol) ?? 0) > activeSymbolsLimit);
    for (const [index, symbol] of ranked.slice(0, activeSymbolsLimit).entries()) {
      if (members.includes(symbol)) continue;
      if (members.length >= activeSymbolsLimit) {
        const worst = index < displaceRank ? displaceable.pop() : undefined;
        if (worst === undefined) continue;
        members = members.filter((member) => member !== worst);
      }
      members.push(symbol);
    }
    for (const symbol of this.members) if (!members.includes(symbol)) this.belowSinceMs.delete(symbol);
    this.members = members.sort(byRank);
    return this.members;
  }
}
