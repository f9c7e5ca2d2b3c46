import fc from 'fast-check';
import type { Digest } from '../../../core/contracts/digest';
import { contentId } from '../../../core/contracts/delivery';
import type { Signal } from '../../../core/contracts/signal';
import { AlertPipeline, MemoryStores, type Stores } from '../../support/alert-pipeline';
import { alertTables } from '../../support/alert-tables';
import { makeKiller } from '../../support/faulty-ports';
import { sampleSignal } from '../../support/messages';
import { channelOf, userOf } from '../../support/users';

const MINUTE_MS = 60_000;
const MIDNIGHT_MS = Date.UTC(2026, 6, 2);
/** Nothing is sent at night; what was held comes at seven, the end of the night. */
const USER = userOf({
  channels: [channelOf('email'), channelOf('telegram')], quiet_hours: [{ from: '22:00', to: '07:00', days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] }],
  digest: { ...userOf().digest, at: ['06:00'] },
});
const SEVEN_MS = MIDNIGHT_MS + 7 * 60 * MINUTE_MS;
const heldSignal = (index: number, nowMs: number, changes: Partial<Signal> = {}): Signal => sampleSignal({
  signal_id: `alert-${index}`, symbol: `S${index}USDT`, confidence: 0.5, exchange_time_ms: nowMs, valid_until_ms: nowMs + 120_000, ...changes,
});

const pipelineWith = (stores: Stores, users = [USER]): AlertPipeline => new AlertPipeline(stores, users, MIDNIGHT_MS);

const digestsOn = (pipeline: AlertPipeline): Digest[] => pipeline.queue.flatMap(({ order: { content } }) => (content.kind === 'digest' ? [content.digest] : []));
const countIn = ({ items, more }: Pick<Digest, 'items' | 'more'>): number => more + items.reduce((sum, { count }) => sum + count, 0);

describe('digests by the clock', () => {
  test('what the night held back comes at its end, the best first, on the channels that the user reads digests on', async () => {
    const pipeline = pipelineWith(new MemoryStores());
    await pipeline.notify([heldSignal(0, MIDNIGHT_MS, { target1_price: 7.6 }), heldSignal(1, MIDNIGHT_MS, { target1_price: 8.4 })]);
    pipeline.nowMs = SEVEN_MS - 1;
    await pipeline.takeDigests();
    expect(pipeline.queue).toEqual([]);
    pipeline.nowMs = SEVEN_MS;
    await pipeline.takeDigests();
    expect(pipeline.queue.map(({ order }) => order.channel_kind).sort()).toEqual(['email', 'telegram']);
    expect(digestsOn(pipeline).map(({ items }) => items.map(({ alert_id }) => alert_id))).toEqual([['alert-1', 'alert-0'], ['alert-1', 'alert-0']]);
    await pipeline.drain();
    expect(pipeline.received.map(({ kind, text }) => [kind, /S1USDT.*S0USDT/s.test(text)]).sort()).toEqual([['email', true], ['telegram', true]]);
  });

  test('the next minute has nothing more to tell, and what is held later waits for the next time', async () => {
    const pipeline = pipelineWith(new MemoryStores());
    await pipeline.notify([heldSignal(0, MIDNIGHT_MS)]);
    pipeline.nowMs = SEVEN_MS;
    await pipeline.takeDigests();
    await pipeline.takeDigests();
    await pipeline.drain();
    expect(pipeline.received).toHaveLength(2);
    pipeline.nowMs = SEVEN_MS + 15 * 60 * MINUTE_MS;
    await pipeline.notify([heldSignal(1, pipeline.nowMs)]);
    await pipeline.takeDigests();
    expect(pipeline.queue).toEqual([]);
  });

  test('one user\'s trouble keeps no digest from the others, and is told', async () => {
    const other = userOf({ ...USER, user_id: 'user-2' });
    const pipeline = pipelineWith(new MemoryStores(), [USER, other]);
    await pipeline.notify([heldSignal(0, MIDNIGHT_MS)]);
    pipeline.nowMs = SEVEN_MS;
    const { digests } = pipeline.stores;
    const broken = { ...digests, state: async (userId: string) => { if (userId === 'user-1') throw new Error('broken'); return digests.state(userId); } };
    await expect(pipeline.takeDigests({ digests: broken })).rejects.toThrow('broken');
    expect(new Set(pipeline.queue.map(({ order }) => order.user_id))).toEqual(new Set(['user-2']));
    await pipeline.takeDigests();
    expect(new Set(pipeline.queue.map(({ order }) => order.user_id))).toEqual(new Set(['user-1', 'user-2']));
  });

  test('an alert that is planned while the digest is taken out is in this digest or in the next', async () => {
    const pipeline = pipelineWith(new MemoryStores());
    await pipeline.notify([heldSignal(0, MIDNIGHT_MS)]);
    pipeline.nowMs = SEVEN_MS - MINUTE_MS;
    const { digests } = pipeline.stores;
    const raced = { ...digests, state: async (userId: string) => {
      const read = await digests.state(userId);
      await pipeline.notify([heldSignal(1, pipeline.nowMs)]);
      return read;
    } };
    await pipeline.takeDigests({ digests: raced, clock: { nowMs: () => SEVEN_MS } });
    expect(pipeline.queue).toEqual([]);
    pipeline.nowMs = SEVEN_MS;
    await pipeline.takeDigests();
    expect(digestsOn(pipeline).map(countIn)).toEqual([2, 2]);
  });

  test('C2: whatever dies when, every held alert comes in exactly one digest, under one id on each channel', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('hold' as const), more: fc.integer({ min: 1, max: 60 }) }),
      fc.record({ do: fc.constant('digests' as const), killAt: fc.integer({ min: 0, max: 8 }), moment: fc.constantFrom('before' as const, 'after' as const) }),
      fc.record({ do: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 30 }) }),
      fc.record({ do: fc.constant('deliver' as const) }),
    );
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const stores = new MemoryStores();
      const pipeline = pipelineWith(stores, [userOf({ ...USER, limits: { per_day: 0, per_hour: 0, per_channel_per_day: {} }, critical: { ...USER.critical, enabled: false, reserved_per_day: 0 } })]);
      const arrived = new Map<string, Digest>();
      const keep = async (): Promise<void> => {
        for (const digest of digestsOn(pipeline)) arrived.set(digest.digest_id, digest);
        await pipeline.drain();
      };
      let held = 0;
      for (const next of steps) {
        if (next.do === 'wait') pipeline.nowMs += next.hours * 60 * MINUTE_MS;
        if (next.do === 'deliver') await keep();
        if (next.do === 'hold') {
          await pipeline.notify(Array.from({ length: next.more }, (_, index) => heldSignal(held + index, pipeline.nowMs)));
          held += next.more;
        }
        if (next.do === 'digests') {
          const killer = makeKiller(next.killAt, next.moment);
          await pipeline.takeDigests({ digests: killer.port({ ...stores.digests }), sendOrders: killer.call(pipeline.sendOrders) }).catch(() => undefined);
        }
      }
      pipeline.nowMs += 48 * 60 * MINUTE_MS;
      await pipeline.takeDigests();
      await keep();
      expect([...arrived.values()].reduce((sum, digest) => sum + countIn(digest), 0)).toBe(held);
      for (const kind of ['email', 'telegram'] as const) expect(pipeline.ids(kind).sort()).toEqual([...arrived.keys()].sort());
      expect(stores.states.get('user-1')?.state.outgoing_digest ?? null).toBeNull();
    }), { numRuns: 60 });
  });
});

