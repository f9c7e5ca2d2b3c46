import type { RadarSettings } from './settings';

/** The market in order: 1 is the best, a symbol without a rank passes no filter. */
export interface RankOrder {
  rankOf(symbol: string): number | undefined;
  /** The best symbols, best first. */
  top(count: number): readonly string[];
}

export interface WatchChange {
  /** All members, best rank first. */
  readonly symbols: readonly string[];
  readonly entered: readonly string[];
  readonly left: readonly string[];
}

/**
 * The Top-N watch list with hysteresis (C1.21): a member leaves when its filter fails, when it stays below `leaveRank` for
 * `leaveAfterMs`, or when a newcomer of `displaceRank` or better needs its place; never for hovering around rank N.
 */
export class WatchList {
  private members = new Set<string>();
  private readonly below = new Map<string, number>();

  constructor(private readonly settings: RadarSettings) {}

  refresh(order: RankOrder, nowMs: number): WatchChange {
    const before = this.members;
    const ranks = new Map([...before].map((symbol) => [symbol, order.rankOf(symbol)]));
    const kept = [...before].filter((symbol) => this.stays(symbol, ranks.get(symbol), nowMs));
    const top = order.top(this.settings.activeSymbolsLimit);
    for (const [index, symbol] of top.entries()) ranks.set(symbol, index + 1);
    this.members = new Set(this.fill(kept, top, (symbol) => ranks.get(symbol) ?? 0));
    return this.changeFrom(before, (symbol) => ranks.get(symbol) ?? 0);
  }

  private stays(symbol: string, rank: number | undefined, nowMs: number): boolean {
    if (rank === undefined) return false;
    if (rank <= this.settings.leaveRank) {
      this.below.delete(symbol);
      return true;
    }
    const sinceMs = this.below.get(symbol) ?? nowMs;
    this.below.set(symbol, sinceMs);
    return nowMs - sinceMs < this.settings.leaveAfterMs;
  }

  private fill(kept: readonly string[], top: readonly string[], rankOf: (symbol: string) => number): readonly string[] {
    const { activeSymbolsLimit, displaceRank } = this.settings;
    const worstFirst = [...kept].sort((a, b) => rankOf(b) - rankOf(a));
    const members = new Set(kept);
    for (const [index, symbol] of top.entries()) {
      if (members.has(symbol)) continue;
      if (members.size >= activeSymbolsLimit && !(index < displaceRank && this.displace(members, worstFirst, rankOf))) continue;
      members.add(symbol);
    }
    return [...members];
  }

  private displace(members: Set<string>, worstFirst: string[], rankOf: (symbol: string) => number): boolean {
    const worst = worstFirst.shift();
    if (worst === undefined || rankOf(worst) <= this.settings.activeSymbolsLimit) return false;
    return members.delete(worst);
  }

  private changeFrom(before: ReadonlySet<string>, rankOf: (symbol: string) => number): WatchChange {
    const symbols = [...this.members].sort((a, b) => rankOf(a) - rankOf(b));
    const left = [...before].filter((symbol) => !this.members.has(symbol));
    for (const symbol of left) this.below.delete(symbol);
    return { symbols, entered: symbols.filter((symbol) => !before.has(symbol)), left };
  }
}
