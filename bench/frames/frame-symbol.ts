import type { Grid } from '../../simulator/market/grid';
import type { Random } from '../../simulator/market/random';
import { baseCoins } from '../../simulator/market/symbol-names';

/** One contract of the generated market: what stays the same about it, and where its walk stands. */
export interface FrameSymbol {
  readonly symbol: string;
  readonly baseCoin: string;
  readonly priceGrid: Grid;
  readonly quantityGrid: Grid;
  /** Standard deviation of the log price over one second, outside of its quiet and wild times. */
  readonly volatility: number;
  /** What trades in a 3-second bar, in base units. */
  readonly barVolume: number;
  /** Usual quantity at the best bid and ask, in base units. */
  readonly topQuantity: number;
  readonly previousDay: number;
  readonly turnover24h: number;
  /** Quiet for `QUIET_MS` before, wild for `WILD_MS` after: what the squeeze and the volume spike look for. */
  readonly wildFromMs: number;
  readonly wildDrift: number;
  /** The book leans to one side for `LEAN_MS` from here. */
  readonly leansFromMs: number;
  readonly leansToBid: boolean;
  price: number;
  high24h: number;
  low24h: number;
  lastTimeMs: number;
  updateId: number;
}

const LARGEST_PRICE = 98_000;
const SMALLEST_PRICE = 0.00001234;
const QUIET_MS = 105_000;
const WILD_MS = 6_000;
const LEAN_MS = 5_000;
const WILD_VOLUME = 8;

/** Ticks of 10^-5 of the price's order of magnitude. */
const priceGridOf = (price: number): Grid => ({ units: 1, decimals: Math.max(1, 5 - Math.floor(Math.log10(price))) });

const quantityGridOf = (price: number): Grid => ({ units: 1, decimals: Math.max(0, Math.min(3, Math.floor(Math.log10(price)))) });

/**
 * `count` contracts with prices evenly spread by magnitude, the dearest first; the wild times of those that have one lie in [fromMs, toMs).
 */
export const makeFrameSymbols = (random: Random, count: number, startMs: number, fromMs: number, toMs: number): FrameSymbol[] =>
  baseCoins(random, count).map((baseCoin, index) => {
    const price = LARGEST_PRICE * (SMALLEST_PRICE / LARGEST_PRICE) ** (count === 1 ? 0 : index / (count - 1));
    const range = random.between(0.025, 0.12);
    return {
      symbol: `${baseCoin}USDT`, baseCoin, priceGrid: priceGridOf(price), quantityGrid: quantityGridOf(price),
      volatility: random.between(1.5e-4, 5e-4), barVolume: random.between(20_000, 60_000) / price, topQuantity: random.between(20_000, 90_000) / price,
      previousDay: price * random.between(0.95, 1.05), turnover24h: 2e6 * 500 ** random.uniform(),
      wildFromMs: random.chance(0.5) ? random.between(fromMs, toMs) : Number.POSITIVE_INFINITY, wildDrift: random.chance(0.5) ? 1 : -1,
      leansFromMs: random.chance(0.3) ? random.between(fromMs, toMs) : Number.POSITIVE_INFINITY, leansToBid: random.chance(0.5),
      price, high24h: price * (1 + range / 2), low24h: price * (1 - range / 2), lastTimeMs: startMs, updateId: 1 + random.below(1_000_000),
    };
  });

export const isWild = ({ wildFromMs }: FrameSymbol, timeMs: number): boolean => timeMs >= wildFromMs && timeMs < wildFromMs + WILD_MS;

/** How much more than usual trades now. */
export const volumeFactor = (one: FrameSymbol, timeMs: number): number => (isWild(one, timeMs) ? WILD_VOLUME : 1);

/** Which side of the book is heavy now, if any. */
export const leanOf = ({ leansFromMs, leansToBid }: FrameSymbol, timeMs: number): 'bid' | 'ask' | undefined =>
  (timeMs >= leansFromMs && timeMs < leansFromMs + LEAN_MS ? (leansToBid ? 'bid' : 'ask') : undefined);

/** Moves the price on to `timeMs`: a random walk, nearly still in the quiet time, with a drift in the wild time. */
export const walk = (one: FrameSymbol, random: Random, timeMs: number): void => {
  const seconds = Math.max(0, timeMs - one.lastTimeMs) / 1_000;
  const isQuiet = timeMs < one.wildFromMs && timeMs >= one.wildFromMs - QUIET_MS;
  const deviation = one.volatility * (isQuiet ? 0.03 : 1) * Math.sqrt(seconds);
  const drift = isWild(one, timeMs) ? one.wildDrift * one.volatility * 4 * seconds : 0;
  one.price *= Math.exp(drift + deviation * random.normal());
  one.high24h = Math.max(one.high24h, one.price);
  one.low24h = Math.min(one.low24h, one.price);
  one.lastTimeMs = timeMs;
};
