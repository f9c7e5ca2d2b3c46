import type { WhaleCategory } from '../contracts/whale-order';

/** Where gold and diamond begin (S2.16). */
export const GOLD_FROM = 0.333;
export const DIAMOND_FROM = 0.666;

/** Half-open classes (C2.16): basic [0, 0.333), gold [0.333, 0.666), diamond [0.666, 1]. */
export const categoryOf = (weight: number): WhaleCategory => {
  if (weight >= DIAMOND_FROM) return 'diamond';
  return weight >= GOLD_FROM ? 'gold' : 'basic';
};
