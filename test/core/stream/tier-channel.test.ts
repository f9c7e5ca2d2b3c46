import fc from 'fast-check';
import type { WhaleChange } from '../../../core/contracts/whale-feed';
import type { WhaleOrder } from '../../../core/contracts/whale-order';
import { parseWhaleStream, type StreamTier } from '../../../core/contracts/whale-stream';
import { TierChannel, type LevelMessage, type StreamTime } from '../../../core/stream/tier-channel';
import { TIER_POLICIES } from '../../../core/stream/tier-policy';
import { hashOf, whaleOrder, type OrderChoice } from '../../support/whale-order';

const at = (elapsedMs: number): StreamTime => ({ elapsedMs, timeMs: 1_700_000_000_000 + elapsedMs });
const alive = (choice: OrderChoice = {}): WhaleChange => ({ order: whaleOrder(choice), removed_time_ms: null });
const dead = (choice: OrderChoice = {}, removedTimeMs = 1_700_000_000_500): WhaleChange => ({ order: whaleOrder(choice), removed_time_ms: removedTimeMs });
const channelOf = (tier: StreamTier, ringCapacity?: number): TierChannel => new TierChannel(TIER_POLICIES[tier], `${tier}-1`, ringCapacity);
const brief = (messages: readonly LevelMessage[]) => messages.map(({ type, trigger, order, sequence }) => [sequence, type, trigger, order.order_hash]);

const tell = (channel: TierChannel, elapsedMs: number, ...changes: WhaleChange[]): readonly LevelMessage[] => {
  for (const change of changes) channel.offer(change, at(elapsedMs));
  return channel.advance(at(elapsedMs));
};

describe('the private and the vip tier', () => {
  test.each(['private', 'vip'] as const)('S2.19, S2.20: %s is told at once, of all categories, without a limit', (tier) => {
    const orders = Array.from({ length: 300 }, (_, number) => alive({ number, category: (['basic', 'gold', 'diamond'] as const)[number % 3]! }));
    expect(tell(channelOf(tier), 0, ...orders)).toHaveLength(300);
  });

  test('C2.22: evidence is for the private tier alone', () => {
    const [seen] = tell(channelOf('private'), 0, alive());
    const [vip] = tell(channelOf('vip'), 0, alive());
    expect(seen?.order.evidence).toEqual({ config_hash: 'c0ffee', code_version: 'v1', recording_position: 'segment-1:42' });
    expect(JSON.stringify(vip)).not.toMatch(/evidence|c0ffee/);
  });

  test('C2.15: what counts is the change against the value last sent, not against the one before', () => {
    const channel = channelOf('vip');
    tell(channel, 0, alive({ weight: 0.5 }));
    expect(tell(channel, 1, alive({ weight: 0.53 }))).toEqual([]);
    expect(brief(tell(channel, 2, alive({ weight: 0.56 })))).toEqual([[2, 'order', 'weight_change', hashOf(1)]]);
    expect(tell(channel, 3, alive({ weight: 0.6 }))).toEqual([]);
  });

  test('S2.29: a level that ended is removed once, with its last state', () => {
    const channel = channelOf('vip');
    tell(channel, 0, alive());
    const [removed, ...more] = tell(channel, 1, dead({ usdValue: 12 }), dead({ usdValue: 12 }));
    expect(removed).toMatchObject({ type: 'removed', trigger: 'left_hot', removed_time_ms: 1_700_000_000_500, order: { usd_value: 12 } });
    expect(more).toEqual([]);
    expect(channel.snapshot(at(2)).orders).toEqual([]);
  });

  test('every message and snapshot keeps the contract', () => {
    const channel = channelOf('private');
    const messages = [...tell(channel, 0, alive(), alive({ number: 2 })), ...tell(channel, 1, dead()), channel.snapshot(at(2))];
    expect(messages.map((message) => parseWhaleStream(JSON.parse(JSON.stringify(message))))).toEqual(messages);
  });
});

