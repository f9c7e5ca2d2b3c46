import { gap } from '../../support/market-events';
import { SYMBOL, WhaleBench } from '../../support/whale-bench';

const PRICE = 99.95;
const standing = (quantity: number, price = PRICE) => ({ [price]: quantity });

/** A level of 100 that stands in a live book, after a second. */
const opened = (): WhaleBench => {
  const bench = new WhaleBench({ subscriptionIntervalMs: 100 }).stand(standing(100), 1_000);
  return bench.openBook(standing(100)).stand(standing(100), 500);
};

const fateOf = (bench: WhaleBench) => bench.pool('died').map(({ fate }) => fate);

describe('the fate of a level', () => {
  test('eaten by trades it was filled, whether they come before the change or after it', () => {
    const before = opened().trade(PRICE, 100, 'sell', 50).diff({ bids: [[PRICE, 0]] }).wait(3_000);
    const after = opened().diff({ bids: [[PRICE, 0]] }).trade(PRICE, 100, 'sell', -50).wait(3_000);
    expect([fateOf(before), fateOf(after)]).toEqual([['filled'], ['filled']]);
  });

  test('gone without a trade it was pulled, and a trade on the other side is none', () => {
    expect(fateOf(opened().trade(PRICE, 100, 'buy').diff({ bids: [[PRICE, 0]] }).wait(3_000))).toEqual(['pulled']);
  });

  test('most of what was lost decides', () => {
    expect(fateOf(opened().trade(PRICE, 60, 'sell').diff({ bids: [[PRICE, 40]] }).diff({ bids: [[PRICE, 0]] }).wait(3_000))).toEqual(['filled']);
    expect(fateOf(opened().trade(PRICE, 40, 'sell').diff({ bids: [[PRICE, 60]] }).diff({ bids: [[PRICE, 0]] }).wait(3_000))).toEqual(['pulled']);
  });

  test('pulled, and one of a similar size near it within two seconds: it moved', () => {
    const bench = opened().diff({ bids: [[PRICE, 0], [99.97, 110]] }).stand(standing(110, 99.97), 3_000);
    expect(fateOf(bench)).toEqual(['moved']);
  });

  test('another size, or too late, is another level', () => {
    const larger = opened().diff({ bids: [[PRICE, 0], [99.97, 126]] }).stand(standing(126, 99.97), 3_000);
    const later = opened().diff({ bids: [[PRICE, 0]] }).stand({}, 2_100).diff({ bids: [[99.97, 100]] }).stand(standing(100, 99.97), 3_000);
    expect([fateOf(larger), fateOf(later)]).toEqual([['pulled'], ['pulled']]);
  });

  test('it is told once, with the time of the update that showed the death', () => {
    const bench = opened();
    const diedMs = bench.nowMs + 100;
    bench.diff({ bids: [[PRICE, 0]] }).wait(900);
    expect(bench.pool('died')).toEqual([]);
    bench.wait(5_000);
    expect(bench.pool('died')).toMatchObject([{ timeMs: diedMs }]);
  });

  test('without trades to be seen nobody knows', () => {
    const unseen = new WhaleBench().stand(standing(100), 1_000).depth().wait(3_000);
    const missed = opened().gap('trade').diff({ bids: [[PRICE, 0]] }).wait(3_000);
    const again = opened().gap('trade').resume('trade').diff({ bids: [[PRICE, 0]] }).wait(3_000);
    expect([fateOf(unseen), fateOf(missed), fateOf(again)]).toEqual([['unknown'], ['unknown'], ['pulled']]);
  });

  test('trades that we gave up ourselves are proved by the next diff, those that were lost by a trade', () => {
    const gaveUp = opened();
    gaveUp.accept(gap([SYMBOL], gaveUp.nowMs, { streams: ['trade'], cause: 'unsubscribed' })).diff({}).diff({ bids: [[PRICE, 0]] }).wait(3_000);
    const lost = opened().gap('trade').diff({}).trade(99.99, 1, 'sell').diff({ bids: [[PRICE, 0]] }).wait(3_000);
    const stillLost = opened().gap('trade').diff({}).diff({ bids: [[PRICE, 0]] }).wait(3_000);
    expect([fateOf(gaveUp), fateOf(lost), fateOf(stillLost)]).toEqual([['pulled'], ['pulled'], ['unknown']]);
  });

  test('a trade that the venue sends twice counts once', () => {
    const bench = opened();
    const print = { kind: 'trade', symbol: 'AAAUSDT', price: PRICE, quantity: 50, side: 'sell', tradeId: 'same', exchangeTimeMs: bench.nowMs, receivedTimeMs: bench.nowMs } as const;
    bench.accept(print, print).diff({ bids: [[PRICE, 0]] }).wait(3_000);
    expect(fateOf(bench)).toEqual(['pulled']);
  });
});

describe('a live book', () => {
  test('says that a level is gone which the best levels do not reach any more', () => {
    const bench = opened().stand({}, 500, 101).diff({ bids: [[PRICE, 0]] }).wait(3_000);
    expect(fateOf(bench)).toEqual(['pulled']);
  });

  test('has the last word over a frame of the best levels', () => {
    const bench = opened().stand({}, 3_000);
    expect(bench.pool('died')).toEqual([]);
  });

  test('that lost its place is asked for again, and the best levels decide meanwhile', () => {
    const bench = opened();
    const asked = bench.of('snapshot-wanted').length;
    bench.gap('diff').stand({}, 500);
    expect(bench.pool('died').length + bench.wait(3_000).pool('died').length).toBe(1);
    bench.diff({});
    expect(bench.of('snapshot-wanted')).toHaveLength(asked + 1);
  });

  test('a snapshot is wanted once for each need, and again after ten seconds', () => {
    const bench = new WhaleBench({ subscriptionIntervalMs: 100 }).stand(standing(100), 500).diff({}).diff({});
    expect(bench.of('snapshot-wanted')).toHaveLength(1);
    bench.stand(standing(100), 9_000);
    expect(bench.of('snapshot-wanted')).toHaveLength(1);
    bench.stand(standing(100), 1_500);
    expect(bench.of('snapshot-wanted')).toHaveLength(2);
  });
});
