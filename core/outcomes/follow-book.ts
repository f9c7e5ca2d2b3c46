import { SeenTrades } from '../market/seen-trades';
import { restoreState, type State, stateOf } from '../market/state';
import type { SymbolId } from '../market/symbol-table';
import { Follow, type FollowState } from './follow';

const SEEN_TRADES = 1_024;

/** The follows of one symbol, and the trades that they have counted. */
export interface SymbolFollows {
  readonly follows: Set<Follow>;
  readonly seen: SeenTrades;
}

/** All opportunities that are being followed, by id and by symbol, in the order in which each came. */
export class FollowBook {
  private readonly byId = new Map<string, Follow>();
  private readonly bySymbol = new Map<SymbolId, SymbolFollows>();

  get size(): number {
    return this.byId.size;
  }

  get oldest(): Follow | undefined {
    return this.byId.values().next().value;
  }

  has(opportunityId: string): boolean {
    return this.byId.has(opportunityId);
  }

  all(): Follow[] {
    return [...this.byId.values()];
  }

  of(symbolId: SymbolId): SymbolFollows | undefined {
    return this.bySymbol.get(symbolId);
  }

  symbolIds(): SymbolId[] {
    return [...this.bySymbol.keys()];
  }

  add(follow: Follow): void {
    this.byId.set(follow.opportunity.dedupe_key, follow);
    const entry = this.bySymbol.get(follow.symbolId) ?? { follows: new Set(), seen: new SeenTrades(SEEN_TRADES) };
    entry.follows.add(follow);
    this.bySymbol.set(follow.symbolId, entry);
  }

  remove(follow: Follow): void {
    this.byId.delete(follow.opportunity.dedupe_key);
    const entry = this.bySymbol.get(follow.symbolId);
    entry?.follows.delete(follow);
    if (entry?.follows.size === 0) this.bySymbol.delete(follow.symbolId);
  }

  state(): FollowBookState {
    return {
      symbolIds: Int32Array.from(this.bySymbol.keys()),
      seen: [...this.bySymbol.values()].map(({ seen }) => stateOf(seen)),
      follows: this.all().map((follow) => follow.state()),
    };
  }

  /** Into a fresh one. */
  restore({ symbolIds, seen, follows }: FollowBookState, symbolIdOf: (symbol: string) => SymbolId): void {
    symbolIds.forEach((symbolId, index) => {
      const trades = new SeenTrades(SEEN_TRADES);
      restoreState(trades, seen[index] ?? {});
      this.bySymbol.set(symbolId, { follows: new Set(), seen: trades });
    });
    for (const follow of follows) this.add(Follow.restored(follow, symbolIdOf));
  }
}

/** Plain data; symbols in the order in which they came, which need not be that of their oldest follows. */
export interface FollowBookState {
  readonly symbolIds: Int32Array;
  readonly seen: readonly State[];
  readonly follows: readonly FollowState[];
}
