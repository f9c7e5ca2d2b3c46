import { Random } from '../random';
import { NO_EFFECT, type PlantEffect } from '../second';
import type { SymbolWalk } from '../symbol-walk';
import { aftermathEffect, aftermathEnd } from './aftermath';
import { type LedgerEntry, type Plant, type PlantOrder, signOf } from './plant';

/** Least notional at the heavy side, USDT; the promise is 50,000 and sizes tremble around what is drawn. */
const HEAVY_USDT = { from: 75_000, to: 220_000 };
/** Signed imbalance aimed at; the promise is 0.8. */
const STRENGTH = { from: 0.87, to: 0.95 };
/** Updates per second while it lasts, whatever the density of the rest. */
const BOOK_UPDATES_PER_SECOND = 10;

/** One side of the book stands many times above the other for 5 to 15 seconds while the price leans that way. */
export const planImbalance = (order: PlantOrder, walk: SymbolWalk): Plant => {
  const random = new Random(order.seed, order.stream, -1);
  const start = order.startSecond;
  const end = start + 5 + random.below(11);
  const heavy = random.between(HEAVY_USDT.from, HEAVY_USDT.to);
  const strength = random.between(STRENGTH.from, STRENGTH.to);
  const light = (heavy * (1 - strength)) / (1 + strength);
  const isBid = order.side === 'buy';
  const minuteLog = walk.deviationPerSecond(start) * Math.sqrt(60);
  const sign = signOf(order.side);
  const followUp = sign * minuteLog * (order.followThrough ? random.between(1.5, 3) : -random.between(0.5, 2));
  const during: PlantEffect = {
    bidNotionalUsdt: isBid ? heavy : light, askNotionalUsdt: isBid ? light : heavy, leastBookUpdates: BOOK_UPDATES_PER_SECOND,
    volatilityScale: 0.5, drift: (sign * minuteLog * 0.2) / (end - start),
  };
  const entry: LedgerEntry = {
    id: order.id, kind: 'ob_imbalance', symbol: walk.spec.symbol, side: order.side,
    armedFromMs: start * 1_000, onsetMs: start * 1_000, endMs: end * 1_000, followThrough: order.followThrough,
  };
  return {
    entry, endSecond: aftermathEnd(end),
    effect: (second) => (second < start ? NO_EFFECT : second < end ? during : aftermathEffect(second, end, followUp)),
  };
};
