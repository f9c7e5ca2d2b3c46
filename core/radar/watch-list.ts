import type { RadarSettings } from './settings';
import type { Ranked } from './volatility-rank';

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

  refresh(ranked: readonly Ranked[], nowMs: number): WatchChange {
    const rankOf = new Map(ranked.map(({ symbol }, index) => [symbol, index + 1]));
    const before = this.members;
    const kept = [...before].filter((symbol) => this.stays(symbol, rankOf.get(symbol), nowMs));
    this.members = new Set(this.fill(kept, ranked, rankOf));
    return this.changeFrom(before, rankOf);
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

  private fill(kept: readonly string[], ranked: readonly Ranked[], rankOf: ReadonlyMap<string, number>): readonly string[] {
    const { activeSymbolsLimit, displaceRank } = this.settings;
    const worstFirst = [...kept].sort((a, b) => (rankOf.get(b) ?? 0) - (rankOf.get(a) ?? 0));
    const members = new Set(kept);
    for (const [index, { symbol }] of ranked.slice(0, activeSymbolsLimit).entries()) {
      if (members.has(symbol)) continue;
      if (members.size >= activeSymbolsLimit && !(index < displaceRank && this.displace(members, worstFirst, rankOf))) continue;
      members.add(symbol);
    }
    return [...members];
  }

  private displace(members: Set<string>, worstFirst: string[], rankOf: ReadonlyMap<string, number>): boolean {
    const worst = worstFirst.shift();
    if (worst === undefined || (rankOf.get(worst) ?? 0) <= this.settings.activeSymbolsLimit) return false;
    return members.delete(worst);
  }

  private changeFrom(before: ReadonlySet<string>, rankOf: ReadonlyMap<string, number>): WatchChange {
    const symbols = [...this.members].sort((a, b) => (rankOf.get(a) ?? 0) - (rankOf.get(b) ?? 0));
    const left = [...before].filter((symbol) => !this.members.has(symbol));
    for (const symbol of left) this.below.delete(symbol);
    return { symbols, entered: symbols.filter((symbol) => !before.has(symbol)), left };
  }
}
