import { onGrid } from '../grid';
import { Random } from '../random';
import { NO_EFFECT, type PlantEffect } from '../second';
import { SHORT_BAR_SECONDS } from '../short-bars';
import type { SymbolWalk } from '../symbol-walk';
import { aftermathEffect, aftermathEnd } from './aftermath';
import { type LedgerEntry, type Plant, type PlantOrder, signOf } from './plant';

/** Volume of a surging bar over the mean of the 100 bars before; the promise is 5 to 8, kept for the later bars too. */
const MULTIPLE = { from: 6, to: 9 };
/** Least notional of a surging bar, USDT: on a sleepy symbol a multiple of the mean says nothing. */
const LEAST_BAR_USDT = 12_000;
/** The bar moves by this times the root of its multiple, in deviations of a usual bar: impact grows as the root of volume (Toth et al. 2011). */
const IMPACT = 1.1;
/** Share of the bar's volume in its three seconds. */
const SHARES = [0.3, 0.42, 0.28];

/** One to three 3-second bars of several times the usual volume, with the price; undefined where the mean is not known or too small. */
export const planSurge = (order: PlantOrder, walk: SymbolWalk): Plant | undefined => {
  const mean = walk.shortBars.meanVolume();
  const random = new Random(order.seed, order.stream, -1);
  const multiple = random.between(MULTIPLE.from, MULTIPLE.to);
  const { spec } = walk;
  if (mean === undefined || onGrid(spec.quantityGrid, mean * multiple) * Math.exp(walk.midLog) < LEAST_BAR_USDT) return undefined;
  const start = Math.ceil(order.startSecond / SHORT_BAR_SECONDS) * SHORT_BAR_SECONDS;
  const end = start + SHORT_BAR_SECONDS * (1 + random.below(3));
  const sign = signOf(order.side);
  const barLog = walk.deviationPerSecond(start) * Math.sqrt(SHORT_BAR_SECONDS);
  const followUp = sign * barLog * (order.followThrough ? random.between(6, 12) : -random.between(3, 8));
  const during = (second: number): PlantEffect => ({
    volumeSteps: mean * multiple * (SHARES[(second - start) % SHORT_BAR_SECONDS] ?? 0), tradeScale: 4, leastTrades: 4,
    drift: (sign * barLog * IMPACT * Math.sqrt(multiple)) / SHORT_BAR_SECONDS, volatilityScale: 0.4, buyFraction: order.side === 'buy' ? 0.88 : 0.12,
    closesWithBuy: order.side === 'buy',
  });
  const entry: LedgerEntry = {
    id: order.id, kind: 'volume_surge', symbol: spec.symbol, side: order.side,
    armedFromMs: start * 1_000, onsetMs: start * 1_000, endMs: end * 1_000, followThrough: order.followThrough,
  };
  return {
    entry, endSecond: aftermathEnd(end),
    effect: (second) => (second < start ? NO_EFFECT : second < end ? during(second) : aftermathEffect(second, end, followUp)),
  };
};
