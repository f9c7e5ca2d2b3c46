import type { BookTopEvent, Side, TradeEvent } from '../../core/market/events';
import { onGrid } from './grid';
import { Random } from './random';
import type { Second } from './second';
import type { SymbolSpec } from './symbol-spec';

/** Bound once: a lookup of the global object per draw is slow in sandboxed runtimes such as a test runner's. */
const { ceil, floor, imul, max, min, round } = Math;

const DETAIL_STREAM = 0x20000;
/** Mean distance of the trades inside one burst. */
const BURST_GAP_MS = 12;
const TRADES_PER_BURST = 3;
/** How much a size trembles from one book update to the next, as a log. */
const TREMBLE = { usual: 0.4, fixed: 0.08 };

interface Print { timeMs: number; price: number; side: Side; steps: number }
type DetailEvent = TradeEvent | BookTopEvent;

const hex = (value: number, digits: number): string => (value >>> 0).toString(16).padStart(digits, '0').slice(-digits);

/** Times within the second, in order: a few centres, each followed by its burst. */
const burstTimes = (random: Random, count: number): number[] => {
  const centres = Array.from({ length: 1 + floor(count / TRADES_PER_BURST) }, () => random.between(0, 960));
  const times = Array.from({ length: count }, () => min(999, floor(random.pick(centres) + BURST_GAP_MS * random.exponential())));
  return times.sort((a, b) => a - b);
};

/** Whole steps that add up to `total`, each at least 1, shared out unevenly. */
const splitVolume = (random: Random, total: number, count: number): number[] => {
  const weights = Array.from({ length: count }, () => random.exponential() ** 1.6 + 0.02);
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const parts = weights.map((weight) => 1 + floor(((total - count) * weight) / sum));
  const rest = total - parts.reduce((all, part) => all + part, 0);
  const lucky = random.below(count);
  parts[lucky] = (parts[lucky] ?? 1) + rest;
  return parts;
};

/** Prices along the second: from its start to its end, touching its high and its low, ending with its close. */
const prices = (random: Random, second: Second): number[] => {
  const count = second.trades;
  const path = Array.from({ length: count }, (_, index) => {
    const share = (index + 1) / count;
    const onPath = second.startMid + (second.endMid - second.startMid) * share;
    const half = (second.ask - second.bid) / 2;
    return round(min(second.high, max(second.low, onPath + (random.chance(second.buyFraction) ? half : -half))));
  });
  path[count - 1] = second.close;
  touchExtremes(random, second, path);
  return path;
};

/** Two trades: the first makes the range with the close. More: one touches each end, at places that are not the last. */
const touchExtremes = (random: Random, second: Second, path: number[]): void => {
  const free = path.length - 1;
  if (free < 1) return;
  const needsHigh = second.high !== second.close;
  const needsLow = second.low !== second.close;
  const at = random.below(free);
  if (needsHigh) path[at] = second.high;
  if (needsLow) path[needsHigh ? (at + 1) % free : at] = second.low;
};

/**
 * The trades and book updates of one second, in order of time. A pure function of the seed, the symbol and the second that was
 * decided: nothing is carried from one second to the next, so it makes no difference when watching begins.
 */
export class SecondEvents {
  private readonly random = new Random();

  constructor(private readonly seed: number, private readonly bookDensity: number) {}

  draw(spec: SymbolSpec, second: Second): DetailEvent[] {
    const random = this.random.reseed(this.seed, DETAIL_STREAM + spec.index, second.second);
    const events: DetailEvent[] = [];
    this.addTrades(spec, second, this.prints(second), events);
    this.addBookUpdates(random, spec, second, events);
    return events.sort((a, b) => a.exchangeTimeMs - b.exchangeTimeMs);
  }

  private prints(second: Second): Print[] {
    const { random } = this;
    if (second.trades === 0) return [];
    const times = burstTimes(random, second.trades);
    const steps = splitVolume(random, second.volume, second.trades);
    return prices(random, second).map((price, index) => ({
      timeMs: second.second * 1_000 + (times[index] ?? 999), price, steps: steps[index] ?? 1, side: this.sideOf(second, price, index),
    }));
  }

  private sideOf(second: Second, price: number, index: number): Side {
    if (index === second.trades - 1) return second.closesWithBuy ? 'buy' : 'sell';
    if (price === second.high && price !== second.low) return 'buy';
    if (price === second.low && price !== second.high) return 'sell';
    return this.random.chance(second.buyFraction) ? 'buy' : 'sell';
  }

  private addTrades(spec: SymbolSpec, second: Second, prints: readonly Print[], events: DetailEvent[]): void {
    const spread = second.ask - second.bid;
    let lastBid = 0;
    prints.forEach((print, index) => {
      const bid = print.side === 'buy' ? max(1, print.price - spread) : print.price;
      if (bid !== lastBid) events.push(this.bookTop(spec, second, bid, print.timeMs));
      lastBid = bid;
      events.push({
        kind: 'trade', symbol: spec.symbol, price: onGrid(spec.priceGrid, print.price), quantity: onGrid(spec.quantityGrid, print.steps), side: print.side,
        tradeId: tradeIdOf(spec, second.second, index), exchangeTimeMs: print.timeMs, receivedTimeMs: print.timeMs,
      });
    });
  }

  private addBookUpdates(random: Random, spec: SymbolSpec, second: Second, events: DetailEvent[]): void {
    const usual = random.poisson(second.bookUpdates * (second.sizesFixed ? 1 : this.bookDensity));
    const count = second.sizesFixed ? max(usual, ceil(second.bookUpdates)) : usual;
    const startMs = second.second * 1_000;
    for (let index = 0; index < count; index += 1) {
      const share = random.uniform();
      const mid = second.startMid + (second.endMid - second.startMid) * share;
      const bid = max(1, round(mid - (second.ask - second.bid) / 2));
      events.push(this.bookTop(spec, second, bid, startMs + floor(share * 998)));
    }
    events.push(this.bookTop(spec, second, second.bid, startMs + 999));
  }

  private bookTop(spec: SymbolSpec, second: Second, bid: number, timeMs: number): BookTopEvent {
    const tremble = second.sizesFixed ? TREMBLE.fixed : TREMBLE.usual;
    const size = (steps: number): number => onGrid(spec.quantityGrid, max(1, round(steps * this.random.logNormal(tremble))));
    return {
      kind: 'book-top', symbol: spec.symbol, bidPrice: onGrid(spec.priceGrid, bid), bidQuantity: size(second.bidSize),
      askPrice: onGrid(spec.priceGrid, bid + (second.ask - second.bid)), askQuantity: size(second.askSize),
      exchangeTimeMs: timeMs, receivedTimeMs: timeMs,
    };
  }
}

/** Shaped like the venue's ids; unique by symbol, second and place in it. */
const tradeIdOf = (spec: SymbolSpec, second: number, index: number): string => {
  const symbolHash = imul(spec.index + 1, 0x9e3779b1);
  return `${hex(symbolHash ^ second, 8)}-${hex(spec.index, 4)}-5${hex(symbolHash >>> 8, 3)}-9${hex(symbolHash >>> 20, 3)}-${hex(second, 8)}${hex(index, 4)}`;
};