describe('the public tier', () => {
  test('S2.21: it is told five seconds late, and its snapshot is no fresher', () => {
    const channel = channelOf('public');
    expect(tell(channel, 0, alive())).toEqual([]);
    expect(channel.advance(at(4_999))).toEqual([]);
    expect(channel.snapshot(at(4_999)).orders).toEqual([]);
    expect(channel.advance(at(5_000))).toHaveLength(1);
    tell(channel, 5_001, alive({ usdValue: 900_000 }));
    expect(channel.snapshot(at(9_999)).orders).toMatchObject([{ usd_value: 125_000 }]);
  });

  test('S2.21: a level is shown while it is a diamond; when it stops being one it leaves, as it was last seen', () => {
    const channel = channelOf('public');
    tell(channel, 0, alive({ category: 'gold', weight: 0.5 }));
    tell(channel, 100, alive({ category: 'diamond', weight: 0.7 }));
    tell(channel, 200, alive({ category: 'gold', weight: 0.4, updatedMs: 1_700_000_000_200 }));
    tell(channel, 300, dead({ category: 'gold', weight: 0.4 }));
    expect(brief(channel.advance(at(5_100)))).toEqual([[1, 'order', 'new_hot', hashOf(1)]]);
    const left = channel.advance(at(60_000));
    expect(brief(left)).toEqual([[2, 'removed', 'left_hot', hashOf(1)]]);
    expect(left[0]).toMatchObject({ removed_time_ms: 1_700_000_000_200, order: { weights: { recommended: 0.7 }, categories: { by_recommended: 'diamond' } } });
  });

  test('S2.21: never more than ten in any second', () => {
    const channel = channelOf('public');
    tell(channel, 0, ...Array.from({ length: 25 }, (_, number) => alive({ number })));
    const counts = [5_000, 5_500, 5_999, 6_000, 6_999, 7_000].map((ms) => channel.advance(at(ms)).length);
    expect(counts).toEqual([10, 0, 0, 10, 0, 5]);
  });

  test('C2.23: of a level that waits only the latest is told, in the place of the first, and what it replaced is counted', () => {
    const channel = channelOf('public');
    tell(channel, 0, ...Array.from({ length: 12 }, (_, number) => alive({ number })));
    channel.advance(at(5_000));
    tell(channel, 500, alive({ number: 10, usdValue: 200_000 }));
    tell(channel, 600, alive({ number: 10, usdValue: 300_000 }));
    const messages = channel.advance(at(6_000));
    expect(messages.map(({ order, dropped }) => [order.order_hash, order.usd_value, dropped])).toEqual([[hashOf(10), 300_000, 2], [hashOf(11), 125_000, 2]]);
  });

  test('C2.23: a level that came and went while it waited is never told, and counted', () => {
    const channel = channelOf('public');
    tell(channel, 0, ...Array.from({ length: 11 }, (_, number) => alive({ number })));
    tell(channel, 100, dead({ number: 10 }));
    channel.advance(at(5_000));
    expect(channel.advance(at(9_000))).toEqual([]);
    expect(channel.counts()).toMatchObject({ due: 11, sent: 10, dropped: 1, waiting: 0 });
  });

  test('levels that it may not see cost it nothing', () => {
    const channel = channelOf('public');
    tell(channel, 0, ...Array.from({ length: 100 }, (_, number) => alive({ number, category: 'gold' })));
    expect(channel.counts().delayed).toBe(0);
  });
});

/** Any history of a few levels: births, changes, falls in category, deaths, and pauses. */
const HISTORY = fc.array(fc.record({
  number: fc.integer({ min: 0, max: 14 }),
  category: fc.constantFrom('basic' as const, 'gold' as const, 'diamond' as const, 'diamond' as const),
  weight: fc.integer({ min: 0, max: 20 }).map((step) => step / 20),
  usdValue: fc.integer({ min: 1, max: 12 }).map((step) => step * 10_000),
  ends: fc.integer({ min: 0, max: 9 }).map((one) => one === 0),
  pauseMs: fc.constantFrom(0, 0, 0, 10, 100, 900, 2_500),
}), { minLength: 1, maxLength: 60 });

const TIERS = fc.constantFrom<StreamTier>('private', 'vip', 'public');

/** Plays a history, and long enough after it for everything that waits. @returns the messages with the moment of each. */
const play = (channel: TierChannel, history: typeof HISTORY extends fc.Arbitrary<infer T> ? T : never) => {
  const told: { elapsedMs: number; message: LevelMessage }[] = [];
  const offered: { elapsedMs: number; change: WhaleChange }[] = [];
  let elapsedMs = 0;
  const advance = (): void => { for (const message of channel.advance(at(elapsedMs))) told.push({ elapsedMs, message }); };
  for (const { ends, pauseMs, ...choice } of history) {
    elapsedMs += pauseMs;
    const change = ends ? dead(choice) : alive(choice);
    offered.push({ elapsedMs, change });
    channel.offer(change, at(elapsedMs));
    advance();
  }
  for (let step = 0; step < 30; step += 1) {
    elapsedMs += 1_000;
    advance();
  }
  return { told, offered, elapsedMs };
};

