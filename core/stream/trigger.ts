import type { WhaleOrder } from '../contracts/whale-order';
import type { StreamTrigger } from '../contracts/whale-stream';

/** Strictly more than these are told (S2.29). */
export const WEIGHT_STEP = 0.05;
export const USD_VALUE_STEP = 0.05;
/** 0.55 - 0.5 is more than 0.05 in binary: a change that is exactly the step must not count. */
const ROUNDING = 1e-9;

type Parts = Pick<WhaleOrder, 'categories' | 'weights' | 'usd_value'>;

const categoryChanged = ({ categories: a }: Parts, { categories: b }: Parts): boolean =>
  a.by_recommended !== b.by_recommended || a.by_conservative !== b.by_conservative || a.by_aggressive !== b.by_aggressive || a.by_hybrid !== b.by_hybrid;

const moved = (a: number, b: number): boolean => Math.abs(a - b) > WEIGHT_STEP + ROUNDING;

/** Spelt out: this runs for every level of every batch, and a loop over names costs several times as much. */
const weightMoved = ({ weights: a }: Parts, { weights: b }: Parts): boolean =>
  moved(a.recommended, b.recommended) || moved(a.conservative, b.conservative) || moved(a.aggressive, b.aggressive) || moved(a.hybrid, b.hybrid)
  || moved(a.time_focused, b.time_focused) || moved(a.size_focused, b.size_focused) || moved(a.context_adjusted, b.context_adjusted);

const usdValueMoved = (a: Parts, b: Parts): boolean => Math.abs(b.usd_value - a.usd_value) > a.usd_value * (USD_VALUE_STEP + ROUNDING);

/** Why the level as it is now is worth a message to someone who knows it as `sent`; undefined: it is not (S2.29, C2.15). */
export const triggerOf = (sent: Parts | undefined, now: Parts): StreamTrigger | undefined => {
  if (sent === undefined) return 'new_hot';
  if (categoryChanged(sent, now)) return 'category_change';
  if (weightMoved(sent, now)) return 'weight_change';
  return usdValueMoved(sent, now) ? 'usd_value_change' : undefined;
};
