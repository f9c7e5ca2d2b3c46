import { CANARY_SYMBOL } from '../../../core/canary/canary';
import { contentId } from '../../../core/contracts/delivery';
import type { Signal } from '../../../core/contracts/signal';
import { AlertPipeline, MemoryStores } from '../../support/alert-pipeline';
import { alertTables } from '../../support/alert-tables';
import { makeKiller } from '../../support/faulty-ports';
import { SAMPLE_TIME_MS, sampleSignal } from '../../support/messages';
import { channelOf, userOf } from '../../support/users';

const WIDE = { per_day: 1_000, per_hour: 1_000, per_channel_per_day: {} };
/** A webhook's own answer is its receipt. */
const OUT = /^(sent|delivered)$/;
const SIGNAL = sampleSignal();
const numbered = (index: number, changes: Partial<Signal> = {}): Signal => sampleSignal({ signal_id: `alert-${index}`, symbol: `S${index}USDT`, ...changes });
const USER = userOf({ channels: [channelOf('email'), channelOf('webhook')], limits: WIDE });

describe('the notification function', () => {
  const pipelineOf = (users = [USER]): AlertPipeline => new AlertPipeline(new MemoryStores(), users, SAMPLE_TIME_MS + 1_000);
  const stores = (pipeline: AlertPipeline): MemoryStores => pipeline.stores as MemoryStores;

  test('a rejected signal is planned for nobody', async () => {
    const pipeline = pipelineOf();
    await pipeline.notify([sampleSignal({ decision: 'rejected', reject_reasons: ['no_trend'] })]);
    expect(stores(pipeline).alerts.size).toBe(0);
  });

  test('D-17: a canary is planned for its own user alone, and nobody else\'s state knows of it', async () => {
    const pipeline = pipelineOf([userOf({ ...USER, critical: { ...USER.critical, min_confidence: 0 } })]);
    await pipeline.notify([sampleSignal({ signal_id: 'canary-1', symbol: CANARY_SYMBOL }), SIGNAL]);
    expect(pipeline.queue.map(({ order }) => [order.user_id, contentId(order.content)]).sort())
      .toEqual([['canary', 'canary-1'], ['user-1', SIGNAL.signal_id], ['user-1', SIGNAL.signal_id]]);
    expect(stores(pipeline).states.get('user-1')!.state).toMatchObject({ seen: [SIGNAL.signal_id], sent_today: { total: 1 } });
    expect([...stores(pipeline).alerts.values()].map(({ user_id }) => user_id).sort()).toEqual(['canary', 'user-1']);
  });

  test('D-17: a canary is held by nothing: no record, no run of losses, no spent money', async () => {
    const pipeline = pipelineOf([]);
    await pipeline.notify([sampleSignal({ symbol: CANARY_SYMBOL, confidence: 0.36 })], {
      isSmsSpent: async () => true, trackOf: async () => ({ records: {}, raises: { bb_squeeze_release: 0.2 } }),
    });
    expect(pipeline.queue.map(({ order }) => order.user_id)).toEqual(['canary']);
  });

  test('S3.25: after a run of losses a type\'s weaker alerts are held with that reason, for the digest; critical ones and other types pass', async () => {
    const pipeline = pipelineOf();
    const raised = { trackOf: async () => ({ records: {}, raises: { bb_squeeze_release: 0.2 } }) };
    await pipeline.notify([
      numbered(0, { confidence: 0.54 }), numbered(1, { confidence: 0.56 }), numbered(2, { confidence: 0.4, opportunity_type: 'ob_breakout' }), numbered(3, { confidence: 0.95 }),
    ], raised);
    const reasons = [...stores(pipeline).alerts.values()].map(({ alert, hold_reason }) => [alert.alert_id, hold_reason]);
    expect(reasons.sort()).toEqual([['alert-0', 'losses'], ['alert-1', null], ['alert-2', null], ['alert-3', null]]);
    expect(stores(pipeline).states.get('user-1')!.state.digest).toMatchObject({ items: [{ alert_id: 'alert-0', reason: 'losses' }], reasons: { losses: 1 } });
  });

  test('S3.25: the raise counts from the user\'s own minimum where that is more', async () => {
    const strict = userOf({ ...USER, conditions: { ...USER.conditions, min_confidence: 0.6 } });
    const pipeline = pipelineOf([strict]);
    await pipeline.notify([numbered(0, { confidence: 0.64 }), numbered(1, { confidence: 0.66 })], { trackOf: async () => ({ records: {}, raises: { bb_squeeze_release: 0.05 } }) });
    expect([...stores(pipeline).alerts.values()].map(({ alert, hold_reason }) => [alert.alert_id, hold_reason]).sort()).toEqual([['alert-0', 'losses'], ['alert-1', null]]);
  });

  test('alerts of each market are ranked by that market\'s record', async () => {
    const pipeline = pipelineOf();
    const asked: unknown[] = [];
    await pipeline.notify([numbered(0), numbered(1, { market: 'simulated' })], {
      trackOf: async (market, signals) => {
        asked.push([market, signals.map(({ signal_id }) => signal_id)]);
        return { records: {}, raises: {} };
      },
    });
    expect(asked).toEqual([['live', ['alert-0']], ['simulated', ['alert-1']]]);
    expect(pipeline.queue).toHaveLength(4);
  });

  test('an alert is planned for each user by his own settings', async () => {
    const other = userOf({ user_id: 'user-2', channels: [channelOf('slack')], limits: WIDE, conditions: { ...USER.conditions, symbols: ['BTCUSDT'] } });
    const pipeline = pipelineOf([USER, other]);
    await pipeline.notify([SIGNAL, numbered(1, { symbol: 'BTCUSDT' })]);
    expect(pipeline.queue.map(({ order }) => `${order.user_id} ${order.channel_id}`).sort())
      .toEqual(['user-1 email', 'user-1 email', 'user-1 webhook', 'user-1 webhook', 'user-2 slack']);
  });

  test('what is held has rows that say why, nothing on the queue, and stands in the digest of the state', async () => {
    const night = userOf({ channels: [channelOf('email')], limits: WIDE, quiet_hours: [{ from: '15:00', to: '16:00', days: ['thu'] }], time_zone: 'UTC' });
    const pipeline = pipelineOf([night]);
    await pipeline.notify([SIGNAL]);
    expect(pipeline.queue).toEqual([]);
    expect([...stores(pipeline).rows.values()].map(({ row }) => [row.state, row.hold_reason])).toEqual([['held', 'quiet']]);
    expect([...stores(pipeline).alerts.values()]).toEqual([expect.objectContaining({ hold_reason: 'quiet', channels: [], is_enqueued: true })]);
    expect(stores(pipeline).states.get('user-1')!.state.digest.items.map(({ reason }) => reason)).toEqual(['quiet']);
  });

  test.each([
    ['before the clocks go back', Date.UTC(2025, 9, 25, 22, 30), true], ['in the hour that is repeated', Date.UTC(2025, 9, 26, 0, 30), true],
    ['after the window\'s end in winter time', Date.UTC(2025, 9, 26, 5, 30), false],
  ])('quiet hours hold across a change of clocks: %s', async (_when, timeMs, isHeld) => {
    const berlin = userOf({ channels: [channelOf('email')], limits: WIDE, time_zone: 'Europe/Berlin', quiet_hours: [{ from: '23:00', to: '06:00', days: ['sat'] }] });
    const pipeline = pipelineOf([berlin]);
    pipeline.nowMs = timeMs;
    await pipeline.notify([sampleSignal({ exchange_time_ms: timeMs, valid_until_ms: timeMs + 900_000 })]);
    expect(pipeline.queue).toHaveLength(isHeld ? 0 : 1);
  });

  test('one user\'s trouble keeps nothing from the others, and the messages come again', async () => {
    const second = userOf({ user_id: 'user-2', channels: [channelOf('email')], limits: WIDE });
    const pipeline = pipelineOf([USER, second]);
    const { plans } = pipeline.stores;
    const broken = { ...plans, state: async (userId: string) => { if (userId === 'user-1') throw new Error('broken'); return plans.state(userId); } };
    await expect(pipeline.notify([SIGNAL], { plans: broken })).rejects.toThrow('broken');
    expect(pipeline.queue.map(({ order }) => order.user_id)).toEqual(['user-2']);
    await pipeline.notify([SIGNAL]);
    expect(pipeline.queue.map(({ order }) => order.user_id).sort()).toEqual(['user-1', 'user-1', 'user-2']);
  });

  test('a state that another worker changed in between is read and planned anew', async () => {
    const pipeline = pipelineOf();
    const { plans } = pipeline.stores;
    let reads = 0;
    const raced = { ...plans, state: async (userId: string) => {
      const read = await plans.state(userId);
      reads += 1;
      if (reads === 1) await pipeline.notify([numbered(7)]);
      return read;
    } };
    await pipeline.notify([SIGNAL, numbered(7)], { plans: raced });
    expect([...stores(pipeline).alerts.keys()].sort()).toEqual(['user-1|alert-7', `user-1|${SIGNAL.signal_id}`].sort());
    expect(pipeline.queue).toHaveLength(4);
    expect(stores(pipeline).states.get('user-1')!.state.sent_today.total).toBe(2);
  });

  test('a user with 20 channels and a batch of ten is written in transactions of at most 100 items', async () => {
    const channels = Array.from({ length: 20 }, (_, index) => channelOf('webhook', { channel_id: `hook-${index}` }));
    const pipeline = pipelineOf([userOf({ channels, limits: WIDE })]);
    const sizes: number[] = [];
    const { plans } = pipeline.stores;
    await pipeline.notify(Array.from({ length: 10 }, (_, index) => numbered(index)), { plans: { ...plans, commit: async (userId, next, entries) => {
      sizes.push(1 + entries.reduce((sum, { rows }) => sum + 1 + rows.length, 0));
      return plans.commit(userId, next, entries);
    } } });
    expect(Math.max(...sizes)).toBeLessThanOrEqual(100);
    expect(pipeline.queue).toHaveLength(200);
  });

  test('a storm of 10,000 in a minute: caps kept, critical ones through, nothing lost from the digest', async () => {
    const user = userOf({ channels: [channelOf('email'), channelOf('sms')] });
    const pipeline = pipelineOf([user]);
    const isCritical = (index: number): boolean => index === 6_000 || index === 8_000;
    const storm = Array.from({ length: 10_000 }, (_, index) => numbered(index, { confidence: isCritical(index) ? 0.97 : 0.5 }));
    const startMs = pipeline.nowMs;
    for (let at = 0; at < storm.length; at += 10) {
      pipeline.nowMs = startMs + at * 6;
      await pipeline.notify(storm.slice(at, at + 10));
    }
    const { state } = stores(pipeline).states.get('user-1')!;
    const sent = [...stores(pipeline).alerts.values()].filter(({ hold_reason }) => hold_reason === null);
    expect(sent.length).toBeLessThanOrEqual(user.limits.per_day);
    expect(sent.filter(({ severity }) => severity === 'normal').length).toBeLessThanOrEqual(user.limits.per_hour);
    expect(sent.filter(({ severity }) => severity === 'critical').map(({ alert }) => alert.alert_id)).toEqual(['alert-6000', 'alert-8000']);
    expect(pipeline.queue.filter(({ order }) => order.channel_kind === 'sms').length).toBeLessThanOrEqual(2);
    const { items, more } = state.digest;
    expect(items.reduce((sum, { count }) => sum + count, 0) + more + sent.length).toBe(10_000);
  });
});

