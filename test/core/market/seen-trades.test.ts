import fc from 'fast-check';
import { MarketFrame } from '../../../core/market/market-frame';
import { SeenTrades } from '../../../core/market/seen-trades';
import { SymbolTable } from '../../../core/market/symbol-table';
import { trade } from '../../support/market-events';

const frame = new MarketFrame();
const symbols = new SymbolTable();

/** True when the trade is new. It comes behind another one in its message: its row counts. */
const add = (seen: SeenTrades, tradeId: string, timeMs = 0): boolean => {
  frame.load(trade({ exchangeTimeMs: timeMs + 1 }), symbols).addTrade(trade({ exchangeTimeMs: timeMs, tradeId }));
  return seen.add(frame, 1);
};

describe('SeenTrades', () => {
  test('B8: the same id is new once, for at least `capacity` newer ids', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 49 }), (capacity, newer) => {
      const seen = new SeenTrades(capacity);
      expect(add(seen, 'x')).toBe(true);
      for (let index = 0; index < Math.min(newer, capacity); index += 1) add(seen, `n${index}`);
      expect(add(seen, 'x')).toBe(false);
    }));
  });

  test('B11: ids past 2^53 that differ by one are different trades', () => {
    const seen = new SeenTrades();
    expect([add(seen, '17303368620470001'), add(seen, '17303368620470000')]).toEqual([true, true]);
  });

  test('B8: memory is bounded: an id older than two generations is forgotten', () => {
    const seen = new SeenTrades(2);
    for (const id of ['a', 'b', 'c', 'd', 'e']) add(seen, id);
    expect(add(seen, 'a')).toBe(true);
  });

  test('B8: whatever the order of the times, a trade is new exactly when it is not among the last ones kept', () => {
    const anyTrade = fc.record({ id: fc.integer({ min: 0, max: 12 }), timeMs: fc.integer({ min: 0, max: 6 }) });
    fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), fc.array(anyTrade, { maxLength: 200 }), (capacity, trades) => {
      const seen = new SeenTrades(capacity);
      const kept: string[] = [];
      for (const { id, timeMs } of trades) {
        const key = `${id} at ${timeMs}`;
        const isNew = !kept.slice(-capacity - 1).includes(key);
        expect(add(seen, String(id), timeMs)).toBe(isNew);
        if (isNew) kept.push(key);
      }
    }));
  });
});
