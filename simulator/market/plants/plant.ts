import type { Side } from '../../../core/market/events';
import type { PlantEffect } from '../second';
import type { SymbolWalk } from '../symbol-walk';

export const PLANT_KINDS = ['squeeze_release', 'ob_imbalance', 'volume_surge'] as const;
export type PlantKind = (typeof PLANT_KINDS)[number];

/** What was planted and when, in market time. One line of the ledger. */
export interface LedgerEntry {
  readonly id: string;
  readonly kind: PlantKind;
  readonly symbol: string;
  /** The direction in which the pattern points. */
  readonly side: Side;
  /** Squeeze: from here on the 20-bar window lies wholly inside the contraction. Otherwise the same as `onsetMs`. */
  readonly armedFromMs: number;
  /** Start of the release, the imbalance or the surge. */
  readonly onsetMs: number;
  /** End of the pattern itself; what follows it is not part of it. */
  readonly endMs: number;
  /** True when the price then went on in the direction of `side`, false when it turned back. */
  readonly followThrough: boolean;
}

export interface Plant {
  readonly entry: LedgerEntry;
  /** First second that the plant, its aftermath included, no longer touches. */
  readonly endSecond: number;
  effect(second: number, walk: SymbolWalk): PlantEffect;
}

/** What a planner is given: a generator of its own and the second at which the plant's influence begins. */
export interface PlantOrder {
  readonly id: string;
  readonly seed: number;
  /** Distinguishes the random numbers of this plant from those of all others. */
  readonly stream: number;
  readonly startSecond: number;
  readonly side: Side;
  readonly followThrough: boolean;
}

export const signOf = (side: Side): 1 | -1 => (side === 'buy' ? 1 : -1);
