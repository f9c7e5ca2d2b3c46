import type { SQSEvent } from 'aws-lambda';
import type { SqsBatchHandler } from '../../adapters/aws/sqs-batch';
import { parseJson } from '../../core/contracts/contract';
import { parseSignal } from '../../core/contracts/signal';
import { startEmulators, type Emulators } from '../support/emulators';
import { sampleAftermath, sampleOpportunity, sampleSignal } from '../support/messages';

const eventOf = (...messages: readonly unknown[]): SQSEvent => ({
  Records: messages.map((message, index) => ({ messageId: `m${index}`, body: typeof message === 'string' ? message : JSON.stringify(message) })),
}) as unknown as SQSEvent;

/** Loads a function as Lambda does: fresh, with its environment already set. */
const load = (name: string): SqsBatchHandler => {
  let loaded: { handler: SqsBatchHandler } | undefined;
  jest.isolateModules(() => { loaded = jest.requireActual<{ handler: SqsBatchHandler }>(`../../lambdas/${name}/index`); });
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
    const deliveryQueueUrl = await aws.createQueue('delivery-queue');
    await Promise.all([
      aws.createTable('users', 'user_id'), aws.createTable('alert-states', 'user_id'), aws.createTable('deliveries', 'delivery_id'),
      aws.createTable('signals', 'signal_id'), aws.createTable('alerts', 'alert_id'), aws.createTable('outcomes', 'opportunity_id'), aws.createTable('precision', 'id'),
    ]);
    Object.assign(process.env, {
      AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_SNS: `http://127.0.0.1:${aws.queuePort}`, AWS_ENDPOINT_URL_SQS: `http://127.0.0.1:${aws.queuePort}`, AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${aws.tablePort}`,
      SIGNALS_TABLE: 'signals', SIGNALS_TOPIC_ARN: signals.topicArn, ALERTS_TABLE: 'alerts', ALERTS_TOPIC_ARN: alerts.topicArn,
      USERS_TABLE: 'users', ALERT_STATES_TABLE: 'alert-states', DELIVERIES_TABLE: 'deliveries', DELIVERY_QUEUE_URL: deliveryQueueUrl,
      CHANNEL_SECRETS_ARN: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:channels', LOCAL_CHANNEL_SECRETS: JSON.stringify({ webhook_key: 'k'.repeat(32), telegram_bot_token: '' }),
      ALERTS_PER_DAY: '12', ALERTS_PER_HOUR: '4', OUTCOMES_TABLE: 'outcomes', PRECISION_TABLE: 'precision',
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

  test.each([['finder', 'SIGNALS_TABLE', 'the name of the signals table'], ['notification', 'DELIVERY_QUEUE_URL', 'the URL of the delivery queue'], ['delivery', 'ALERTS_TOPIC_ARN', 'the ARN of the alerts topic'],
    ['performance', 'PRECISION_TABLE', 'the name of the precision table']])('the %s function without %s says so when it is loaded', (name, variable, meaning) => {
    const value = process.env[variable];
    delete process.env[variable];
    expect(() => load(name)).toThrow(`environment variable ${variable} is not set: expected ${meaning}`);
    process.env[variable] = value;
  });
});
