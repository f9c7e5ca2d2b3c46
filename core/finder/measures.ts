import type { WireBar } from '../contracts/common';
import type { Opportunity } from '../contracts/opportunity';
import { AverageTrueRange } from '../indicators/atr';
import { BollingerBands } from '../indicators/bollinger-bands';
import { ExponentialMovingAverage } from '../indicators/ema';
import type { Indicator } from '../indicators/indicator';
import { Macd } from '../indicators/macd';
import { RelativeStrengthIndex } from '../indicators/rsi';
import { entryPriceOf } from './levels';
import type { FinderSettings } from './settings';

/**
 * What the bars say, in the direction of the side (for a sell, prices mirrored and RSI = 100 - RSI), so that more is always more in
 * favour; `undefined` where the bars do not suffice.
 */
export interface Measures {
  /** Average true range, in quote currency. */
  readonly atr: number | undefined;
  readonly atrFraction: number | undefined;
  readonly trendAtr: number | undefined;
  readonly rsi: number | undefined;
  /** The greater of the MACD histogram and its change over one bar, in ATR. */
  readonly macdAtr: number | undefined;
  readonly bandPosition: number | undefined;
  readonly roomAtr: number | undefined;
}

/** 1 for a buy, -1 for a sell. */
export const signOf = ({ side }: Pick<Opportunity, 'side'>): 1 | -1 => (side === 'buy' ? 1 : -1);

const run = <Input, Output>(indicator: Indicator<Input, Output>, inputs: readonly Input[]): (Output | undefined)[] =>
  inputs.map((input) => indicator.update(input));

const last = <Output>(answers: readonly (Output | undefined)[]): Output | undefined => answers.at(-1);

/** A value in a unit; `undefined` without either, or where the unit is 0. */
export const over = (value: number | undefined, unit: number | undefined): number | undefined =>
  value === undefined || unit === undefined || !(unit > 0) ? undefined : value / unit;

const trendOf = (closes: readonly number[], sign: number, settings: FinderSettings): number | undefined => {
  const fast = last(run(new ExponentialMovingAverage(settings.trendFastBars), closes));
  const slow = last(run(new ExponentialMovingAverage(settings.trendSlowBars), closes));
  return fast === undefined || slow === undefined ? undefined : sign * (fast - slow);
};

const macdOf = (closes: readonly number[], sign: number, settings: FinderSettings): number | undefined => {
  const answers = run(new Macd(settings.macdFastBars, settings.macdSlowBars, settings.macdSignalBars), closes);
  const histogram = answers.at(-1)?.histogram;
  const before = answers.at(-2)?.histogram;
  if (histogram === undefined || before === undefined) return undefined;
  return Math.max(sign * histogram, sign * (histogram - before));
};

/** %B of the entry in the bands of the closed bars: 0 lower band, 1 upper band; for a sell counted from the upper band. */
const bandPositionOf = (closes: readonly number[], entry: number, sign: number, settings: FinderSettings): number | undefined => {
  const band = last(run(new BollingerBands(settings.bandBars, settings.bandDeviations), closes));
  if (band === undefined || !(band.deviation > 0)) return undefined;
  return 0.5 + (sign * (entry - band.middle)) / (2 * settings.bandDeviations * band.deviation);
};

/**
 * Distance from the entry to the recent range's far side. Beyond that side nothing in view stands in the way: the room is then the
 * height of the range itself, the "measured move" of a break-out (Edwards and Magee, Technical Analysis of Stock Trends, ch. IX).
 */
const roomOf = (bars: readonly WireBar[], entry: number, sign: number, rangeBars: number): number | undefined => {
  if (bars.length < rangeBars) return undefined;
  const recent = bars.slice(-rangeBars);
  const high = Math.max(...recent.map((bar) => bar[2]));
  const low = Math.min(...recent.map((bar) => bar[3]));
  const ahead = sign === 1 ? high - entry : entry - low;
  return ahead > 0 ? ahead : high - low;
};

export const measuresOf = (opportunity: Opportunity, settings: FinderSettings): Measures => {
  const { bars } = opportunity;
  const sign = signOf(opportunity);
  const entry = entryPriceOf(opportunity);
  const closes = bars.map((bar) => bar[4]);
  const atr = last(run(new AverageTrueRange(settings.atrBars), bars.map(([, , high, low, close]) => ({ high, low, close }))));
  const rsi = last(run(new RelativeStrengthIndex(settings.rsiBars), closes));
  return {
    atr,
    atrFraction: over(atr, entry),
    trendAtr: over(trendOf(closes, sign, settings), atr),
    rsi: rsi === undefined || sign === 1 ? rsi : 100 - rsi,
    macdAtr: over(macdOf(closes, sign, settings), atr),
    bandPosition: bandPositionOf(closes, entry, sign, settings),
    roomAtr: over(roomOf(bars, entry, sign, settings.rangeBars), atr),
  };
};
