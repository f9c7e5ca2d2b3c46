import fc from 'fast-check';
import { BookSide, OrderBook } from '../../../core/market/order-book';
import { Random } from '../../../simulator/market/random';
import { NaiveSide } from '../../support/naive-book';

type Level = [price: number, quantity: number];

const levelsOf = (side: BookSide): Level[] => {
  const levels: Level[] = [];
  side.forEachLevel((price, quantity, rank) => {
    if (rank !== levels.length) throw new Error(`rank is ${rank}: expected ${levels.length}`);
    levels.push([price, quantity]);
  });
  return levels;
};

const expectEqual = (side: BookSide, naive: NaiveSide): void => {
  const expected = naive.levels();
  expect(levelsOf(side)).toEqual(expected);
  expect([side.size, side.bestPrice, side.bestQuantity]).toEqual([expected.length, expected[0]?.[0], expected[0]?.[1]]);
};

/** Deltas about a price that wanders, most of them near it; about two in five delete, many of those levels that are not there. */
const nextDelta = (random: Random, side: 'bids' | 'asks', midTicks: number): Level => {
  const distance = Math.floor(1 + 40 * random.exponential() ** 2);
  const ticks = Math.max(1, side === 'bids' ? midTicks - distance : midTicks + distance);
  return [Number((ticks / 100).toFixed(2)), random.chance(0.4) ? 0 : (1 + random.below(1_000_000)) / 1_000];
};

/** So many seeded deltas; raised by hand for a longer proof. */
const DELTAS = Number(process.env['BOOK_DELTAS'] ?? 2_000_000);
const COMPARE_EVERY = 20_000;

const SIDES = ['bids', 'asks'] as const;