describe('whatever happens', () => {
  test('G9: no tier is ever told what it must not know (10,000 histories)', () => {
    fc.assert(fc.property(TIERS, HISTORY, (tier, history) => {
      const channel = channelOf(tier);
      const { told, offered, elapsedMs } = play(channel, history);
      const policy = TIER_POLICIES[tier];
      const shown: WhaleOrder[] = [...told.map(({ message }) => message.order), ...channel.snapshot(at(elapsedMs)).orders];
      if (tier === 'public') expect(shown.filter((order) => order.categories.by_recommended !== 'diamond')).toEqual([]);
      if (tier !== 'private') expect(shown.filter((order) => order.evidence !== undefined)).toEqual([]);
      for (const { elapsedMs: toldMs, message } of told) {
        expect(message.tier).toBe(tier);
        const isKnown = offered.some(({ elapsedMs: offeredMs, change: { order } }) => offeredMs + policy.delayMs <= toldMs
          && order.order_hash === message.order.order_hash && order.usd_value === message.order.usd_value && order.weights.recommended === message.order.weights.recommended);
        expect(isKnown).toBe(true);
      }
    }), { numRuns: 10_000 });
  });

  test('S2.21: no second holds more than ten public messages', () => {
    fc.assert(fc.property(HISTORY, (history) => {
      const times = play(channelOf('public'), history).told.map(({ elapsedMs }) => elapsedMs);
      times.forEach((time, index) => { if (index >= 10) expect(time - times[index - 10]!).toBeGreaterThanOrEqual(1_000); });
    }), { numRuns: 500 });
  });

  test('messages are numbered without a hole, and sent + dropped = due', () => {
    fc.assert(fc.property(TIERS, HISTORY, (tier, history) => {
      const channel = channelOf(tier);
      const { told } = play(channel, history);
      expect(told.map(({ message }) => message.sequence)).toEqual(told.map((_, index) => index + 1));
      const { due, sent, dropped, waiting } = channel.counts();
      expect([waiting, sent + dropped]).toEqual([0, due]);
    }), { numRuns: 500 });
  });

  test('a snapshot and the messages after it give the same state as the messages from the beginning', () => {
    fc.assert(fc.property(TIERS, HISTORY, HISTORY, (tier, first, second) => {
      const channel = channelOf(tier, 10_000);
      play(channel, first);
      const snapshot = channel.snapshot(at(0));
      const state = new Map(snapshot.orders.map((order) => [order.order_hash, order]));
      const shifted = second.map((step, index) => (index === 0 ? { ...step, pauseMs: 0 as const } : step));
      play(channel, shifted);
      for (const message of channel.missedSince({ resume: { stream_id: `${tier}-1`, sequence: snapshot.sequence } }) ?? []) {
        if (message.type === 'order') state.set(message.order.order_hash, message.order);
        else expect(state.delete(message.order.order_hash)).toBe(true);
      }
      expect(channel.snapshot(at(0)).orders.map((order) => order.order_hash).sort()).toEqual([...state.keys()].sort());
    }), { numRuns: 300 });
  });

  test('in the end a tier without limits knows the last state of every level to within the steps', () => {
    fc.assert(fc.property(HISTORY, (history) => {
      const channel = channelOf('vip');
      const { offered } = play(channel, history);
      const last = new Map(offered.map(({ change }) => [change.order.order_hash, change]));
      const living = [...last.values()].filter((change) => change.removed_time_ms === null).map(({ order }) => order);
      const known = new Map(channel.snapshot(at(0)).orders.map((order) => [order.order_hash, order]));
      expect([...known.keys()].sort()).toEqual(living.map((order) => order.order_hash).sort());
      for (const order of living) {
        const sent = known.get(order.order_hash)!;
        expect(Math.abs(sent.weights.recommended - order.weights.recommended)).toBeLessThanOrEqual(0.05 + 1e-9);
        expect(Math.abs(sent.usd_value - order.usd_value)).toBeLessThanOrEqual(sent.usd_value * 0.0500001);
        expect(sent.categories).toEqual(order.categories);
      }
    }), { numRuns: 500 });
  });
});

describe('resuming', () => {
  test('exactly the missed messages come, in order', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 45 }), fc.integer({ min: 1, max: 50 }), (sent, have, capacity) => {
      const channel = channelOf('vip', capacity);
      const messages = tell(channel, 0, ...Array.from({ length: sent }, (_, number) => alive({ number })));
      const missed = channel.missedSince({ resume: { stream_id: 'vip-1', sequence: have } });
      expect(missed).toEqual(have > sent || sent - have > capacity ? undefined : messages.slice(have));
    }));
  });

  test('G9: a number of another tier, of another task or of the future needs a snapshot', () => {
    const channel = channelOf('vip');
    tell(channel, 0, alive());
    const ask = (streamId: string, sequence: number) => channel.missedSince({ resume: { stream_id: streamId, sequence } });
    expect([ask('private-1', 0), ask('vip-2', 0), ask('vip-1', 2), ask('', 0)]).toEqual([undefined, undefined, undefined, undefined]);
    expect([ask('vip-1', 0)?.length, ask('vip-1', 1)?.length]).toEqual([1, 0]);
  });
});
