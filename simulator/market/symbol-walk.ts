import type { BarSeries } from './bar-series';
import { onGrid, stepsOf, stepOf } from './grid';
import { makeHistory } from './history';
import type { MarketFactor } from './market-factor';
import { Random } from './random';
import type { PlantEffect, Second } from './second';
import { ShortBars } from './short-bars';
import type { SymbolSpec } from './symbol-spec';
import { ClusteredVolatility, sessionFactor } from './volatility';

/** Bound once: a lookup of the global object per draw is slow in sandboxed runtimes such as a test runner's. */
const { abs, exp, floor, log, max, min, round, sqrt } = Math;

/** Autoregressions per second: trading activity and the sizes on both sides of the book, all as logs. */
const ACTIVITY = { persistence: 0.93, deviation: 0.7 };
const TOP_SIZE = { persistence: 0.95, deviation: 0.55 };
/** Spread of the volume of one second around its trades' usual size. */
const VOLUME_SIGMA = 0.7;
const DAY_SECONDS = 86_400;

type Autoregression = typeof ACTIVITY;

const nextLog = (value: number, { persistence, deviation }: Autoregression, random: Random): number =>
  persistence * value + deviation * sqrt(1 - persistence * persistence) * random.normal();

const meanOne = (log: number, { deviation }: Autoregression): number => exp(log - (deviation * deviation) / 2);

/**
 * The path of one symbol, second by second: price, trades, volume and book sizes. Every second draws from its own stream, in the
 * same order whatever a plant does to it, and each symbol walks whether or not its trades are looked at.
 */
export class SymbolWalk {
  readonly bars: BarSeries;
  readonly shortBars: ShortBars;
  readonly current: Second;
  midLog: number;
  private readonly volatility = new ClusteredVolatility();
  private readonly random = new Random();
  private activity = 0;
  private bidLog = 0;
  private askLog = 0;

  constructor(private readonly seed: number, readonly spec: SymbolSpec, market: MarketFactor, firstSecond: number) {
    const minute = floor(firstSecond / 60);
    this.bars = makeHistory(seed, spec, market, this.volatility, minute);
    const start = this.bars.forming.close;
    this.midLog = log(onGrid(spec.priceGrid, start));
    this.shortBars = new ShortBars(spec.priceGrid);
    if (firstSecond % 60 !== 0) this.bars.push(start);
    this.bars.renewDay();
    this.current = {
      second: firstSecond - 1, startMid: start, endMid: start, bid: max(1, start - 1), ask: start, close: start, high: start, low: start,
      trades: 0, volume: 0, buyFraction: 0.5, closesWithBuy: false, bidSize: 0, askSize: 0, sizesFixed: false, bookUpdates: 0,
    };
    this.setSizes({});
  }

  /** Standard deviation of the log return over one second as things stand, as a fraction. */
  deviationPerSecond(second: number): number {
    return (this.spec.dailyVolatility / sqrt(DAY_SECONDS)) * this.volatility.multiple * sessionFactor(floor(second / 60));
  }

  /** Decides the next second. `current` is the answer and is reused for the next one. */
  step(second: number, marketReturn: number, effect: PlantEffect): void {
    this.random.reseed(this.seed, this.spec.index, second);
    if (second % 60 === 0) this.nextMinute();
    this.movePrice(second, marketReturn, effect);
    this.setBook(effect);
    this.setTrades(second, effect);
    this.setSizes(effect);
    this.record(second);
  }

  private nextMinute(): void {
    this.volatility.nextMinute(this.random);
    this.bars.push(this.current.close);
    this.bars.renewDay();
  }

  private movePrice(second: number, marketReturn: number, effect: PlantEffect): void {
    const { marketCorrelation, priceGrid } = this.spec;
    const own = sqrt(1 - marketCorrelation * marketCorrelation) * this.random.fatTailed();
    const drawn = this.deviationPerSecond(second) * (marketCorrelation * marketReturn + own);
    this.current.startMid = this.current.endMid;
    this.midLog = effect.anchorLog ?? this.midLog + drawn * (effect.volatilityScale ?? 1) + (effect.drift ?? 0);
    this.current.endMid = max(1, (exp(this.midLog) / priceGrid.units) * 10 ** priceGrid.decimals);
  }

