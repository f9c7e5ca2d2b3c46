import { BarSeries, type MinuteBar } from './bar-series';
import { onGrid, stepsOf } from './grid';
import type { MarketFactor } from './market-factor';
import { Random } from './random';
import type { SymbolSpec } from './symbol-spec';
import { type ClusteredVolatility, sessionFactor } from './volatility';

/** Bound once: a lookup of the global object per draw is slow in sandboxed runtimes such as a test runner's. */
const { exp, log, max, min, sqrt } = Math;

/** Minutes of history in front of the first live one: the day the ticker speaks of, and a little more. */
export const HISTORY_MINUTES = 1_500;
const HISTORY_STREAM = 0x10000;
/** Steps inside a minute from which its high and low are drawn. */
const STEPS_PER_MINUTE = 4;

interface LogBar { open: number; high: number; low: number; close: number; volumeUsdt: number }

/** One minute of the log price from `open`, with the market's share of it and its own. */
const logBar = (random: Random, spec: SymbolSpec, open: number, deviation: number, common: number, session: number): LogBar => {
  const own = sqrt(1 - spec.marketCorrelation ** 2);
  let [price, high, low] = [open, open, open];
  for (let step = 0; step < STEPS_PER_MINUTE; step += 1) {
    price += deviation * (spec.marketCorrelation * common / STEPS_PER_MINUTE + own * random.fatTailed() / sqrt(STEPS_PER_MINUTE));
    high = max(high, price);
    low = min(low, price);
  }
  return { open, high, low, close: price, volumeUsdt: (spec.turnover24hUsdt / 1_440) * session * random.logNormal(0.8) };
};

/** Minutes in which a symbol that trades this seldom saw nothing. */
const isEmpty = (random: Random, spec: SymbolSpec): boolean => random.uniform() < exp(-60 * spec.tradesPerSecond);

const walkBack = (seed: number, spec: SymbolSpec, market: MarketFactor, volatility: ClusteredVolatility, firstMinute: number): readonly LogBar[] => {
  const random = new Random();
  const bars: LogBar[] = [];
  let price = 0;
  for (let minute = firstMinute; minute < firstMinute + HISTORY_MINUTES; minute += 1) {
    random.reseed(seed, HISTORY_STREAM + spec.index, minute);
    volatility.nextMinute(random);
    const session = sessionFactor(minute);
    const deviation = (spec.dailyVolatility / sqrt(1_440)) * volatility.multiple * session;
    const bar = logBar(random, spec, price, deviation, market.minuteReturn(minute), session);
    bars.push(isEmpty(random, spec) ? { open: price, high: price, low: price, close: price, volumeUsdt: 0 } : bar);
    price = bars.at(-1)?.close ?? price;
  }
  return bars;
};

const onTicks = (spec: SymbolSpec, bar: LogBar, shift: number): MinuteBar => {
  const ticks = (log: number): number => stepsOf(spec.priceGrid, exp(log + shift), 1);
  const close = ticks(bar.close);
  const volume = stepsOf(spec.quantityGrid, bar.volumeUsdt / onGrid(spec.priceGrid, close));
  const turnover = onGrid(spec.quantityGrid, volume) * onGrid(spec.priceGrid, close);
  return { open: ticks(bar.open), high: ticks(bar.high), low: ticks(bar.low), close, volume, turnover };
};

/**
 * The minutes before the first live one. The walk is drawn forward and then shifted as a whole so that its last close is the
 * symbol's start price; `volatility` is left where the live walk takes it up.
 */
export const makeHistory = (seed: number, spec: SymbolSpec, market: MarketFactor, volatility: ClusteredVolatility, liveMinute: number): BarSeries => {
  const firstMinute = liveMinute - HISTORY_MINUTES;
  const bars = walkBack(seed, spec, market, volatility, firstMinute);
  const shift = log(spec.startPrice) - (bars.at(-1)?.close ?? 0);
  const series = new BarSeries(firstMinute);
  for (const bar of bars) series.pushBar(onTicks(spec, bar, shift));
  return series;
};
