import { Random } from '../../simulator/market/random';

/** Bars of many symbols in the order in which a market would close or trade them, one row each. */
export interface Ticks {
  readonly symbols: number;
  readonly ids: Uint16Array;
  readonly highs: Float64Array;
  readonly lows: Float64Array;
  readonly closes: Float64Array;
}

/** Of one order of magnitude, so that no symbol's answers get lost in the sums that are compared. */
const DEAREST = 1_000;
const CHEAPEST = 100;
/** Symbol i comes in proportion to i^-0.6, as in the generated frames. */
const ZIPF = 0.6;

const cumulatedShares = (symbols: number): Float64Array => {
  let sum = 0;
  return Float64Array.from({ length: symbols }, (_, index) => (sum += (index + 1) ** -ZIPF));
};

/** Seeded walks of steps of about a thousandth: the same numbers give the same ticks. */
export const makeTicks = (seed: number, symbols: number, count: number): Ticks => {
  const random = new Random(seed);
  const shares = cumulatedShares(symbols);
  const prices = Array.from({ length: symbols }, (_, index) => DEAREST * (CHEAPEST / DEAREST) ** (index / symbols));
  const ticks: Ticks = {
    symbols, ids: new Uint16Array(count), highs: new Float64Array(count), lows: new Float64Array(count), closes: new Float64Array(count),
  };
  for (let row = 0; row < count; row += 1) {
    const draw = random.uniform() * (shares[symbols - 1] ?? 0);
    const id = shares.findIndex((share) => share > draw);
    const close = (prices[id] ?? 0) * (1 + random.between(-1e-3, 1e-3));
    prices[id] = close;
    ticks.ids[row] = id;
    ticks.highs[row] = close * (1 + random.between(0, 1e-3));
    ticks.lows[row] = close * (1 - random.between(0, 1e-3));
    ticks.closes[row] = close;
  }
  return ticks;
};
