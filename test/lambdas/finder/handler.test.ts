import { randomUUID } from 'node:crypto';
import { makeDocumentClient, makeSnsClient } from '../../../adapters/aws/clients';
import { makeDecisionStore } from '../../../adapters/aws/decision-store';
import { makeTopicPublisher } from '../../../adapters/aws/topic-publisher';
import { parseJson } from '../../../core/contracts/contract';
import type { Opportunity } from '../../../core/contracts/opportunity';
import { parseSignal, type Signal } from '../../../core/contracts/signal';
import { confirm } from '../../../core/finder/confirm';
import { DEFAULT_FINDER } from '../../../core/finder/settings';
import { makeFinder, type FinderPorts } from '../../../lambdas/finder/handler';
import { startChaosProxy, type ChaosProxy } from '../../support/chaos-proxy';
import { atPort, startEmulators, type Emulators } from '../../support/emulators';
import { makeKiller } from '../../support/faulty-ports';
import { SAMPLE_TIME_MS, sampleOpportunity } from '../../support/messages';

describe('the finder', () => {
  let aws: Emulators;
  let tableProxy: ChaosProxy;
  let topicProxy: ChaosProxy;
  let topic: { topicArn: string; inboxUrl: string };
  let runs = 0;
  let table: string;

  beforeAll(async () => { aws = await startEmulators(); });
  afterAll(async () => { await aws.stop(); });
  beforeEach(async () => {
    runs += 1;
    table = `signals-${runs}`;
    [tableProxy, topicProxy, topic] = await Promise.all([
      startChaosProxy(aws.tablePort), startChaosProxy(aws.queuePort), aws.createTopicWithInbox(`signals-${runs}`), aws.createTable(table, 'signal_id'),
    ]);
  });
  afterEach(async () => { await Promise.all([tableProxy.close(), topicProxy.close()]); });

  /** Each call decides a little later, so that a second decision would be seen. */
  const portsAt = (clockMs: number): FinderPorts => ({
    confirm: (opportunity, decidedTimeMs) => confirm(opportunity, DEFAULT_FINDER, decidedTimeMs),
    decisions: makeDecisionStore({ client: makeDocumentClient(atPort(tableProxy.port)), tableName: table }),
    publish: makeTopicPublisher({ client: makeSnsClient(atPort(topicProxy.port)), topicArn: topic.topicArn }),
    clock: { nowMs: () => clockMs },
    newClaim: randomUUID,
  });
  const deliver = (opportunity: Opportunity, clockMs = SAMPLE_TIME_MS + 50) => makeFinder(portsAt(clockMs))(opportunity);
  const published = async (): Promise<Signal[]> => (await aws.receiveAll(topic.inboxUrl)).map(({ Body }) => parseJson(parseSignal, Body!));
  const stored = async (): Promise<Signal[]> => (await aws.itemsIn(table)).map(parseSignal);

  test('S1.44: decides on the bars in the message, stores the decision and publishes it', async () => {
    await deliver(sampleOpportunity());
    const [signal] = await published();
    expect(signal).toEqual(confirm(sampleOpportunity(), DEFAULT_FINDER, SAMPLE_TIME_MS + 50));
    expect(await stored()).toEqual([signal]);
  });

  test('publishes rejected ones too, with attributes to filter by', async () => {
    const opportunity = sampleOpportunity({ bars: [], market: 'simulated' });
    await deliver(opportunity);
    const [message] = await aws.receiveAll(topic.inboxUrl);
    const attributes = Object.fromEntries(Object.entries(message!.MessageAttributes!).map(([name, { DataType, StringValue }]) => [name, `${DataType}:${StringValue}`]));
    const { confidence } = parseJson(parseSignal, message!.Body!);
    expect(attributes).toEqual({
      decision: 'String:rejected', symbol: 'String:TAOUSDT', type: 'String:bb_squeeze_release', side: 'String:buy',
      confidence: `Number:${confidence}`, market: 'String:simulated',
    });
  });

  test('D6: delivered ten times it is decided once and published once', async () => {
    for (let delivery = 0; delivery < 10; delivery += 1) await deliver(sampleOpportunity(), SAMPLE_TIME_MS + delivery);
    expect((await published()).map(({ decided_time_ms }) => decided_time_ms)).toEqual([SAMPLE_TIME_MS]);
  });

  test('D6: delivered side by side it is decided once, and every copy says the same', async () => {
    await Promise.all(Array.from({ length: 8 }, (_, delivery) => deliver(sampleOpportunity(), SAMPLE_TIME_MS + delivery)));
    const signals = await published();
    expect(signals.length).toBeGreaterThanOrEqual(1);
    expect(new Set(signals.map((signal) => JSON.stringify(signal))).size).toBe(1);
    expect(await stored()).toEqual([signals[0]]);
  });

  test('X3, D11: when every answer to a write is lost once, none of 20 decisions is lost', async () => {
    tableProxy.setPlan((operation, nth) => (operation === 'PutItem' && nth % 2 === 1 ? 'lose-ack' : undefined));
    const keys = Array.from({ length: 20 }, (_, index) => `bybit|TAOUSDT|squeeze@1|${index}|buy`);
    for (const dedupe_key of keys) await deliver(sampleOpportunity({ dedupe_key }));
    expect((await published()).map(({ signal_id }) => signal_id).sort()).toEqual([...keys].sort());
    expect(tableProxy.calls.get('PutItem')).toBe(40);
  });

  describe.each(['before', 'after'] as const)('C2, D7: killed %s', (moment) => {
    test.each([1, 2, 3])('call %i to a service: the next delivery ends with one decision, published', async (n) => {
      const killer = makeKiller(n, moment);
      const ports = portsAt(SAMPLE_TIME_MS);
      const dying = makeFinder({ ...ports, decisions: killer.port({ ...ports.decisions }), publish: killer.call(ports.publish) });
      await expect(dying(sampleOpportunity())).rejects.toThrow(`${moment} call ${n}`);
      await deliver(sampleOpportunity(), SAMPLE_TIME_MS + 1_000);
      await deliver(sampleOpportunity(), SAMPLE_TIME_MS + 2_000);
      const signals = await published();
      expect(new Set(signals.map(({ decided_time_ms }) => decided_time_ms)).size).toBe(1);
      expect(signals.length).toBeLessThanOrEqual(2);
      expect(await stored()).toEqual([signals[0]]);
    });
  });

  test('D10: a failing publish fails the message, and the next delivery publishes the stored decision', async () => {
    topicProxy.setPlan(() => 'lose-request');
    await expect(deliver(sampleOpportunity(), SAMPLE_TIME_MS)).rejects.toThrow();
    topicProxy.setPlan(() => undefined);
    await deliver(sampleOpportunity(), SAMPLE_TIME_MS + 5_000);
    expect((await published()).map(({ decided_time_ms }) => decided_time_ms)).toEqual([SAMPLE_TIME_MS]);
  });
});
