import fc from 'fast-check';
import type { Bar } from '../../../core/market/bar';
import { BarBuilder } from '../../../core/market/bar-builder';
import type { TradeEvent } from '../../../core/market/events';
import { MarketFrame } from '../../../core/market/market-frame';
import { SymbolTable } from '../../../core/market/symbol-table';
import { trade } from '../../support/market-events';

const BAR_MS = 3_000;
const GRACE_MS = 300;

const frame = new MarketFrame();
const symbols = new SymbolTable();

const addTo = (bars: BarBuilder, id: number, event: TradeEvent): void => {
  frame.load(event, symbols).symbolId = id;
  bars.add(frame, 0);
};

/** The bars of one symbol among others: its own calls, and every bar that closes. */
class OneSymbol {
  private readonly bars = new BarBuilder(BAR_MS, GRACE_MS);

  constructor(private readonly id = 3) {}

  get lateTrades(): number {
    return this.bars.lateTrades;
  }

  add(event: TradeEvent): void {
    addTo(this.bars, this.id, event);
  }

  advance(venueTimeMs: number): Bar[] {
    const closed: Bar[] = [];
    while (this.bars.closeNext(this.id, venueTimeMs)) closed.push({ ...this.bars.closed });
    return closed;
  }

  reset(): void {
    this.bars.reset(this.id);
  }
}

/** Independent definition: sort by exchange time (arrival order where equal), then cut. */
const reference = (trades: readonly TradeEvent[], fromMs: number, toMs: number): Bar[] => {
  const sorted = trades.map((one, index) => ({ one, index })).sort((a, b) => a.one.exchangeTimeMs - b.one.exchangeTimeMs || a.index - b.index);
  const bars: Bar[] = [];
  for (let start = fromMs; start + BAR_MS <= toMs; start += BAR_MS) {
    const inside = sorted.map(({ one }) => one).filter((one) => one.exchangeTimeMs >= start && one.exchangeTimeMs < start + BAR_MS);
    const before = sorted.map(({ one }) => one).filter((one) => one.exchangeTimeMs < start).at(-1);
    const prices = inside.length > 0 ? inside.map((one) => one.price) : [before?.price ?? NaN];
    bars.push({
      startTimeMs: start, open: prices[0]!, close: prices.at(-1)!, high: Math.max(...prices), low: Math.min(...prices),
      volume: inside.reduce((sum, one) => sum + one.quantity, 0), tradeCount: inside.length,
    });
  }
  return bars;
};

