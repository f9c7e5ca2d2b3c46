import fc from 'fast-check';
import type { HighLowClose } from '../../core/indicators/high-low-close';

interface Level {
  readonly price: number;
  readonly tick: number;
}

/** Price levels met in practice, five orders apart from their ticks or more. */
export const LEVELS: readonly Level[] = [
  { price: 98_000, tick: 0.1 },
  { price: 1, tick: 0.0001 },
  { price: 0.98, tick: 0.0001 },
  { price: 0.00001234, tick: 0.00000001 },
];

const segment: fc.Arbitrary<readonly number[]> = fc
  .tuple(fc.constantFrom(...LEVELS), fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 30 }), fc.integer({ min: 0, max: 25 }))
  .map(([{ price, tick }, steps, flat]) => {
    let last = price;
    const walk = steps.map((step) => (last = Math.max(tick, last + step * tick)));
    return [...walk, ...Array<number>(flat).fill(last)];
  });

/** Walks in ticks, flat runs, and jumps between levels: 98,000 to 0.98 and back. */
export const prices: fc.Arbitrary<readonly number[]> = fc.array(segment, { maxLength: 5 }).map((segments) => segments.flat());

/** Bars around such prices, each with its close inside. */
export const bars: fc.Arbitrary<readonly HighLowClose[]> = fc
  .tuple(prices, fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { minLength: 1, maxLength: 7 }))
  .map(([closes, wicks]) => closes.map((close, index) => {
    const [up, down] = wicks[index % wicks.length]!;
    return { high: close * (1 + up / 1e4), low: close * (1 - down / 1e4), close };
  }));

/** Never two equal neighbours, never a flat window. */
export const movingPrices: readonly number[] = Array.from({ length: 120 }, (_, index) => 98_000 + 40 * Math.sin(index / 3) + (index % 7) * 0.5);

export const movingBars: readonly HighLowClose[] = movingPrices.map((close, index) => ({ high: close + 1 + (index % 3), low: close - 2, close }));

/** Park-Miller generator: the same numbers for the same seed, uniform in [0, 1). */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
};
