import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { SQSEvent } from 'aws-lambda';
import { gzipSync } from 'node:zlib';
import type { SqsBatchHandler } from '../../adapters/aws/sqs-batch';
import { makeDeliveryStore } from '../../adapters/aws/delivery-store';
import { makeUserStore } from '../../adapters/aws/user-store';
import { deliveryId, queuedRow } from '../../core/alerts/delivery/ledger';
import { parseJson } from '../../core/contracts/contract';
import { parseDeliveryOrder } from '../../core/contracts/delivery';
import { parseSignal } from '../../core/contracts/signal';
import { scheduleCall } from '../../lambdas/schedule/env';
import { startEmulators, type Emulators } from '../support/emulators';
import { sampleAftermath, sampleOpportunity, sampleSignal } from '../support/messages';
import { channelOf, userOf } from '../support/users';

const eventOf = (...messages: readonly unknown[]): SQSEvent => ({
  Records: messages.map((message, index) => ({ messageId: `m${index}`, body: typeof message === 'string' ? message : JSON.stringify(message) })),
}) as unknown as SQSEvent;

/** Loads a function as Lambda does: fresh, with its environment already set. */
const load = <Handler = SqsBatchHandler>(name: string): Handler => {
  let loaded: { handler: Handler } | undefined;
  jest.isolateModules(() => { loaded = jest.requireActual<{ handler: Handler }>(`../../lambdas/${name}/index`); });
  return loaded!.handler;
};

