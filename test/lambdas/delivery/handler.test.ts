import fc from 'fast-check';
import type { Signal } from '../../../core/contracts/signal';
import { AlertPipeline, MemoryStores } from '../../support/alert-pipeline';
import { makeKiller } from '../../support/faulty-ports';
import { SAMPLE_TIME_MS, sampleSignal } from '../../support/messages';
import { channelOf, userOf } from '../../support/users';

const HOUR_MS = 3_600_000;
const SIGNAL = sampleSignal();
const ALERT_ID = SIGNAL.signal_id;
const WIDE = { per_day: 1_000, per_hour: 1_000, per_channel_per_day: {} };
const numbered = (index: number, changes: Partial<Signal> = {}): Signal => sampleSignal({ signal_id: `alert-${index}`, symbol: `S${index}USDT`, ...changes });

const pipelineOf = (kinds: readonly Parameters<typeof channelOf>[0][] = ['email', 'webhook'], changes: Parameters<typeof userOf>[0] = {}): AlertPipeline =>
  new AlertPipeline(new MemoryStores(), [userOf({ channels: kinds.map((kind) => channelOf(kind)), limits: WIDE, ...changes })], SAMPLE_TIME_MS + 1_000);

const rowOf = (pipeline: AlertPipeline, channelId: string) => pipeline.row({ alert_id: ALERT_ID, user_id: 'user-1', channel_id: channelId });

