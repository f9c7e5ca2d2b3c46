import { parseScheduleCall } from '../../core/contracts/schedule';
import { STAGES } from '../../lib/config';
import { pathOf, resourceAt, resourcesOf, targetOf, templatesOf, type Resource } from './synthesized';

const CONSUMERS = [['Opportunity', 'Finder'], ['Notification', 'Notification'], ['Delivery', 'Delivery'], ['Performance', 'Performance']] as const;

describe.each(STAGES)('signals stack (%s)', (stage) => {
  const all = () => templatesOf(stage);
  const queue = (name: string): Resource => resourceAt(all(), `Signals/${name}Queue/Queue`, 'AWS::SQS::Queue');
  const deadLetters = (name: string): Resource => resourceAt(all(), `Signals/${name}Queue/DeadLetters`, 'AWS::SQS::Queue');
  const target = (value: unknown): string => targetOf(all(), 'Signals', value);

  it('S1.5: names the queues as the source does, and one per consumer', () => {
    expect(CONSUMERS.map(([name]) => queue(name).Properties['QueueName']))
      .toEqual(['opportunity-queue', 'notification-queue', 'delivery-queue', 'performance-queue']);
  });

  it.each(CONSUMERS)('C1.16: %s queue sends a message to its own dead-letter queue after 5 tries, kept 14 days', (name) => {
    expect(queue(name).Properties['RedrivePolicy']).toMatchObject({ maxReceiveCount: 5 });
    const { deadLetterTargetArn } = queue(name).Properties['RedrivePolicy'] as { deadLetterTargetArn: unknown };
    expect(target(deadLetterTargetArn)).toBe(`Signals/${name}Queue/DeadLetters`);
    expect(deadLetters(name).Properties['MessageRetentionPeriod']).toBe(14 * 24 * 3600);
  });

  it.each(CONSUMERS)('C1.16: %s queue feeds its function 10 at a time, which fails one record at a time within a sixth of the visibility timeout', (name, consumer) => {
    const mapping = resourceAt(all(), `Signals/${consumer}/Function`, 'AWS::Lambda::EventSourceMapping').Properties;
    const code = resourceAt(all(), `Signals/${consumer}/Function`, 'AWS::Lambda::Function').Properties;
    expect(mapping).toMatchObject({ BatchSize: 10, FunctionResponseTypes: ['ReportBatchItemFailures'] });
    expect((mapping['ScalingConfig'] as { MaximumConcurrency: number }).MaximumConcurrency).toBeGreaterThanOrEqual(2);
    expect(target(mapping['EventSourceArn'])).toBe(`Signals/${name}Queue/Queue`);
    expect(Number(code['Timeout'])).toBeLessThanOrEqual(20);
    expect(Number(queue(name).Properties['VisibilityTimeout'])).toBeGreaterThanOrEqual(6 * Number(code['Timeout']));
  });

  it('functions run on ARM64 and the newest Node.js, with a log group that forgets', () => {
    const functions = resourcesOf(all().Signals, 'AWS::Lambda::Function');
    expect(functions).toHaveLength(6);
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' });
      const group = target((Properties['LoggingConfig'] as { LogGroup: unknown }).LogGroup);
      const days = resourceAt(all(), group, 'AWS::Logs::LogGroup').Properties['RetentionInDays'];
      expect(days).toBe(stage === 'prod' ? 90 : 14);
    }
  });

  it('S3.23, S3.25: calls the schedule function by the clock, in UTC: digests each minute, canaries, and twice after the end of a day in Seoul', () => {
    const rules = resourcesOf(all().Signals, 'AWS::Events::Rule').map(({ Properties }) => {
      const [{ Arn, InputTransformer }] = Properties['Targets'] as [{ Arn: unknown; InputTransformer: { InputTemplate: string } }];
      expect(target(Arn)).toBe('Signals/Schedule/Function');
      const call = JSON.parse(InputTransformer.InputTemplate.replace('<time>', '"2026-01-07T15:05:00Z"')) as unknown;
      return [Properties['ScheduleExpression'], parseScheduleCall(call).job];
    });
    expect(rules.sort()).toEqual([['cron(10 16 * * ? *)', 'daily-look'], ['cron(5 15 * * ? *)', 'daily-look'], ['rate(1 minute)', 'digests'], ['rate(5 minutes)', 'canary']]);
  });

  it('signals reach the notification queue when accepted and the performance queue always, raw, with a dead-letter queue', () => {
    const subscriptions = resourcesOf(all().Signals, 'AWS::SNS::Subscription').map(({ Properties }) => Properties);
    expect(subscriptions.map(({ Endpoint, FilterPolicy, RawMessageDelivery, RedrivePolicy, TopicArn }) => ({
      from: target(TopicArn), to: target(Endpoint), filter: FilterPolicy, raw: RawMessageDelivery,
      undelivered: target((RedrivePolicy as { deadLetterTargetArn: unknown }).deadLetterTargetArn),
    }))).toEqual([
      {
        from: 'Signals/SignalsTopic/Topic', to: 'Signals/NotificationQueue/Queue', filter: { decision: ['accepted'] }, raw: true,
        undelivered: 'Signals/NotificationQueue/DeadLetters',
      },
      {
        from: 'Signals/SignalsTopic/Topic', to: 'Signals/PerformanceQueue/Queue', filter: undefined, raw: true,
        undelivered: 'Signals/PerformanceQueue/DeadLetters',
      },
    ]);
  });

  it('queues and topics refuse plain HTTP', () => {
    const denies = (type: string) => resourcesOf(all().Signals, type).filter(({ Properties }) =>
      JSON.stringify(Properties['PolicyDocument']).includes('"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"'));
    expect(denies('AWS::SQS::QueuePolicy')).toHaveLength(resourcesOf(all().Signals, 'AWS::SQS::Queue').length);
    expect(denies('AWS::SNS::TopicPolicy')).toHaveLength(resourcesOf(all().Signals, 'AWS::SNS::Topic').length);
  });

  it('encrypts queues always and, under keys that SNS and CloudWatch may use, everything in prod', () => {
    const queues = resourcesOf(all().Signals, 'AWS::SQS::Queue').map(({ Properties }) => Properties);
    const topics = resourcesOf(all().Signals, 'AWS::SNS::Topic').map(({ Properties }) => Properties);
    if (stage === 'dev') {
      expect(queues.every((properties) => properties['SqsManagedSseEnabled'] === true)).toBe(true);
      return;
    }
    expect(queues.every((properties) => target((properties['KmsMasterKeyId'])) === 'Signals/QueuesKey')).toBe(true);
    expect(topics.every((properties) => target((properties['KmsMasterKeyId'])) === 'Signals/TopicsKey')).toBe(true);
    const users = Object.fromEntries(resourcesOf(all().Signals, 'AWS::KMS::Key').map((key) =>
      [pathOf(key), /"Service":"([a-z.]+)"/.exec(JSON.stringify(key.Properties['KeyPolicy']))?.[1]]));
    expect(users).toEqual({ 'Signals/QueuesKey': 'sns.amazonaws.com', 'Signals/TopicsKey': 'cloudwatch.amazonaws.com' });
  });

  it('lets CloudWatch publish alarms of this account to the operations topic', () => {
    const policy = resourceAt(all(), 'Signals/Operations/Topic/Policy', 'AWS::SNS::TopicPolicy').Properties['PolicyDocument'];
    expect((policy as { Statement: unknown[] }).Statement).toContainEqual(expect.objectContaining({
      Effect: 'Allow', Action: 'sns:Publish', Principal: { Service: 'cloudwatch.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    }));
  });
});