describe('BookSide', () => {
  test.each(SIDES)('the %s side: any sets, deletes of unknown levels and clears equal a map that is sorted when read', (side) => {
    const change = fc.oneof(
      { weight: 40, arbitrary: fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 0, max: 3 })) },
      { weight: 1, arbitrary: fc.constant('clear' as const) },
    );
    fc.assert(fc.property(fc.array(change, { maxLength: 1_500 }), fc.integer({ min: 1, max: 100_000 }), (changes, notional) => {
      const [book, naive] = [new BookSide(side), new NaiveSide(side)];
      for (const one of changes) {
        if (one === 'clear') {
          book.clear();
          naive.quantities.clear();
        } else {
          book.set(...one);
          naive.set(...one);
        }
      }
      expectEqual(book, naive);
      expect(book.walkNotional(notional)).toEqual(naive.walkNotional(notional));
    }));
  });

  test.each(SIDES)('S2.6: millions of seeded deltas on the %s side equal a naive model', (side) => {
    const random = new Random(20_240_808, side === 'bids' ? 1 : 2, 0);
    const [book, naive] = [new BookSide(side), new NaiveSide(side)];
    let midTicks = 50_000;
    for (let count = 1; count <= DELTAS / 2; count += 1) {
      midTicks += random.below(3) - 1;
      const [price, quantity] = nextDelta(random, side, midTicks);
      if (book.quantityAt(price) !== (naive.quantities.get(price) ?? 0)) throw new Error(`quantity at ${price} differs after ${count} deltas`);
      book.set(price, quantity);
      naive.set(price, quantity);
      if (count % COMPARE_EVERY !== 0) continue;
      expectEqual(book, naive);
      for (const notional of [1, 1e5, 1e9]) expect(book.walkNotional(notional)).toEqual(naive.walkNotional(notional));
      if (count % (10 * COMPARE_EVERY) === 0) {
        book.clear();
        naive.quantities.clear();
      }
    }
  }, 30_000 + DELTAS / 20);

  test('a side that grows to 5,000 levels and is emptied again, from either end or from the middle, stays sorted', () => {
    for (const order of ['best', 'worst', 'middle'] as const) {
      const [book, naive] = [new BookSide('asks'), new NaiveSide('asks')];
      const prices = Array.from({ length: 5_000 }, (_, index) => 1 + ((index * 1_777) % 5_000));
      for (const price of prices) book.set(price, price);
      for (const price of prices) naive.set(price, price);
      expectEqual(book, naive);
      const sorted = [...naive.quantities.keys()].sort((a, b) => a - b);
      const gone = order === 'best' ? sorted : order === 'worst' ? sorted.reverse() : sorted.slice(1_000, 4_500);
      for (const price of gone) book.set(price, 0);
      for (const price of gone) naive.set(price, 0);
      expectEqual(book, naive);
    }
  });

  test('a walk fills and leaves exactly what was asked for, between the best price and the worst one touched', () => {
    const level = fc.tuple(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 1_000 }));
    fc.assert(fc.property(fc.array(level, { maxLength: 200 }), fc.integer({ min: 1, max: 10_000_000 }), (levels, notional) => {
      const side = new BookSide('asks');
      for (const one of levels) side.set(...one);
      const walk = side.walkNotional(notional);
      expect(walk.filledNotional + walk.unfilledNotional).toBe(notional);
      if (walk.vwap === undefined) expect([side.size, walk.worstPrice, walk.levels, walk.filledNotional]).toEqual([0, undefined, 0, 0]);
      else {
        expect(walk.vwap).toBeGreaterThanOrEqual((side.bestPrice ?? NaN) * (1 - 1e-12));
        expect(walk.vwap).toBeLessThanOrEqual((walk.worstPrice ?? NaN) * (1 + 1e-12));
      }
    }));
  });

  test('a walk stops at the level that fills it', () => {
    const side = new BookSide('bids');
    for (const [price, quantity] of [[100, 1], [99, 2], [98, 5]] as const) side.set(price, quantity);
    expect(side.walkNotional(199)).toEqual({ filledNotional: 199, unfilledNotional: 0, filledQuantity: 2, vwap: 99.5, worstPrice: 99, levels: 2 });
    expect(side.walkNotional(1_000)).toEqual({ filledNotional: 788, unfilledNotional: 212, filledQuantity: 8, vwap: 98.5, worstPrice: 98, levels: 3 });
  });

  test('levels are visited until the visitor has enough', () => {
    const side = new BookSide('asks');
    for (const price of [3, 1, 2]) side.set(price, 1);
    const seen: number[] = [];
    side.forEachLevel((price) => seen.push(price) < 2);
    expect(seen).toEqual([1, 2]);
  });

  test('what is no price, quantity or notional is refused by name', () => {
    const side = new BookSide('bids');
    for (const price of [0, -1, Number.NaN, Infinity]) expect(() => { side.set(price, 1); }).toThrow(`price is ${price}: expected a number above 0`);
    for (const quantity of [-1, Number.NaN, Infinity]) expect(() => { side.set(1, quantity); }).toThrow(`quantity is ${quantity}`);
    expect(() => side.walkNotional(0)).toThrow('notional is 0');
    expect(side.size).toBe(0);
  });
});

describe('OrderBook', () => {
  const bookOf = (bid: number | undefined, ask: number | undefined): OrderBook => {
    const book = new OrderBook();
    if (bid !== undefined) book.bids.set(bid, 1);
    if (ask !== undefined) book.asks.set(ask, 1);
    return book;
  };

  test('B6: is crossed exactly when the best bid is above the best ask; locked is not crossed', () => {
    expect([[99, 100], [100, 100], [101, 100], [99, undefined], [undefined, 100]].map(([bid, ask]) => bookOf(bid, ask).isCrossed))
      .toEqual([false, false, true, false, false]);
  });

  test('has a mid price only with both sides', () => {
    expect([bookOf(99, 100).mid, bookOf(99, undefined).mid, bookOf(undefined, 100).mid]).toEqual([99.5, undefined, undefined]);
  });

  test('cleared, has neither side', () => {
    const book = bookOf(99, 100);
    book.clear();
    expect([book.bids.size, book.asks.size, book.mid]).toEqual([0, 0, undefined]);
  });
});