describe('the delivery function', () => {
  test('sends one message by each channel and writes it down', async () => {
    const pipeline = pipelineOf(['email', 'sms', 'push', 'webhook', 'telegram', 'slack', 'discord']);
    await pipeline.notify([SIGNAL]);
    expect(pipeline.queue).toHaveLength(7);
    await pipeline.drain();
    expect(pipeline.received.map(({ kind }) => kind).sort()).toEqual(['discord', 'email', 'push', 'slack', 'sms', 'telegram', 'webhook']);
    expect(await rowOf(pipeline, 'telegram')).toMatchObject({ state: 'delivered', attempts: 1, repeats: 0, message_id: 'm', is_late: false });
  });

  test('D6: signals and orders that come ten times and in any order send each message once', async () => {
    await fc.assert(fc.asyncProperty(fc.infiniteStream(fc.nat()), async (order) => {
      const pipeline = pipelineOf();
      const shuffled = <T>(items: readonly T[]): T[] => items.map((item) => [order.next().value as number, item] as const).sort(([a], [b]) => a - b).map(([, item]) => item);
      const signals = shuffled(Array.from({ length: 30 }, (_, index) => numbered(index % 3)));
      for (let at = 0; at < signals.length; at += 10) await pipeline.notify(signals.slice(at, at + 10));
      const once = [...pipeline.queue];
      expect(once).toHaveLength(6);
      pipeline.queue = shuffled(Array.from({ length: 10 }, () => once).flat());
      await pipeline.drain();
      expect(pipeline.ids('email').sort()).toEqual(['alert-0', 'alert-1', 'alert-2']);
      expect(pipeline.ids('webhook').sort()).toEqual(['alert-0', 'alert-1', 'alert-2']);
    }), { numRuns: 20 });
  });

  test('ten copies at the same moment: one sends, the others come back and find it done', async () => {
    const pipeline = pipelineOf(['email']);
    await pipeline.notify([SIGNAL]);
    const [{ order }] = pipeline.queue as [typeof pipeline.queue[number]];
    pipeline.queue = [];
    await Promise.all(Array.from({ length: 10 }, () => pipeline.deliver(order)));
    await pipeline.drain();
    expect(pipeline.ids()).toEqual([ALERT_ID]);
    expect(await rowOf(pipeline, 'email')).toMatchObject({ attempts: 1, repeats: 0 });
  });

  test('E4: ten copies of one SMS at the same moment pay for it once', async () => {
    const pipeline = pipelineOf(['sms']);
    await pipeline.notify([SIGNAL]);
    const [{ order }] = pipeline.queue as [typeof pipeline.queue[number]];
    pipeline.queue = [];
    const { limits } = pipeline.stores;
    let paid = 0;
    const counting: typeof limits = { ...limits, takeSmsSpend: (...taken) => { paid += 1; return limits.takeSmsSpend(...taken); } };
    await Promise.all(Array.from({ length: 10 }, () => pipeline.deliver(order, { limits: counting })));
    await pipeline.drain({ limits: counting });
    expect(pipeline.ids()).toEqual([ALERT_ID]);
    expect(paid).toBe(1);
  });

  test('one channel that fails delays no other, and a webhook that answers 500 for an hour gets the message afterwards', async () => {
    const pipeline = pipelineOf(['webhook', 'email', 'sms']);
    const startMs = pipeline.nowMs;
    pipeline.answer = (kind, timeMs) => (kind === 'webhook' && timeMs < startMs + HOUR_MS ? { kind: 'transient', error: 'HTTP 500' } : { kind: 'sent', messageId: null });
    await pipeline.notify([SIGNAL]);
    await pipeline.drain();
    expect(pipeline.received.filter(({ kind }) => kind !== 'webhook').map(({ timeMs }) => timeMs)).toEqual([startMs, startMs]);
    const [webhook, ...others] = pipeline.received.filter(({ kind }) => kind === 'webhook');
    expect(others).toEqual([]);
    expect(webhook!.timeMs).toBeGreaterThanOrEqual(startMs + HOUR_MS);
    expect(webhook!.timeMs).toBeLessThan(startMs + HOUR_MS + 600_001);
    expect(JSON.parse(webhook!.text)).toMatchObject({ payload: { is_late: true } });
    expect(await rowOf(pipeline, 'webhook')).toMatchObject({ state: 'delivered', repeats: 0, is_late: true });
  });

  test('a webhook that never comes back is given up after its attempts, with the reason', async () => {
    const pipeline = pipelineOf(['webhook']);
    pipeline.answer = () => ({ kind: 'transient', error: 'HTTP 503' });
    await pipeline.notify([SIGNAL]);
    await pipeline.drain();
    expect(await rowOf(pipeline, 'webhook')).toMatchObject({ state: 'failed', failure_reason: 'exhausted', last_error: 'HTTP 503' });
    expect(pipeline.nowMs).toBeLessThan(SAMPLE_TIME_MS + 3 * HOUR_MS);
  });

  test('a channel that asks for a pause gets it', async () => {
    const pipeline = pipelineOf(['slack']);
    const startMs = pipeline.nowMs;
    pipeline.answer = (_kind, timeMs) => (timeMs < startMs + 30_000 ? { kind: 'throttled', error: 'HTTP 429', retryAfterMs: 30_000 } : { kind: 'sent', messageId: null });
    await pipeline.notify([SIGNAL]);
    await pipeline.drain();
    expect(pipeline.received.map(({ timeMs }) => timeMs)).toEqual([startMs + 30_000]);
    expect(await rowOf(pipeline, 'slack')).toMatchObject({ attempts: 2 });
  });

  test('an address that is gone fails for good and gets no further message', async () => {
    const pipeline = pipelineOf(['email', 'push']);
    pipeline.answer = (kind) => (kind === 'push' ? { kind: 'gone', error: 'SNS: EndpointDisabled' } : { kind: 'sent', messageId: null });
    await pipeline.notify([SIGNAL]);
    await pipeline.drain();
    expect(await rowOf(pipeline, 'push')).toMatchObject({ state: 'failed', failure_reason: 'gone' });
    await pipeline.notify([numbered(2)]);
    expect(pipeline.queue.map(({ order }) => order.channel_id)).toEqual(['email']);
  });

  test.each([
    ['it was mended by a younger consent', { opt_in: { time_ms: SAMPLE_TIME_MS + 60_000, text: 'yes' } }], ['it has a new address', { address: 'arn:aws:sns:ap-northeast-2:000000000000:endpoint/GCM/tapewatch/new' }],
  ])('a failed order that comes again does not stop the channel once more when %s', async (_what, changes) => {
    const pipeline = pipelineOf(['push']);
    pipeline.answer = () => ({ kind: 'gone', error: 'SNS: EndpointDisabled' });
    await pipeline.notify([SIGNAL]);
    const [{ order }] = pipeline.queue as [typeof pipeline.queue[number]];
    await pipeline.drain();
    expect(pipeline.users[0]!.channels).toMatchObject([{ state: 'stopped' }]);
    pipeline.users = [userOf({ channels: [channelOf('push', changes)] })];
    await pipeline.deliver(order);
    expect(pipeline.users[0]!.channels).toMatchObject([{ state: 'confirmed' }]);
  });

  test('E3: an address that said no by another channel is not written to, and pays for nothing', async () => {
    const pipeline = pipelineOf(['sms', 'email']);
    await pipeline.notify([SIGNAL]);
    const takeSmsSpend = jest.fn(pipeline.stores.limits.takeSmsSpend);
    await pipeline.drain({ stops: { forbids: async ({ kind }) => kind === 'sms' }, limits: { ...pipeline.stores.limits, takeSmsSpend } });
    expect(pipeline.received.map(({ kind }) => kind)).toEqual(['email']);
    expect(await rowOf(pipeline, 'sms')).toMatchObject({ state: 'failed', failure_reason: 'stopped', attempts: 0 });
    expect(takeSmsSpend).not.toHaveBeenCalled();
  });

  test.each(['stopped', 'muted', 'pending'] as const)('a channel that became %s after planning gets nothing: it is read again when it is sent', async (state) => {
    const pipeline = pipelineOf(['sms', 'email']);
    await pipeline.notify([SIGNAL]);
    pipeline.users = [userOf({ channels: [channelOf('sms', { state }), channelOf('email')] })];
    await pipeline.drain();
    expect(pipeline.received.map(({ kind }) => kind)).toEqual(['email']);
    expect(await rowOf(pipeline, 'sms')).toMatchObject({ state: 'failed', failure_reason: 'stopped', attempts: 0 });
  });

  test('D1: what lay in the queue beyond validity and grace is withdrawn, what is within is marked late', async () => {
    const pipeline = pipelineOf(['email', 'telegram']);
    await pipeline.notify([SIGNAL]);
    const [email, telegram] = pipeline.queue.map(({ order }) => order);
    pipeline.nowMs = SIGNAL.valid_until_ms + 1;
    await pipeline.deliver(email!);
    expect(pipeline.received[0]!.text).toContain('[지연]');
    pipeline.nowMs = SIGNAL.valid_until_ms + 300_001;
    await pipeline.deliver(telegram!);
    expect(await rowOf(pipeline, 'telegram')).toMatchObject({ state: 'failed', failure_reason: 'exhausted' });
  });

  test('E4: the month\'s SMS money is never passed, and what it does not pay for fails as spent', async () => {
    const pipeline = pipelineOf(['sms']);
    for (let at = 0; at < 30; at += 10) await pipeline.notify(Array.from({ length: 10 }, (_, index) => numbered(at + index)));
    await pipeline.drain();
    expect(pipeline.received).toHaveLength(20);
    const rows = [...(pipeline.stores as MemoryStores).rows.values()].map(({ row }) => `${row.state} ${row.failure_reason}`);
    expect(rows.filter((text) => text === 'failed spend')).toHaveLength(10);
  });

  test('a chat\'s rate is kept: 20 messages to one Slack webhook take at least 19 s, and none is lost', async () => {
    const pipeline = pipelineOf(['slack']);
    for (let at = 0; at < 20; at += 10) await pipeline.notify(Array.from({ length: 10 }, (_, index) => numbered(at + index)));
    await pipeline.drain();
    const times = pipeline.received.map(({ timeMs }) => timeMs);
    expect(new Set(pipeline.ids()).size).toBe(20);
    times.slice(1).forEach((timeMs, index) => { expect(timeMs - times[index]!).toBeGreaterThanOrEqual(1_000); });
  });

  describe('D-24: a channel on standby', () => {
    const withSpare = (...kinds: Parameters<typeof channelOf>[0][]): AlertPipeline =>
      pipelineOf([], { channels: kinds.map((kind, index) => channelOf(kind, { is_standby: index > 0 })) });

    test.each([
      ['refuses', { kind: 'refused', error: 'SNS: InvalidParameter' }], ['is gone', { kind: 'gone', error: 'SNS: EndpointDisabled' }], ['never answers', { kind: 'transient', error: 'HTTP 503' }],
    ] as const)('stands in for one that %s: once, with a row of its own', async (_what, answer) => {
      const pipeline = withSpare('telegram', 'webhook', 'email', 'sms');
      pipeline.answer = (kind) => (kind === 'telegram' ? answer : { kind: 'sent', messageId: null });
      await pipeline.notify([SIGNAL]);
      expect(pipeline.queue.map(({ order }) => order.channel_id)).toEqual(['telegram']);
      await pipeline.drain({ clock: { nowMs: () => SAMPLE_TIME_MS } });
      expect(pipeline.received.map(({ kind }) => kind)).toEqual(['email']);
      expect(await rowOf(pipeline, 'telegram')).toMatchObject({ state: 'failed' });
      expect(await rowOf(pipeline, 'email')).toMatchObject({ state: 'sent', hold_reason: null });
      expect(await rowOf(pipeline, 'sms')).toMatchObject({ state: 'held', hold_reason: 'standby' });
    });

    test('each is tried once, and then it ends', async () => {
      const pipeline = withSpare('telegram', 'email', 'sms', 'push');
      pipeline.answer = () => ({ kind: 'refused', error: 'no' });
      await pipeline.notify([SIGNAL]);
      await pipeline.drain();
      for (const id of ['telegram', 'email', 'sms', 'push']) expect(await rowOf(pipeline, id)).toMatchObject({ state: 'failed', attempts: 1 });
    });

    test('two channels that fail at the same moment have one stand-in', async () => {
      const pipeline = pipelineOf([], { channels: [channelOf('telegram'), channelOf('slack'), channelOf('email', { is_standby: true })] });
      pipeline.answer = (kind) => (kind === 'email' ? { kind: 'sent', messageId: null } : { kind: 'refused', error: 'no' });
      await pipeline.notify([SIGNAL]);
      const orders = pipeline.queue.map(({ order }) => order);
      pipeline.queue = [];
      await Promise.all(orders.map((order) => pipeline.deliver(order)));
      await pipeline.drain();
      expect(pipeline.ids()).toEqual([ALERT_ID]);
    });

    test('does nothing where another channel got it through', async () => {
      const pipeline = pipelineOf([], { channels: [channelOf('telegram'), channelOf('slack'), channelOf('email', { is_standby: true })] });
      pipeline.answer = (kind) => (kind === 'telegram' ? { kind: 'refused', error: 'no' } : { kind: 'sent', messageId: null });
      await pipeline.notify([SIGNAL]);
      await pipeline.drain();
      expect(pipeline.received.map(({ kind }) => kind)).toEqual(['slack']);
    });

    describe.each(['before', 'after'] as const)('killed %s', (moment) => {
      test.each(Array.from({ length: 14 }, (_, index) => index + 1))('call %i: the message comes out once, and the address that is gone is stopped', async (n) => {
        const pipeline = withSpare('push', 'email');
        pipeline.answer = (kind) => (kind === 'push' ? { kind: 'gone', error: 'SNS: EndpointDisabled' } : { kind: 'sent', messageId: null });
        await pipeline.notify([SIGNAL]);
        const killer = makeKiller(n, moment);
        const ports = pipeline.deliveryPorts();
        const [{ order }] = pipeline.queue as [typeof pipeline.queue[number]];
        await pipeline.deliver(order, {
          users: killer.port({ ...ports.users }), deliveries: killer.port({ ...ports.deliveries }), stops: killer.port({ ...ports.stops }), limits: killer.port({ ...ports.limits }),
          channels: killer.port({ ...ports.channels }), sendOrders: killer.call(ports.sendOrders), stopChannel: killer.call(ports.stopChannel),
        }).catch(() => undefined);
        pipeline.nowMs += 90_000;
        await pipeline.drain();
        await pipeline.deliver(order);
        await pipeline.drain();
        expect(pipeline.ids('email')).toEqual([ALERT_ID]);
        expect(pipeline.users[0]!.channels.map(({ state }) => state)).toEqual(['stopped', 'confirmed']);
      });
    });
  });

  test('D-16: e-mail and chats carry signed links, the same in each attempt; a digest and a channel without a server for them carry none', async () => {
    const pipeline = pipelineOf(['email', 'telegram', 'sms']);
    const ids: string[] = [];
    const linkUrl = (grant: { readonly channelId: string; readonly action: string; readonly expiresMs: number }): string => {
      ids.push(JSON.stringify(grant));
      return `https://tapewatch.example/l/${grant.channelId}-${grant.action}`;
    };
    await pipeline.notify([SIGNAL]);
    let failures = 0;
    pipeline.answer = () => ((failures += 1) === 1 ? { kind: 'transient', error: 'HTTP 500' } : { kind: 'sent', messageId: null });
    await pipeline.drain({ linkUrl });
    expect(new Set(ids).size).toBe(9);
    const textOf = (kind: string): string => pipeline.received.find((one) => one.kind === kind)!.text;
    for (const action of ['useful', 'noise', 'snooze']) {
      expect(textOf('email')).toContain(`https://tapewatch.example/l/email-${action}`);
      expect(textOf('telegram')).toContain(`https://tapewatch.example/l/telegram-${action}`);
    }
    expect(textOf('sms')).not.toContain('/l/');
    await pipeline.notify([numbered(1)]);
    pipeline.received.length = 0;
    await pipeline.drain();
    expect(textOf('email')).not.toContain('/l/');
  });

  describe.each(['before', 'after'] as const)('C2, D7: killed %s', (moment) => {
    test.each([1, 2, 3, 4, 5, 6, 7, 8])('call %i of its ports: nothing is lost, at most one repeat, counted in the row', async (n) => {
      const pipeline = pipelineOf(['sms']);
      await pipeline.notify([SIGNAL]);
      const killer = makeKiller(n, moment);
      const ports = pipeline.deliveryPorts();
      const [{ order }] = pipeline.queue as [typeof pipeline.queue[number]];
      const dying = pipeline.deliver(order, {
        users: killer.port({ ...ports.users }), deliveries: killer.port({ ...ports.deliveries }), stops: killer.port({ ...ports.stops }), limits: killer.port({ ...ports.limits }),
        channels: killer.port({ ...ports.channels }), sendOrders: killer.call(ports.sendOrders),
      });
      if (n <= killer.calls()) await expect(dying).rejects.toThrow();
      else await dying.catch(() => undefined);
      pipeline.nowMs += 90_000;
      await pipeline.drain();
      const row = await rowOf(pipeline, 'sms');
      expect(row).toMatchObject({ state: 'sent' });
      expect(pipeline.ids().length).toBeGreaterThanOrEqual(1);
      expect(pipeline.ids().length).toBeLessThanOrEqual(1 + row!.repeats);
      expect(row!.repeats).toBeLessThanOrEqual(1);
    });
  });
});
