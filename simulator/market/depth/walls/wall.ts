import type { Side } from '../../../../core/market/events';
import type { FateKind } from '../../../../core/contracts/whale-order';

/**
 * What is planted. `filled`: the price walks to it and trades eat it. `pulled`: cancelled as the price comes near. `pulled_far`:
 * cancelled without that. `moved`: cancelled and placed again nearby within a second. `bleed`: many small cancels until it is dead.
 * `partly_filled`: trades eat 40 %, the price leaves, it lives on. `resurrected`: dies and comes back at the same price: a new life.
 * `long`: stands for a long time.
 */
export const WALL_LABELS = ['filled', 'pulled', 'pulled_far', 'moved', 'bleed', 'partly_filled', 'resurrected', 'long'] as const;
export type WallLabel = (typeof WALL_LABELS)[number];

/**
 * One life of a planted level, exactly as it was in the book; times are those of the updates that showed it, market epoch ms.
 * `firstQuantity = filledQuantity + pulledQuantity + restQuantity`, in base units, counted up to the death or to now.
 */
export interface WallLife {
  readonly id: string;
  readonly label: WallLabel;
  readonly symbol: string;
  /** `buy` is a bid level. */
  readonly side: Side;
  readonly price: number;
  readonly firstQuantity: number;
  /** First quantity over the mean of the ten largest other levels of its side among the best twenty. */
  readonly multiple: number;
  readonly birthMs: number;
  /** The update that took it below 30 % of its first quantity; null while it lives. */
  readonly deathMs: number | null;
  /** What most of the lost quantity became; null while it lives. */
  readonly fate: Exclude<FateKind, 'unknown'> | null;
  readonly filledQuantity: number;
  readonly pulledQuantity: number;
  readonly restQuantity: number;
  readonly movedToPrice: number | null;
}
