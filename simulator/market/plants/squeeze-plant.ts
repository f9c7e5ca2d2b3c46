import { stepOf } from '../grid';
import { Random } from '../random';
import { NO_EFFECT, type PlantEffect } from '../second';
import { SHORT_BAR_SECONDS } from '../short-bars';
import type { SymbolWalk } from '../symbol-walk';
import { aftermathEffect, aftermathEnd } from './aftermath';
import { type LedgerEntry, type Plant, type PlantOrder, signOf } from './plant';

/** Bound once: a lookup of the global object per draw is slow in sandboxed runtimes such as a test runner's. */
const { abs, ceil, exp, floor, max, min } = Math;

/** Width aimed at as a share of the widest of the last 200 bars; the promise is 0.05. */
const TARGET_SHARE = 0.03;
/** Least width aimed at, in ticks: well above two, so that neither the grid nor the spread makes the band. */
const LEAST_WIDTH_TICKS = 8;
const BAND_SECONDS = 60;
/** Levels with mean 0 and variance 1; every five bars go through them once, so the width of any 20 bars stays nearly the same. */
const LEVELS = [-Math.SQRT2, -Math.SQRT1_2, 0, Math.SQRT1_2, Math.SQRT2];
/** The range narrows over the squeeze, so that its width has no early rise. */
const NARROWING = { from: 1.12, to: 0.85 };

/** Drift of a release per second in deviations of a usual second: over 30 seconds and more, twice what chance can undo. */
const LEAST_DRIFT = 0.4;

interface Times { readonly start: number; readonly onset: number; readonly end: number }

const alignUp = (second: number): number => ceil(second / SHORT_BAR_SECONDS) * SHORT_BAR_SECONDS;

const timesOf = (random: Random, startSecond: number): Times => {
  const start = alignUp(startSecond);
  const onset = alignUp(start + BAND_SECONDS + SHORT_BAR_SECONDS + random.between(90, 150));
  return { start, onset, end: alignUp(onset + random.between(30, 60)) };
};

/** Standard deviation of the closes as a log; undefined where the tick is too coarse for it or nothing was seen yet. */
const targetDeviation = (walk: SymbolWalk): number | undefined => {
  const widest = walk.shortBars.widest();
  if (widest === undefined) return undefined;
  const width = widest * TARGET_SHARE;
  const tick = stepOf(walk.spec.priceGrid) / exp(walk.midLog);
  return width >= LEAST_WIDTH_TICKS * tick ? width / 4 : undefined;
};

class SqueezePlant implements Plant {
  readonly entry: LedgerEntry;
  readonly endSecond: number;
  private readonly random = new Random();
  private readonly moveLog: number;

  constructor(private readonly order: PlantOrder, private readonly times: Times, private readonly centreLog: number,
    private readonly deviation: number, moveInWidths: number, private readonly followUpLog: number, private readonly spreadTicks: number, symbol: string) {
    const { id, side, followThrough } = order;
    this.moveLog = signOf(side) * moveInWidths * (deviation * 4) / TARGET_SHARE;
    this.entry = {
      id, kind: 'squeeze_release', symbol, side,
      armedFromMs: (times.start + BAND_SECONDS) * 1_000, onsetMs: times.onset * 1_000, endMs: times.end * 1_000, followThrough,
    };
    this.endSecond = aftermathEnd(times.end);
  }

  effect(second: number, walk: SymbolWalk): PlantEffect {
    const { start, onset, end } = this.times;
    if (second < start) return NO_EFFECT;
    if (second < onset) return this.contraction(second);
    return second < end ? this.release(second, walk) : aftermathEffect(second, end, this.followUpLog);
  }

  private contraction(second: number): PlantEffect {
    const { start, onset } = this.times;
    const bar = floor((second - start) / SHORT_BAR_SECONDS);
    const share = (second - start) / (onset - start);
    const amplitude = this.deviation * (NARROWING.from + (NARROWING.to - NARROWING.from) * share);
    const level = this.level(bar);
    return {
      anchorLog: this.centreLog + amplitude * level, closesWithBuy: level > 0, leastTrades: 1, tradeScale: 0.7, spreadTicks: this.spreadTicks,
    };
  }

  private level(bar: number): number {
    const block = floor(bar / LEVELS.length);
    return this.random.reseed(this.order.seed, this.order.stream, block).shuffled(LEVELS)[bar % LEVELS.length] ?? 0;
  }

  /** Speed, noise and volume rise from the first second on; the first bar already points the right way. */
  private release(second: number, walk: SymbolWalk): PlantEffect {
    const { onset, end } = this.times;
    const seconds = end - onset;
    const share = (second - onset + 0.5) / seconds;
    const leastDrift = LEAST_DRIFT * walk.deviationPerSecond(second);
    return {
      drift: signOf(this.order.side) * max(abs(this.moveLog) / seconds, leastDrift) * (0.7 + 0.6 * share), volatilityScale: min(1.3, 0.15 + 1.8 * share),
      tradeScale: 2.2 + 1.6 * share, leastTrades: 1, buyFraction: this.order.side === 'buy' ? 0.8 : 0.2,
    };
  }
}

/** A contraction of at least 90 seconds after the band is full, then a directed release; undefined where the symbol cannot carry one. */
export const planSqueeze = (order: PlantOrder, walk: SymbolWalk): Plant | undefined => {
  const deviation = targetDeviation(walk);
  if (deviation === undefined) return undefined;
  const random = new Random(order.seed, order.stream, -1);
  const times = timesOf(random, order.startSecond);
  const moveInWidths = random.between(0.6, 1.1);
  const move = moveInWidths * (deviation * 4) / TARGET_SHARE;
  const followUp = signOf(order.side) * move * (order.followThrough ? random.between(0.6, 1.3) : -random.between(0.8, 1.3));
  const tick = stepOf(walk.spec.priceGrid) / exp(walk.midLog);
  const spreadTicks = max(1, floor((0.5 * deviation) / tick));
  return new SqueezePlant(order, times, walk.midLog, deviation, moveInWidths, followUp, spreadTicks, walk.spec.symbol);
};