describe('the functions as they are deployed', () => {
  let aws: Emulators;
  let signals: { topicArn: string; inboxUrl: string };
  let alerts: { topicArn: string; inboxUrl: string };
  const before = { ...process.env };
  const lines: string[] = [];

  beforeAll(async () => {
    aws = await startEmulators();
    [signals, alerts] = await Promise.all([aws.createTopicWithInbox('signals'), aws.createTopicWithInbox('alerts')]);
    const [deliveryQueueUrl, opportunityQueueUrl, performanceQueueUrl] = await Promise.all(
      [aws.createQueue('delivery-queue'), aws.createQueue('opportunity-queue'), aws.createQueue('performance-queue')],
    );
    await Promise.all([
      aws.createTable('users', 'user_id'), aws.createTable('alert-states', 'user_id'), aws.createTable('deliveries', 'delivery_id'),
      aws.createTable('signals', 'signal_id'), aws.createTable('alerts', 'alert_id'), aws.createTable('outcomes', 'opportunity_id'), aws.createTable('precision', 'id'),
      aws.createTable('activity', 'bucket_id', 'line_id'),
    ]);
    Object.assign(process.env, {
      AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_SNS: `http://127.0.0.1:${aws.queuePort}`, AWS_ENDPOINT_URL_SQS: `http://127.0.0.1:${aws.queuePort}`, AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${aws.tablePort}`,
      SIGNALS_TABLE: 'signals', SIGNALS_TOPIC_ARN: signals.topicArn, ALERTS_TABLE: 'alerts', ALERTS_TOPIC_ARN: alerts.topicArn,
      USERS_TABLE: 'users', ALERT_STATES_TABLE: 'alert-states', DELIVERIES_TABLE: 'deliveries', DELIVERY_QUEUE_URL: deliveryQueueUrl,
      CHANNEL_SECRETS_ARN: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:channels', LOCAL_CHANNEL_SECRETS: JSON.stringify({ webhook_key: 'k'.repeat(32), telegram_bot_token: '' }),
      ALERTS_PER_DAY: '12', ALERTS_PER_HOUR: '4', OUTCOMES_TABLE: 'outcomes', PRECISION_TABLE: 'precision', ACTIVITY_TABLE: 'activity',
      OPPORTUNITY_QUEUE_URL: opportunityQueueUrl, PERFORMANCE_QUEUE_URL: performanceQueueUrl,
    });
    jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
      lines.push(String(chunk));
      return true;
    });
  });
  afterEach(() => { lines.length = 0; });
  afterAll(async () => {
    jest.restoreAllMocks();
    process.env = before;
    await aws.stop();
  });
  const logged = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

  test('the finder takes opportunities from SQS to DynamoDB and SNS, and reports the malformed one', async () => {
    const answer = await load('finder')(eventOf(sampleOpportunity(), '{"schema":"opportunity.v1"}'));
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    const [message] = await aws.receiveAll(signals.inboxUrl);
    expect(parseJson(parseSignal, message!.Body!).signal_id).toBe(sampleOpportunity().dedupe_key);
    expect(await aws.itemsIn('signals')).toHaveLength(1);
    expect(logged().map(({ event }) => event).filter(Boolean).sort()).toEqual(['message-refused', 'signal-published']);
    expect(logged().filter((line) => '_aws' in line)).toEqual([expect.objectContaining({ Service: 'finder' })]);
  });

  test('an accepted signal is planned for the default user, put on the delivery queue and sent to the topic, and the malformed one reported', async () => {
    const nowMs = Date.now();
    const signal = sampleSignal({ exchange_time_ms: nowMs, valid_until_ms: nowMs + 900_000 });
    expect(await load('notification')(eventOf(signal, '{"schema":"signal.v1"}'))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    expect(logged()).toContainEqual(expect.objectContaining({ event: 'alert-planned', alert_id: signal.signal_id, user_id: 'local', channels: ['email'] }));
    const orders = await aws.receiveAll(process.env['DELIVERY_QUEUE_URL']!);
    expect(orders).toHaveLength(1);
    expect(await load('delivery')(eventOf(orders[0]!.Body))).toEqual({ batchItemFailures: [] });
    const [message, ...others] = await aws.receiveAll(alerts.inboxUrl);
    expect(others).toEqual([]);
    expect(message!.MessageAttributes!['user']!.StringValue).toBe('local');
    expect(logged()).toContainEqual(expect.objectContaining({ event: 'delivery-sent', alert_id: signal.signal_id, channel_id: 'email' }));
    expect(await aws.itemsIn('deliveries')).toEqual([expect.objectContaining({ state: 'sent', attempts: 1 })]);
  });

  test('the performance function counts a signal and its aftermath that come in one batch', async () => {
    const signal = sampleSignal();
    expect(await load('performance')(eventOf(sampleAftermath(signal, 1), signal))).toEqual({ batchItemFailures: [] });
    expect(await aws.itemsIn('precision')).toContainEqual(expect.objectContaining({ id: 'precision#live#bb_squeeze_release#accepted#1', n: 1 }));
    expect(logged()).toContainEqual(expect.objectContaining({ event: 'outcome-counted', horizon_minutes: 1 }));
  });

  test('D-17: a canary goes the whole way, ends before the channel, is in no statistic, and on the page as health alone', async () => {
    const told = async () => (await aws.itemsIn('activity')).filter(({ line_id }) => line_id !== 'canary');
    const [outcomes, lines] = [await aws.itemsIn('outcomes'), await told()];
    await load<(call: unknown) => Promise<void>>('schedule')(scheduleCall('canary', new Date().toISOString()));
    const [found] = await aws.receiveAll(process.env['OPPORTUNITY_QUEUE_URL']!);
    expect(await load('finder')(eventOf(found!.Body))).toEqual({ batchItemFailures: [] });
    const [signal] = await aws.receiveAll(signals.inboxUrl);
    expect(signal!.MessageAttributes).toMatchObject({ decision: { StringValue: 'accepted' }, market: { StringValue: 'simulated' } });
    expect(await load('notification')(eventOf(signal!.Body))).toEqual({ batchItemFailures: [] });
    expect(await load('performance')(eventOf(signal!.Body))).toEqual({ batchItemFailures: [] });
    const orders = await aws.receiveAll(process.env['DELIVERY_QUEUE_URL']!);
    expect(orders.map(({ Body }) => parseJson(parseDeliveryOrder, Body!).user_id)).toEqual(['canary']);
    expect(await load('delivery')(eventOf(orders[0]!.Body))).toEqual({ batchItemFailures: [] });
    expect(await aws.receiveAll(alerts.inboxUrl)).toEqual([]);
    expect(logged().filter((line) => '_aws' in line)).toEqual([expect.objectContaining({ Service: 'delivery', CanaryArrived: 1, CanaryMs: expect.any(Number) as number })]);
    expect(logged().map(({ event }) => event).filter(Boolean))
      .toEqual(['canary-sent', 'signal-published', 'alert-planned', 'canary-arrived', 'delivery-sent']);
    expect([await aws.itemsIn('outcomes'), await told()]).toEqual([outcomes, lines]);
    expect(await aws.itemsIn('deliveries')).toContainEqual(expect.objectContaining({ user_id: 'canary', state: 'sent' }));
  });

  test('S3.23: the look back that the clock asks for is made, of every market', async () => {
    const midnight = new Date(Math.ceil(sampleSignal().exchange_time_ms / 86_400_000) * 86_400_000 + 15 * 3_600_000).toISOString();
    const signal = sampleSignal({ market: 'simulated', signal_id: 'simulated-1' });
    await load('performance')(eventOf(sampleAftermath(signal, 15), signal));
    await load<(call: unknown) => Promise<void>>('schedule')(scheduleCall('daily-look', midnight));
    const [look] = await aws.receiveAll(process.env['PERFORMANCE_QUEUE_URL']!);
    expect(await load('performance')(eventOf(look!.Body))).toEqual({ batchItemFailures: [] });
    expect(logged()).toContainEqual(expect.objectContaining({ event: 'day-told', market: 'simulated', type: 'bb_squeeze_release', n: 1 }));
  });

  test('E4: when SMS have used four fifths of the month\'s money somebody is told, once', async () => {
    const phone = channelOf('sms');
    await makeUserStore({ client: aws.tables, tableName: 'users' }).put(userOf({ user_id: 'phone', channels: [phone], limits: { per_day: 100, per_hour: 100, per_channel_per_day: {} } }));
    const nowMs = Date.now();
    const texts = Array.from({ length: 18 }, (_, index) => sampleSignal({ signal_id: `text-${index}`, symbol: `S${index}USDT`, exchange_time_ms: nowMs, valid_until_ms: nowMs + 900_000, confidence: 0.95 }));
    await load('notification')(eventOf(...texts));
    const deliver = load('delivery');
    for (const { Body } of await aws.receiveAll(process.env['DELIVERY_QUEUE_URL']!)) await deliver(eventOf(Body));
    expect(logged().filter(({ SmsSpendAlarms }) => SmsSpendAlarms === 1)).toHaveLength(1);
    expect(logged().filter(({ event }) => event === 'sms-money-short')).toEqual([expect.objectContaining({ spent_usd: 0.8, monthly_usd: 1 })]);
  });

  test('S3.22: a receipt for an SMS reaches its row, the log and the page', async () => {
    const deliveries = makeDeliveryStore({ client: aws.tables, tableName: 'deliveries' });
    const users = makeUserStore({ client: aws.tables, tableName: 'users' });
    await users.put(userOf({ user_id: 'opted-out', channels: [channelOf('sms')] }));
    const row = queuedRow({ alertId: 'text', userId: 'opted-out', channel: channelOf('sms') }, 1);
    await aws.tables.send(new PutCommand({ TableName: 'deliveries', Item: { ...row, delivery_id: deliveryId(row), revision: 1 } }));
    await deliveries.replace({ row, revision: 1 }, { ...row, state: 'sent', message_id: 'sms-1', sent_ms: 2 });
    const message = JSON.stringify({ notification: { messageId: 'sms-1' }, delivery: { destination: channelOf('sms').address, providerResponse: 'Phone number is opted out' }, status: 'FAILURE' });
    const batch = { messageType: 'DATA_MESSAGE', logEvents: [{ id: '1', timestamp: 1, message }, { id: '2', timestamp: 1, message: 'none' }] };
    await load<(event: unknown) => Promise<void>>('receipts')({ awslogs: { data: gzipSync(JSON.stringify(batch)).toString('base64') } });
    expect((await deliveries.get(row))!.row).toMatchObject({ state: 'failed', failure_reason: 'bounced' });
    expect((await users.get('opted-out'))!.channels[0]).toMatchObject({ state: 'stopped' });
    expect(logged().map(({ event }) => event)).toEqual(['delivery-bounced', 'receipts-taken']);
    expect(logged()[1]).toMatchObject({ changed: 1, unreadable: 1 });
    const told = (await aws.itemsIn('activity')).map(({ activity }) => (activity as { entry: Record<string, unknown> }).entry);
    expect(told).toContainEqual(expect.objectContaining({ kind: 'delivery', alert_id: 'text', channel_id: 'sms', state: 'failed' }));
    expect(lines.join('')).not.toContain(channelOf('sms').address);
    await expect(load<(event: unknown) => Promise<void>>('receipts')({})).rejects.toThrow('event has no awslogs.data');
  });

  test.each([['finder', 'SIGNALS_TABLE', 'the name of the signals table'], ['notification', 'DELIVERY_QUEUE_URL', 'the URL of the delivery queue'], ['delivery', 'ALERTS_TOPIC_ARN', 'the ARN of the alerts topic'],
    ['performance', 'PRECISION_TABLE', 'the name of the precision table'], ['receipts', 'DELIVERIES_TABLE', 'the name of the deliveries table'],
    ['notification', 'PRECISION_TABLE', 'the name of the precision table'], ['schedule', 'OPPORTUNITY_QUEUE_URL', 'the URL of the opportunity queue']])('the %s function without %s says so when it is loaded', (name, variable, meaning) => {
    const value = process.env[variable];
    delete process.env[variable];
    expect(() => load(name)).toThrow(`environment variable ${variable} is not set: expected ${meaning}`);
    process.env[variable] = value;
  });
});
