import type { Grid } from './grid';
import { Random } from './random';
import { baseCoins, MAJORS } from './symbol-names';

/**
 * `hot` symbols lead the volatility ranking; `quiet` ones trade below a turnover of 1,000,000 USDT a day, `calm` ones range
 * below 2 % a day, `dead` ones go without a trade for long.
 */
export type Temper = 'major' | 'hot' | 'ordinary' | 'quiet' | 'calm' | 'dead';

/** What stays the same about a simulated contract. Volatility as a fraction per day, amounts in USDT. */
export interface SymbolSpec {
  readonly index: number;
  readonly symbol: string;
  readonly baseCoin: string;
  readonly temper: Temper;
  readonly startPrice: number;
  readonly priceGrid: Grid;
  readonly quantityGrid: Grid;
  readonly dailyVolatility: number;
  readonly turnover24hUsdt: number;
  /** Share of the return's standard deviation that comes from the whole market. */
  readonly marketCorrelation: number;
  readonly tradesPerSecond: number;
  readonly bookUpdatesPerSecond: number;
  /** Usual notional at the best bid or ask, and the usual spread. */
  readonly topNotionalUsdt: number;
  readonly spreadBps: number;
}

const MAJOR_PRICES = [98_000, 3_400, 190, 2.31, 690, 0.3382, 0.8815, 38.71, 22.4, 104.2];
const MAJOR_TURNOVERS = [6e9, 3e9, 1.2e9, 8e8, 2e8, 6e8, 2e8, 1.5e8, 1.4e8, 1e8];
const SPEC_STREAM = 0x5bec;

interface Ranges {
  readonly volatility: readonly [number, number];
  readonly turnover: readonly [number, number];
  readonly spreadBps: readonly [number, number];
}

/** Log-uniform ranges per temper; the top 50 by 24-hour range are mostly `hot`. */
const RANGES: Record<Exclude<Temper, 'major'>, Ranges> = {
  hot: { volatility: [0.07, 0.13], turnover: [4e7, 8e8], spreadBps: [0.5, 2] },
  ordinary: { volatility: [0.02, 0.055], turnover: [1.6e6, 1.5e8], spreadBps: [1, 5] },
  quiet: { volatility: [0.025, 0.09], turnover: [5e4, 8e5], spreadBps: [6, 20] },
  calm: { volatility: [0.0006, 0.006], turnover: [8e5, 6e7], spreadBps: [1, 4] },
  dead: { volatility: [0.01, 0.04], turnover: [300, 2e4], spreadBps: [25, 90] },
};

/** Of 320 symbols: 10 majors, 58 hot, 22 calm, 19 dead, 38 quiet, the rest ordinary. */
const temperOf = (random: Random, index: number, count: number): Temper => {
  if (index < Math.min(MAJORS.length, count)) return 'major';
  const draw = random.uniform();
  if (draw < 0.19) return 'hot';
  if (draw < 0.26) return 'calm';
  if (draw < 0.32) return 'dead';
  return draw < 0.44 ? 'quiet' : 'ordinary';
};

const logUniform = (random: Random, [low, high]: readonly [number, number]): number => low * (high / low) ** random.uniform();

/** Tick of 10^-digits of the price's order of magnitude, now and then five of them, as venues set it. */
const priceGridOf = (random: Random, price: number, temper: Temper): Grid => {
  const finest = temper === 'hot' ? 0.75 : 0.4;
  const digits = random.chance(finest) ? 5 : random.chance(0.8) ? 4 : 3;
  const decimals = Math.min(10, Math.max(1, digits - Math.floor(Math.log10(price))));
  return { units: random.chance(0.1) ? 5 : 1, decimals };
};

/** A step worth roughly 0.01 to 0.1 USDT. */
const quantityGridOf = (price: number): Grid => {
  const exponent = Math.floor(Math.log10(0.1 / price));
  return exponent >= 0 ? { units: 10 ** Math.min(exponent, 4), decimals: 0 } : { units: 1, decimals: Math.min(-exponent, 6) };
};

const ratesOf = (turnover: number, temper: Temper): Pick<SymbolSpec, 'tradesPerSecond' | 'bookUpdatesPerSecond' | 'topNotionalUsdt'> => ({
  tradesPerSecond: temper === 'dead' ? turnover / 1e7 : 0.22 * (turnover / 1e6) ** 0.52,
  bookUpdatesPerSecond: temper === 'dead' ? 0.05 : Math.min(30, 1.2 * (turnover / 1e6) ** 0.4),
  topNotionalUsdt: 180 * (turnover / 1e6) ** 0.7,
});

const majorSpec = (random: Random, index: number, baseCoin: string): SymbolSpec => {
  const startPrice = MAJOR_PRICES[index] ?? 1;
  const turnover24hUsdt = MAJOR_TURNOVERS[index] ?? 1e8;
  return {
    index, symbol: `${baseCoin}USDT`, baseCoin, temper: 'major', startPrice, turnover24hUsdt,
    priceGrid: index === 0 ? { units: 1, decimals: 1 } : priceGridOf(random, startPrice, 'hot'),
    quantityGrid: quantityGridOf(startPrice), dailyVolatility: random.between(0.018, 0.035), marketCorrelation: random.between(0.75, 0.9),
    spreadBps: 0.02, ...ratesOf(turnover24hUsdt, 'major'),
  };
};

const specOf = (random: Random, index: number, count: number, baseCoin: string): SymbolSpec => {
  const temper = temperOf(random, index, count);
  if (temper === 'major') return majorSpec(random, index, baseCoin);
  const ranges = RANGES[temper];
  const startPrice = temper === 'calm' ? random.between(0.9, 1.1) : logUniform(random, [0.00001, 400]);
  const turnover24hUsdt = logUniform(random, ranges.turnover);
  return {
    index, symbol: `${baseCoin}USDT`, baseCoin, temper, startPrice, turnover24hUsdt,
    priceGrid: priceGridOf(random, startPrice, temper), quantityGrid: quantityGridOf(startPrice),
    dailyVolatility: logUniform(random, ranges.volatility), marketCorrelation: temper === 'calm' ? 0.1 : random.between(0.3, 0.7),
    spreadBps: logUniform(random, ranges.spreadBps), ...ratesOf(turnover24hUsdt, temper),
  };
};

/** The whole list of perpetuals for a seed. Each symbol draws from its own stream, so a longer list starts with the shorter one. */
export const makeSymbolSpecs = (seed: number, count: number): readonly SymbolSpec[] => {
  const random = new Random();
  return baseCoins(new Random(seed, SPEC_STREAM, 0), count)
    .map((baseCoin, index) => specOf(random.reseed(seed, SPEC_STREAM, index + 1), index, count, baseCoin));
};
