import type { Aftermath } from '../contracts/aftermath';
import type { Opportunity } from '../contracts/opportunity';
import type { WhaleChange } from '../contracts/whale-feed';
import type { FateKind } from '../contracts/whale-order';
import type { Side } from '../market/events';
import type { SymbolWatch } from './symbol-watch';
import type { Wall } from './wall';
import type { WorkerCounts } from './workers';

/** What the feed is to deliver from now on: replaces what was said before. Symbols, best first where they are swept. */
export interface SubscriptionsFinding {
  readonly kind: 'subscriptions';
  readonly swept: readonly string[];
  readonly books: readonly string[];
  readonly trades: readonly string[];
}

/**
 * A level's way through the pools (C2.17): born into the observers', promoted to the hot pool, and died, told once its fate is known.
 * `returned`: the symbol's last level is gone; `level` is that one. `timeMs` is when it happened on the venue's clock.
 */
export interface PoolFinding {
  readonly kind: 'pool';
  readonly event: 'born' | 'promoted' | 'died' | 'returned';
  readonly symbol: string;
  readonly side: Side;
  readonly price: number;
  readonly orderHash: string;
  readonly timeMs: number;
  readonly incarnation: number;
  /** Base units now, and quote currency. */
  readonly quantity: number;
  readonly notionalUsdt: number;
  /** Value when it was first seen, in quote currency. */
  readonly firstNotionalUsdt: number;
  readonly lifetimeMs: number;
  readonly wasHot: boolean;
  readonly fate: FateKind | undefined;
}

export type WhaleFinding =
  | SubscriptionsFinding | PoolFinding
  /** A book waits for its beginning. */
  | { readonly kind: 'snapshot-wanted'; readonly symbol: string }
  /** A hot level as it stands, or as it ended. */
  | { readonly kind: 'whale'; readonly change: WhaleChange }
  | { readonly kind: 'opportunity'; readonly opportunity: Opportunity }
  | { readonly kind: 'aftermath'; readonly aftermath: Aftermath };

/** What the operator is shown. */
export interface WhaleStatus {
  /** Symbols by state (C2.17), and living levels. */
  readonly pools: {
    readonly general: number; readonly observed: number; readonly hot: number; readonly observedLevels: number; readonly hotLevels: number;
    /** Whole books that are asked for, and that are live. */
    readonly booksWanted: number; readonly booksLive: number;
  };
  readonly workers: WorkerCounts;
  readonly counts: {
    readonly births: number; readonly resurrections: number; readonly promotions: number; readonly deaths: Readonly<Record<FateKind, number>>;
    readonly opportunities: number; readonly suppressed: number; readonly resyncs: number; readonly snapshotsWanted: number;
    /** Levels that turned diamond in the last hour of market time; undefined in the first hour. */
    readonly diamondsLastHour: number | undefined;
  };
}

export const poolFinding = (event: PoolFinding['event'], { symbol }: SymbolWatch, wall: Wall, timeMs: number): PoolFinding => {
  const { side, price, orderHash, incarnation, quantity, firstQuantity, isHot, fate } = wall.data;
  return {
    kind: 'pool', event, symbol, side, price, orderHash, timeMs, incarnation, quantity, notionalUsdt: wall.notional, firstNotionalUsdt: price * firstQuantity,
    lifetimeMs: wall.lifetimeMsAt(timeMs), wasHot: isHot, fate: fate ?? undefined,
  };
};
