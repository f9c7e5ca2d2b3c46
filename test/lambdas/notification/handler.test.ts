import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { makeAlertStore } from '../../../adapters/aws/alert-store';
import { makeDocumentClient, makeSnsClient } from '../../../adapters/aws/clients';
import { makeTopicPublisher } from '../../../adapters/aws/topic-publisher';
import { alertOf } from '../../../core/alerts/wording';
import { parseAlert } from '../../../core/contracts/alert';
import type { Signal } from '../../../core/contracts/signal';
import { makeNotification, type NotificationPorts } from '../../../lambdas/notification/handler';
import { startChaosProxy, type ChaosProxy } from '../../support/chaos-proxy';
import { atPort, startEmulators, type Emulators } from '../../support/emulators';
import { makeKiller } from '../../support/faulty-ports';
import { SAMPLE_TIME_MS, sampleSignal } from '../../support/messages';

const numbered = (index: number, changes: Partial<Signal> = {}): Signal => sampleSignal({ signal_id: `bybit|TAOUSDT|squeeze@1|${index}|buy`, ...changes });

describe('the notification function', () => {
  let aws: Emulators;
  let tableProxy: ChaosProxy;
  let topicProxy: ChaosProxy;
  let topic: { topicArn: string; inboxUrl: string };
  let table: string;
  let runs = 0;

  beforeAll(async () => { aws = await startEmulators(); });
  afterAll(async () => { await aws.stop(); });
  beforeEach(async () => {
    runs += 1;
    table = `alerts-${runs}`;
    [tableProxy, topicProxy, topic] = await Promise.all([
      startChaosProxy(aws.tablePort), startChaosProxy(aws.queuePort), aws.createTopicWithInbox(`alerts-${runs}`), aws.createTable(table, 'alert_id'),
    ]);
  });
  afterEach(async () => { await Promise.all([tableProxy.close(), topicProxy.close()]); });

  const portsWith = (changes: Partial<NotificationPorts> = {}, machineMs = SAMPLE_TIME_MS): NotificationPorts => ({
    alerts: makeAlertStore({ client: makeDocumentClient(atPort(tableProxy.port)), tableName: table, nowMs: () => machineMs }),
    publish: makeTopicPublisher({ client: makeSnsClient(atPort(topicProxy.port)), topicArn: topic.topicArn }),
    clock: { nowMs: () => SAMPLE_TIME_MS + 100 },
    alertsPerHour: 20,
    newClaim: randomUUID,
    ...changes,
  });
  const deliver = (signal: Signal, changes: Partial<NotificationPorts> = {}, machineMs?: number) => makeNotification(portsWith(changes, machineMs))(signal);
  const inbox = async () => aws.receiveAll(topic.inboxUrl);
  const inboxIds = async () => (await inbox()).map(({ MessageAttributes }) => MessageAttributes!['alert_id']!.StringValue!);
  const alerts = async () => (await aws.itemsIn(table)).filter(({ alert_id }) => !String(alert_id).startsWith('budget#'));

  test('publishes one alert for an accepted signal, with attributes, and keeps it as history', async () => {
    const signal = sampleSignal();
    await deliver(signal);
    const [message, ...others] = await inbox();
    expect(others).toEqual([]);
    expect(message!.Body).toBe(alertOf(signal).text);
    const attributes = Object.fromEntries(Object.entries(message!.MessageAttributes!).map(([name, { DataType, StringValue }]) => [name, `${DataType}:${StringValue}`]));
    expect(attributes).toEqual({
      alert_id: `String:${signal.signal_id}`, event_id: 'String:opp-20251218-154521-001', symbol: 'String:TAOUSDT',
      type: 'String:bb_squeeze_release', side: 'String:buy', confidence: 'Number:0.71', market: 'String:live',
    });
    const [item] = await alerts();
    expect(parseAlert(item)).toEqual(alertOf(signal));
    expect(item).toMatchObject({ state: 'sent', sent_time_ms: SAMPLE_TIME_MS, expires_at: Math.floor(SAMPLE_TIME_MS / 1_000) + 30 * 86_400 });
  });

  test('a rejected signal is ignored', async () => {
    await deliver(sampleSignal({ decision: 'rejected', reject_reasons: ['no_trend'] }));
    expect(await inbox()).toEqual([]);
    expect(await aws.itemsIn(table)).toEqual([]);
  });

  test('D6: delivered ten times, also side by side, it alerts once', async () => {
    const signal = sampleSignal();
    const answers = await Promise.allSettled(Array.from({ length: 5 }, () => deliver(signal)));
    for (let again = 0; again < 5; again += 1) await deliver(signal);
    expect(await inboxIds()).toEqual([signal.signal_id]);
    const refusals = answers.filter((answer) => answer.status === 'rejected').map(({ reason }) => (reason as Error).name);
    expect(new Set(refusals)).toEqual(new Set(refusals.length > 0 ? ['AlertBusyError'] : []));
  });

  test('X3, D11: when every answer to a write is lost once, none of 10 alerts is lost or repeated', async () => {
    tableProxy.setPlan((operation, nth) => (operation === 'UpdateItem' && nth % 2 === 1 ? 'lose-ack' : undefined));
    const signals = Array.from({ length: 10 }, (_, index) => numbered(index));
    for (const signal of signals) await deliver(signal);
    expect((await inboxIds()).sort()).toEqual(signals.map(({ signal_id }) => signal_id).sort());
    expect((await alerts()).map(({ state }) => state)).toEqual(Array(10).fill('sent'));
    expect(tableProxy.calls.get('UpdateItem')).toBe(60);
  });

  test('C1.11: beyond the hour\'s budget alerts are held in the history with the reason, and a new hour starts anew', async () => {
    for (let index = 0; index < 5; index += 1) await deliver(numbered(index), { alertsPerHour: 3 });
    await deliver(numbered(9, { decided_time_ms: SAMPLE_TIME_MS + 3_600_000 }), { alertsPerHour: 3 });
    expect(await inboxIds()).toHaveLength(4);
    const held = (await alerts()).filter(({ state }) => state === 'held');
    expect(held.map(({ held_reason }) => held_reason)).toEqual(Array(2).fill('over the budget of 3 alerts per hour in 2025-12-18T15 UTC'));
  });

  test('C1.11: a budget of nothing holds everything', async () => {
    await deliver(sampleSignal(), { alertsPerHour: 0 });
    expect(await inboxIds()).toEqual([]);
    expect((await alerts())[0]).toMatchObject({ state: 'held' });
  });

  test('C1.11: an alert that is held stays held when it is delivered again with room', async () => {
    await deliver(sampleSignal(), { alertsPerHour: 0 });
    await deliver(sampleSignal(), { alertsPerHour: 20 });
    expect(await inboxIds()).toEqual([]);
  });

  test('C1.11: the budget holds under concurrent deliveries and repeated attempts', async () => {
    await fc.assert(fc.asyncProperty(
      fc.integer({ min: 0, max: 5 }), fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 16 }), fc.uuid(),
      async (limit, order, run) => {
        const store = portsWith().alerts;
        const granted = await Promise.all(order.map(async (index) => ((await store.takePlace(run, `alert-${index}`, limit)) ? index : undefined)));
        const winners = new Set(granted.filter((index) => index !== undefined));
        expect(winners.size).toBe(Math.min(limit, new Set(order).size));
        for (const [position, index] of order.entries()) expect(granted[position] !== undefined).toBe(winners.has(index));
      }), { numRuns: 20 });
  });

  test('E1: a failing publish gives the claim and keeps the place, so the next delivery alerts at once', async () => {
    topicProxy.setPlan(() => 'lose-request');
    await expect(deliver(sampleSignal(), { alertsPerHour: 1 })).rejects.toThrow();
    topicProxy.setPlan(() => undefined);
    await deliver(sampleSignal(), { alertsPerHour: 1 }, SAMPLE_TIME_MS + 1);
    expect(await inboxIds()).toEqual([sampleSignal().signal_id]);
  });

  test('E2: published but the answer lost: at most one repeat, under the same id', async () => {
    topicProxy.setPlan((_operation, nth) => (nth === 1 ? 'lose-ack' : undefined));
    await deliver(sampleSignal());
    const ids = await inboxIds();
    expect(new Set(ids)).toEqual(new Set([sampleSignal().signal_id]));
    expect(ids.length).toBeLessThanOrEqual(2);
  });

  test('D1: an alert that comes after its validity goes out marked late', async () => {
    await deliver(sampleSignal(), { clock: { nowMs: () => SAMPLE_TIME_MS + 900_001 } });
    const [message] = await inbox();
    expect(message!.Body!.split('\n')[0]).toMatch(/^\*\*\* LATE: the entry was valid until 2025-12-18 16:00:21 UTC/);
  });

  test('D7: while a dead delivery\'s claim runs, the next one comes again; afterwards it takes over', async () => {
    const dead = portsWith();
    expect(await dead.alerts.claim(alertOf(sampleSignal()), 'dead')).toBe('claimed');
    await expect(deliver(sampleSignal(), {}, SAMPLE_TIME_MS + 29_999)).rejects.toThrow('is being sent by another delivery');
    await deliver(sampleSignal(), {}, SAMPLE_TIME_MS + 30_001);
    expect(await inboxIds()).toEqual([sampleSignal().signal_id]);
  });

  test('D7: a stalled delivery whose claim was taken over changes nothing any more', async () => {
    const [stalled, next] = [portsWith().alerts, portsWith({}, SAMPLE_TIME_MS + 31_000).alerts];
    const alert = alertOf(sampleSignal());
    expect(await stalled.claim(alert, 'stalled')).toBe('claimed');
    expect(await next.claim(alert, 'next')).toBe('claimed');
    await stalled.release(alert.alert_id, 'stalled');
    await stalled.markHeld(alert.alert_id, 'stalled', 'late');
    expect(await next.claim(alert, 'third')).toBe('busy');
    await next.markSent(alert.alert_id, 'next', 'm1');
    await stalled.markHeld(alert.alert_id, 'stalled', 'late');
    expect((await alerts())[0]).toMatchObject({ state: 'sent', message_id: 'm1' });
  });

  describe.each(['before', 'after'] as const)('C2, D7: killed %s', (moment) => {
    test.each([1, 2, 3, 4])('call %i to a service: nothing is lost and at most one repeat reaches the reader', async (n) => {
      const killer = makeKiller(n, moment);
      const ports = portsWith();
      const dying = makeNotification({ ...ports, alerts: killer.port({ ...ports.alerts }), publish: killer.call(ports.publish), alertsPerHour: 1 });
      await expect(dying(sampleSignal())).rejects.toThrow(/call \d|already dead/);
      const laterMs = SAMPLE_TIME_MS + 60_000;
      await deliver(sampleSignal(), { alertsPerHour: 1 }, laterMs);
      await deliver(sampleSignal(), { alertsPerHour: 1 }, laterMs + 60_000);
      const ids = await inboxIds();
      expect(new Set(ids)).toEqual(new Set([sampleSignal().signal_id]));
      expect(ids.length).toBeLessThanOrEqual(n === 3 && moment === 'after' || n === 4 && moment === 'before' ? 2 : 1);
      expect((await alerts())[0]).toMatchObject({ state: 'sent' });
    });
  });
});