describe('digests on DynamoDB', () => {
  const tables = alertTables();
  const withHeld = async (): Promise<AlertPipeline> => {
    const pipeline = pipelineWith(tables.stores());
    await pipeline.notify([heldSignal(0, MIDNIGHT_MS), heldSignal(1, MIDNIGHT_MS)]);
    pipeline.nowMs = SEVEN_MS;
    return pipeline;
  };
  const sentRows = async () => (await tables.itemsIn('deliveries')).filter(({ state }) => state === 'sent' || state === 'delivered').map(({ channel_id, repeats }) => [channel_id, repeats]).sort();

  test('D6: ten calls at the same minute send one digest', async () => {
    const pipeline = await withHeld();
    await Promise.all(Array.from({ length: 10 }, () => pipeline.takeDigests()));
    await pipeline.takeDigests();
    await pipeline.drain();
    expect(await sentRows()).toEqual([['email', 0], ['telegram', 0]]);
  });

  test('X3: when the answer to each write is lost once, the digest comes once', async () => {
    const pipeline = await withHeld();
    tables.loseAnswers(/Transact|Put/);
    await pipeline.takeDigests();
    await pipeline.takeDigests();
    await pipeline.drain();
    expect(await sentRows()).toEqual([['email', 0], ['telegram', 0]]);
  });

  describe.each(['before', 'after'] as const)('C2: the schedule function killed %s', (moment) => {
    test.each([1, 2, 3, 4])('call %i to a service: the next minute sends what is left, under the same id', async (n) => {
      const pipeline = await withHeld();
      const killer = makeKiller(n, moment);
      await pipeline.takeDigests({ digests: tables.stores(tables.dying(killer)).digests, sendOrders: killer.call(pipeline.sendOrders) }).catch(() => undefined);
      pipeline.nowMs += MINUTE_MS;
      await pipeline.takeDigests();
      const ids = new Set(pipeline.queue.map(({ order }) => contentId(order.content)));
      await pipeline.drain();
      expect(ids.size).toBe(1);
      expect(await sentRows()).toEqual([['email', 0], ['telegram', 0]]);
      expect(pipeline.received).toHaveLength(2);
    });
  });
});
