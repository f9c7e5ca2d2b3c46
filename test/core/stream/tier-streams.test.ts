import { TierStreams } from '../../../core/stream/tier-streams';
import { hashOf, whaleOrder } from '../../support/whale-order';

const at = (elapsedMs: number) => ({ elapsedMs, timeMs: elapsedMs });
const gold = whaleOrder({ number: 1, category: 'gold' });
const diamond = whaleOrder({ number: 2 });
const streamsOf = (): TierStreams => new TierStreams((tier) => `${tier}-1`);

describe('the three tiers together', () => {
  test('each tier gets its own of one snapshot', () => {
    const streams = streamsOf();
    streams.acceptSnapshot('simulated', [gold, diamond], 0, at(0));
    expect(streams.advance(at(0)).map(({ tier, messages }) => [tier, messages.length])).toEqual([['private', 2], ['vip', 2]]);
    const [late] = streams.advance(at(5_000));
    expect([late?.tier, late?.messages.map(({ order, market }) => [order.order_hash, market])]).toEqual(['public', [[hashOf(2), 'simulated']]]);
  });

  test('a feed that was lost and comes again without a level has it removed, its fate unknown', () => {
    const streams = streamsOf();
    streams.acceptSnapshot('live', [gold, diamond], 0, at(0));
    streams.advance(at(0));
    streams.acceptSnapshot('live', [diamond], 77, at(10));
    const batches = streams.advance(at(10));
    expect(batches.map(({ tier, messages }) => [tier, messages.map(({ type }) => type)])).toEqual([['private', ['removed']], ['vip', ['removed']]]);
    expect(batches[0]?.messages[0]).toMatchObject({ removed_time_ms: 77, order: { order_hash: hashOf(1), fate: { kind: 'unknown' } } });
    expect(streams.size).toBe(1);
  });

  test('the same snapshot again is no news', () => {
    const streams = streamsOf();
    streams.acceptSnapshot('live', [gold, diamond], 0, at(0));
    streams.advance(at(0));
    streams.acceptSnapshot('live', [gold, diamond], 0, at(1));
    expect(streams.advance(at(1))).toEqual([]);
  });
});