  private setBook(effect: PlantEffect): void {
    const { current, spec } = this;
    const usualTicks = (current.endMid * spec.spreadBps * this.random.between(0.6, 1.4)) / 10_000;
    const spread = effect.spreadTicks ?? max(1, round(usualTicks));
    current.bid = max(1, round(current.endMid - spread / 2));
    current.ask = current.bid + spread;
  }

  private setTrades(second: number, effect: PlantEffect): void {
    const { current, spec, random } = this;
    this.activity = nextLog(this.activity, ACTIVITY, random);
    const stir = sqrt(min(4, this.volatility.multiple));
    const rate = spec.tradesPerSecond * sessionFactor(floor(second / 60)) * stir * meanOne(this.activity, ACTIVITY);
    current.closesWithBuy = random.chance(0.5);
    current.buyFraction = effect.buyFraction ?? random.between(0.3, 0.7);
    if (effect.closesWithBuy !== undefined) current.closesWithBuy = effect.closesWithBuy;
    const burst = random.logNormal(VOLUME_SIGMA);
    const [above, below] = [random.exponential(), random.exponential()];
    current.trades = max(effect.leastTrades ?? 0, random.poisson(rate * (effect.tradeScale ?? 1)));
    this.setVolume(effect, burst);
    this.setRange(effect, above, below);
    current.bookUpdates = max(effect.leastBookUpdates ?? 0, spec.bookUpdatesPerSecond * stir);
  }

  private setVolume(effect: PlantEffect, burst: number): void {
    const { current, spec } = this;
    if (current.trades === 0) {
      current.volume = 0;
      return;
    }
    const usualUsdt = spec.turnover24hUsdt / DAY_SECONDS / spec.tradesPerSecond;
    const usual = stepsOf(spec.quantityGrid, (current.trades * usualUsdt * burst) / onGrid(spec.priceGrid, current.endMid));
    current.volume = max(current.trades, round(effect.volumeSteps ?? usual));
  }

  /** High and low of the second's trades; one trade has no range, two have the range between them. */
  private setRange(effect: PlantEffect, above: number, below: number): void {
    const { current } = this;
    if (current.trades === 0) {
      current.high = current.low = current.close;
      return;
    }
    const close = current.closesWithBuy ? current.ask : current.bid;
    const isStill = effect.anchorLog !== undefined;
    const reach = isStill ? 0 : 0.25 * abs(current.endMid - current.startMid);
    const first = max(1, round(isStill ? current.endMid : current.startMid));
    const isLone = current.trades === 1;
    const isPair = current.trades === 2;
    current.close = close;
    current.high = isLone ? close : max(close, first + (isPair ? 0 : round(reach * above)));
    current.low = isLone ? close : max(1, min(close, first - (isPair ? 0 : round(reach * below))));
  }

  private setSizes(effect: PlantEffect): void {
    const { current, spec, random } = this;
    this.bidLog = nextLog(this.bidLog, TOP_SIZE, random);
    this.askLog = nextLog(this.askLog, TOP_SIZE, random);
    const price = onGrid(spec.priceGrid, current.endMid);
    const size = (notionalUsdt: number): number => stepsOf(spec.quantityGrid, notionalUsdt / price, 1);
    current.bidSize = size(effect.bidNotionalUsdt ?? spec.topNotionalUsdt * meanOne(this.bidLog, TOP_SIZE));
    current.askSize = size(effect.askNotionalUsdt ?? spec.topNotionalUsdt * meanOne(this.askLog, TOP_SIZE));
    current.sizesFixed = effect.bidNotionalUsdt !== undefined;
  }

  private record(second: number): void {
    const { current, spec } = this;
    current.second = second;
    this.shortBars.addSecond(second, current.close, current.volume);
    if (current.trades === 0) return;
    const bar = this.bars.forming;
    bar.high = max(bar.high, current.high);
    bar.low = min(bar.low, current.low);
    bar.close = current.close;
    bar.volume += current.volume;
    bar.turnover += current.volume * stepOf(spec.quantityGrid) * onGrid(spec.priceGrid, (current.high + current.low + current.close) / 3);
  }
}