describe('BarBuilder', () => {
  test('C1.2: a bar closes on the watermark, only after its end plus the grace', () => {
    const bars = new OneSymbol();
    bars.advance(0);
    bars.add(trade({ exchangeTimeMs: 3_100, price: 10, quantity: 2 }));
    expect(bars.advance(6_299)).toEqual([]);
    expect(bars.advance(6_300)).toEqual([{ startTimeMs: 3_000, open: 10, high: 10, low: 10, close: 10, volume: 2, tradeCount: 1 }]);
  });

  test('C1.2: the interval in which watching began never becomes a bar', () => {
    const bars = new OneSymbol();
    bars.add(trade({ exchangeTimeMs: 1_000, price: 7 }));
    bars.add(trade({ exchangeTimeMs: 4_000, price: 8 }));
    expect(bars.advance(20_000).map((one) => one.startTimeMs)).toEqual([3_000, 6_000, 9_000, 12_000, 15_000]);
  });

  test('B9: trades in any order inside the grace give the bars of the sorted trades', () => {
    const anyTrade = fc.record({ timeMs: fc.integer({ min: 3_000, max: 30_000 }), price: fc.integer({ min: 1, max: 50 }), quantity: fc.integer({ min: 1, max: 9 }) });
    fc.assert(fc.property(fc.array(anyTrade, { minLength: 1, maxLength: 60 }), (raw) => {
      const first = trade({ exchangeTimeMs: 3_000, price: 5, quantity: 1 });
      const trades = [first, ...raw.map((one) => trade({ exchangeTimeMs: one.timeMs, price: one.price, quantity: one.quantity }))];
      const bars = new OneSymbol();
      bars.advance(2_999);
      for (const one of trades) bars.add(one);
      expect(bars.advance(33_300)).toEqual(reference(trades, 3_000, 33_000));
      expect(bars.lateTrades).toBe(0);
    }));
  });

  test('B9: a trade behind its closed bar is counted and changes nothing', () => {
    const bars = new OneSymbol();
    bars.advance(0);
    bars.add(trade({ exchangeTimeMs: 3_100, price: 10 }));
    bars.advance(6_300);
    bars.add(trade({ exchangeTimeMs: 5_900, price: 99 }));
    expect(bars.lateTrades).toBe(1);
    expect(bars.advance(9_300)).toEqual([{ startTimeMs: 6_000, open: 10, high: 10, low: 10, close: 10, volume: 0, tradeCount: 0 }]);
  });

  test('an interval without trades is flat at the last close with volume 0', () => {
    const bars = new OneSymbol();
    bars.advance(0);
    bars.add(trade({ exchangeTimeMs: 3_000, price: 12 }));
    const [, empty] = bars.advance(9_300);
    expect(empty).toEqual({ startTimeMs: 6_000, open: 12, high: 12, low: 12, close: 12, volume: 0, tradeCount: 0 });
  });

  test('before any price there is no bar, however long it takes', () => {
    const bars = new OneSymbol();
    expect(bars.advance(0)).toEqual([]);
    expect(bars.advance(60_000)).toEqual([]);
    bars.add(trade({ exchangeTimeMs: 61_000, price: 3 }));
    expect(bars.advance(63_300).map((one) => [one.startTimeMs, one.close])).toEqual([[60_000, 3]]);
  });

  test('after a reset nothing from before joins the next bar', () => {
    const bars = new OneSymbol();
    bars.advance(0);
    bars.add(trade({ exchangeTimeMs: 3_100, price: 10 }));
    bars.reset();
    bars.add(trade({ exchangeTimeMs: 13_000, price: 20 }));
    expect(bars.advance(18_300)).toEqual([{ startTimeMs: 15_000, open: 20, high: 20, low: 20, close: 20, volume: 0, tradeCount: 0 }]);
  });

  test('symbols do not touch each other, whatever one of them does, and more rows keep what is known', () => {
    const anyTrade = fc.record({ id: fc.constantFrom(0, 1, 700), timeMs: fc.integer({ min: 0, max: 30_000 }), price: fc.integer({ min: 1, max: 50 }) });
    const anyStep = fc.oneof(anyTrade, fc.record({ id: fc.constantFrom(0, 1, 700), reset: fc.constant(true) }), fc.record({ advanceMs: fc.integer({ min: 0, max: 40_000 }) }));
    fc.assert(fc.property(fc.array(anyStep, { maxLength: 80 }), (steps) => {
      const together = new BarBuilder(BAR_MS, GRACE_MS);
      const alone = new Map([0, 1, 700].map((id) => [id, new OneSymbol(0)]));
      for (const step of steps) {
        if ('timeMs' in step) {
          const one = trade({ exchangeTimeMs: step.timeMs, price: step.price, quantity: 1 });
          addTo(together, step.id, one);
          alone.get(step.id)!.add(one);
        } else if ('reset' in step) {
          together.reset(step.id);
          alone.get(step.id)!.reset();
        } else {
          for (const [id, one] of alone) {
            const expected = one.advance(step.advanceMs);
            for (const bar of expected) {
              expect(together.closeNext(id, step.advanceMs)).toBe(true);
              expect(together.closed).toEqual(bar);
            }
            expect(together.closeNext(id, step.advanceMs)).toBe(false);
            expect(together.dueMs(id)).toBeGreaterThan(step.advanceMs);
          }
        }
      }
      expect(together.lateTrades).toBe([...alone.values()].reduce((sum, one) => sum + one.lateTrades, 0));
    }));
  });
});
