import type { Condition } from './common';

/**
 * Names of the conditions of a `whale_diamond`: what was measured of the level, for the finder that judges it and the people who are
 * told. Shares are fractions, `usdt` is the quote currency.
 */
export const WALL = {
  /** The recommended weight, 0..1 (S2.24). */
  weight: 'whale_weight',
  /** Size against the ten largest of its side, by the mode in use (C2.9). */
  sizeRatio: 'whale_size_vs_average_top10',
  lifetimeSeconds: 'whale_lifetime_s',
  /** Share of the first seen quantity that is gone (C2.8). */
  lostShare: 'whale_lost_share',
  valueUsdt: 'whale_value_usdt',
  /** From the mid price to the level, in basis points of the mid. */
  distanceBps: 'whale_distance_bps',
} as const;

/** The value of a condition; undefined where it is missing or had no answer. */
export const wallValue = (conditions: readonly Condition[], name: keyof typeof WALL): number | undefined =>
  conditions.find((condition) => condition.name === WALL[name])?.value ?? undefined;

interface WithWall {
  readonly side: 'buy' | 'sell';
  readonly price: number;
  readonly conditions: readonly Condition[];
}

/** Where the level stands: below the price for a buy, above it for a sell. Undefined where the distance is not known. */
export const wallPriceOf = ({ side, price, conditions }: WithWall): number | undefined => {
  const distanceBps = wallValue(conditions, 'distanceBps');
  return distanceBps === undefined ? undefined : price * (1 + ((side === 'buy' ? -1 : 1) * distanceBps) / 10_000);
};