describe('on DynamoDB', () => {
  const tables = alertTables();
  const pipelineOf = (stores = tables.stores()): AlertPipeline => new AlertPipeline(stores, [USER], SAMPLE_TIME_MS + 1_000);
  const rows = async () => (await tables.itemsIn('deliveries')).map(({ channel_id, state, repeats }) => ({ channel_id, state, repeats }));

  test('D6: ten deliveries of one signal at the same moment plan it once, and a later one does nothing', async () => {
    const pipeline = pipelineOf();
    await Promise.allSettled(Array.from({ length: 10 }, () => pipeline.notify([SIGNAL])));
    await pipeline.notify([SIGNAL]);
    await pipeline.drain();
    expect(pipeline.ids('email')).toEqual([SIGNAL.signal_id]);
    expect(pipeline.ids('webhook')).toEqual([SIGNAL.signal_id]);
    expect(await tables.itemsIn('alerts')).toHaveLength(1);
  });

  test('signals side by side for one user are all planned, whoever wins the state', async () => {
    const pipeline = pipelineOf();
    await Promise.all(Array.from({ length: 4 }, (_, index) => pipeline.notify([numbered(index)])));
    expect(await tables.itemsIn('alerts')).toHaveLength(4);
    const [state] = await tables.itemsIn('states');
    expect((JSON.parse(String(state!['state'])) as { sent_today: { total: number } }).sent_today.total).toBe(4);
  });

  test('X3, D11: when the answer to each write is lost once, nothing is lost and nothing sent twice', async () => {
    tables.loseAnswers(/Transact|Put|Update/);
    const pipeline = pipelineOf();
    for (let index = 0; index < 3; index += 1) await pipeline.notify([numbered(index)]);
    await pipeline.drain();
    expect(pipeline.ids('email').sort()).toEqual(['alert-0', 'alert-1', 'alert-2']);
    expect(await rows()).toEqual(Array(6).fill(expect.objectContaining({ state: expect.stringMatching(OUT) as string, repeats: 0 })));
  });

  describe.each(['before', 'after'] as const)('C2, D7: the notification function killed %s', (moment) => {
    test.each([1, 2, 3, 4, 5])('call %i to a service: nothing is lost and each message is sent once', async (n) => {
      const killer = makeKiller(n, moment);
      const dying = pipelineOf(tables.stores(tables.dying(killer)));
      const signals = [SIGNAL, numbered(1)];
      await dying.notify(signals, { sendOrders: killer.call(dying.sendOrders) }).catch(() => undefined);
      const next = pipelineOf();
      next.queue = dying.queue;
      await next.notify(signals);
      await next.notify([...signals].reverse());
      await next.drain();
      expect(next.ids('email').sort()).toEqual([SIGNAL.signal_id, 'alert-1'].sort());
      expect(next.ids('webhook').sort()).toEqual([SIGNAL.signal_id, 'alert-1'].sort());
      expect(await rows()).toEqual(Array(4).fill(expect.objectContaining({ state: expect.stringMatching(OUT) as string, repeats: 0 })));
    });
  });

  describe.each(['before', 'after'] as const)('C2, D7: the delivery function killed %s', (moment) => {
    test.each([1, 2, 3, 4])('call %i to a service: nothing is lost, at most one repeat, counted in the row', async (n) => {
      const planned = pipelineOf();
      await planned.notify([SIGNAL]);
      const killer = makeKiller(n, moment);
      const dying = pipelineOf(tables.stores(tables.dying(killer)));
      const [{ order }] = planned.queue as [typeof planned.queue[number]];
      await dying.deliver(order, { channels: killer.port({ ...dying.deliveryPorts().channels }) }).catch(() => undefined);
      const before = dying.ids(order.channel_kind).length;
      planned.nowMs += 90_000;
      await planned.drain();
      const row = await planned.row({ alert_id: SIGNAL.signal_id, user_id: 'user-1', channel_id: order.channel_id });
      const sent = before + planned.ids(order.channel_kind).length;
      expect(row?.state).toMatch(OUT);
      expect(sent).toBeGreaterThanOrEqual(1);
      expect(sent).toBeLessThanOrEqual(1 + row!.repeats);
      expect(row!.repeats).toBeLessThanOrEqual(1);
    });
  });
});
