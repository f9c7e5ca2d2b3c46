import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { EventField, Schedule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { SubscriptionFilter } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { ApiEnv } from '../../lambdas/api/env';
import { DeliveryEnv, LinksEnv } from '../../lambdas/delivery/env';
import { FinderEnv } from '../../lambdas/finder/env';
import { NotificationEnv } from '../../lambdas/notification/env';
import { PerformanceEnv } from '../../lambdas/performance/env';
import { ReceiptsEnv } from '../../lambdas/receipts/env';
import { ScheduleEnv, scheduleCall } from '../../lambdas/schedule/env';
import type { StageConfig } from '../config';
import { addAlertAlarms } from '../constructs/alert-alarms';
import { makeKey } from '../constructs/encryption-key';
import { FanOutTopic } from '../constructs/fan-out-topic';
import { HttpFront } from '../constructs/http-front';
import { LambdaFunction } from '../constructs/lambda-function';
import { addOperatorAlarm } from '../constructs/operator-alarm';
import { OperationsTopic } from '../constructs/operations-topic';
import { QueueConsumer } from '../constructs/queue-consumer';
import { ScheduledFunction } from '../constructs/scheduled-function';
import { SmsReceipts } from '../constructs/sms-receipts';
import { WorkQueue } from '../constructs/work-queue';
import type { StateStack } from './state-stack';

export type SignalsStackProps = StackProps & { readonly config: StageConfig; readonly state: StateStack };

/** Time limit of every consumer: two tries of a slow AWS call, and a batch of ten after that. */
const CONSUMER_TIMEOUT = Duration.seconds(15);

/** A minute's digests of many users, within the minute. */
const SCHEDULE_TIMEOUT = Duration.seconds(50);

/** Thousands of lines in one event. */
const RECEIPTS_TIMEOUT = Duration.minutes(1);

/** From an opportunity to an alert and an outcome: queues, topics and the functions between them. */
export class SignalsStack extends Stack {
  readonly operations: OperationsTopic;
  readonly opportunities: WorkQueue;
  readonly performance: WorkQueue;
  /** What the page and the links of messages ask. */
  readonly http: HttpFront;
  private readonly notifications: WorkQueue;
  private readonly deliveries: WorkQueue;
  private readonly signals: FanOutTopic;
  private readonly alerts: FanOutTopic;

  constructor(scope: Construct, id: string, props: SignalsStackProps) {
    super(scope, id, props);
    const keys = this.makeKeys(props.config);
    this.operations = new OperationsTopic(this, 'Operations', { key: keys.topics });
    const shared = { consumerTimeout: CONSUMER_TIMEOUT, operations: this.operations.topic, key: keys.queues };
    this.opportunities = new WorkQueue(this, 'OpportunityQueue', {
      ...shared, queueName: 'opportunity-queue', severity: 'high', lateAfter: Duration.minutes(1),
    });
    this.notifications = new WorkQueue(this, 'NotificationQueue', {
      ...shared, queueName: 'notification-queue', severity: 'high', lateAfter: Duration.minutes(1),
    });
    // Retries wait in it for up to ten minutes each.
    this.deliveries = new WorkQueue(this, 'DeliveryQueue', {
      ...shared, queueName: 'delivery-queue', severity: 'high', lateAfter: Duration.minutes(15),
    });
    this.performance = new WorkQueue(this, 'PerformanceQueue', {
      ...shared, queueName: 'performance-queue', severity: 'medium', lateAfter: Duration.minutes(15),
    });
    this.signals = new FanOutTopic(this, 'SignalsTopic', { displayName: 'Tapewatch signals', key: keys.topics });
    this.alerts = new FanOutTopic(this, 'AlertsTopic', { displayName: 'Tapewatch', key: keys.topics });
    this.signals.deliverTo(this.notifications, { decision: SubscriptionFilter.stringFilter({ allowlist: ['accepted'] }) });
    this.signals.deliverTo(this.performance);
    const secrets = this.makeChannelSecrets();
    this.http = this.addApi(props, secrets);
    this.addFinder(props);
    this.addNotification(props);
    this.addDelivery(props, secrets);
    this.addPerformance(props);
    this.addSchedule(props);
    if (props.config.smsReceipts) this.addReceipts(props);
    addAlertAlarms(this, this.operations.topic);
    addOperatorAlarm(this, 'UndeliveredAlarm', {
      name: 'tapewatch-alerts-undelivered', severity: 'high', operations: this.operations.topic,
      meaning: 'an e-mail, SMS or push of an alert was refused, and nobody received it by that way.',
      metric: this.alerts.topic.metricNumberOfNotificationsFailed({ period: Duration.minutes(5), statistic: 'Sum' }),
      threshold: 0, when: 'above', periods: 1, silenceBreaches: false,
    });
  }

  /** Two keys: the queues' key names the topics that deliver to them, so the topics cannot be encrypted by it. */
  private makeKeys(config: StageConfig): { readonly queues: Key | undefined; readonly topics: Key | undefined } {
    if (!config.customerManagedKeys) return { queues: undefined, topics: undefined };
    return {
      queues: makeKey(this, 'QueuesKey', 'Tapewatch: queues'),
      topics: makeKey(this, 'TopicsKey', 'Tapewatch: topics'),
    };
  }

  private addFinder({ config, state }: SignalsStackProps): void {
    const finder = new QueueConsumer(this, 'Finder', {
      name: 'finder', description: 'Confirms an opportunity on its bars, or says why not, and publishes the decision',
      work: this.opportunities, maxConcurrency: 5, severity: 'high', operations: this.operations.topic, config,
      environment: { [FinderEnv.signalsTable]: state.signals.name, [FinderEnv.signalsTopicArn]: this.signals.topic.topicArn, [FinderEnv.activityTable]: state.activity.name },
    });
    state.signals.allow(finder.role, 'GetItem', 'PutItem', 'UpdateItem');
    state.activity.allow(finder.role, 'BatchWriteItem');
    this.signals.allowPublish(finder.role);
  }

  private addNotification({ config, state }: SignalsStackProps): void {
    const notification = new QueueConsumer(this, 'Notification', {
      name: 'notification', description: 'Plans for each user what becomes of an accepted signal',
      work: this.notifications, maxConcurrency: 2, severity: 'high', operations: this.operations.topic, config,
      environment: {
        [NotificationEnv.usersTable]: state.users.name,
        [NotificationEnv.statesTable]: state.alertStates.name,
        [NotificationEnv.alertsTable]: state.alerts.name,
        [NotificationEnv.deliveriesTable]: state.deliveries.name,
        [NotificationEnv.precisionTable]: state.precision.name,
        [NotificationEnv.deliveryQueueUrl]: this.deliveries.queue.queueUrl,
        [NotificationEnv.activityTable]: state.activity.name,
        [NotificationEnv.alertsPerDay]: String(config.alertsPerDay),
        [NotificationEnv.alertsPerHour]: String(config.alertsPerHour),
        [NotificationEnv.smsMonthlyUsd]: String(config.sms.monthlyUsd),
        [NotificationEnv.smsSegmentUsd]: String(config.sms.segmentUsd),
      },
    });
    state.users.allow(notification.role, 'GetItem');
    state.activity.allow(notification.role, 'BatchWriteItem');
    state.alertStates.allow(notification.role, 'GetItem', 'PutItem');
    state.alerts.allow(notification.role, 'GetItem', 'PutItem', 'UpdateItem');
    state.deliveries.allow(notification.role, 'GetItem', 'PutItem');
    state.precision.allow(notification.role, 'GetItem');
    this.deliveries.allowSend(notification.role);
  }

  private makeChannelSecrets(): Secret {
    return new Secret(this, 'ChannelSecrets', {
      description: 'Tapewatch: signs webhooks and links, and the token of the Telegram bot',
      generateSecretString: { secretStringTemplate: JSON.stringify({ telegram_bot_token: '' }), generateStringKey: 'webhook_key', excludePunctuation: true, passwordLength: 48 },
    });
  }

  private allowSecretsRead(role: IRole, secrets: Secret): void {
    role.addToPrincipalPolicy(new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secrets.secretArn] }));
  }

  private addApi({ config, state }: SignalsStackProps, secrets: Secret): HttpFront {
    const queues = [this.opportunities, this.notifications, this.deliveries, this.performance];
    const api = new LambdaFunction(this, 'Api', {
      name: 'api', description: 'Answers the page and the links of messages', timeout: CONSUMER_TIMEOUT, severity: 'medium', operations: this.operations.topic, config,
      environment: {
        [ApiEnv.signalsTable]: state.signals.name,
        [ApiEnv.alertsTable]: state.alerts.name,
        [ApiEnv.outcomesTable]: state.outcomes.name,
        [ApiEnv.precisionTable]: state.precision.name,
        [ApiEnv.usersTable]: state.users.name,
        [ApiEnv.statesTable]: state.alertStates.name,
        [ApiEnv.deliveriesTable]: state.deliveries.name,
        [ApiEnv.activityTable]: state.activity.name,
        [ApiEnv.tokensTable]: state.streamTokens.name,
        [ApiEnv.queues]: this.toJsonString(queues.map(({ name, queue, deadLetters }) => ({ name, url: queue.queueUrl, deadLetterUrl: deadLetters.queueUrl }))),
        [ApiEnv.channelSecretsArn]: secrets.secretArn,
        [ApiEnv.alertsPerDay]: String(config.alertsPerDay),
        [ApiEnv.alertsPerHour]: String(config.alertsPerHour),
      },
    });
    state.signals.allow(api.role, 'GetItem');
    state.outcomes.allow(api.role, 'GetItem');
    state.precision.allow(api.role, 'BatchGetItem');
    state.users.allow(api.role, 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem');
    state.alertStates.allow(api.role, 'GetItem', 'PutItem');
    state.deliveries.allow(api.role, 'GetItem', 'PutItem', 'BatchGetItem');
    state.activity.allow(api.role, 'Query', 'BatchWriteItem');
    state.streamTokens.allow(api.role, 'GetItem');
    for (const queue of queues) queue.allowLook(api.role);
    this.allowSecretsRead(api.role, secrets);
    return new HttpFront(this, 'Front', { handler: api.function, operations: this.operations.topic, config });
  }

  private addDelivery({ config, state }: SignalsStackProps, secrets: Secret): void {
    const delivery = new QueueConsumer(this, 'Delivery', {
      name: 'delivery', description: 'Sends one message to one channel of one user',
      work: this.deliveries, maxConcurrency: 10, severity: 'high', operations: this.operations.topic, config,
      environment: {
        [DeliveryEnv.usersTable]: state.users.name,
        [DeliveryEnv.deliveriesTable]: state.deliveries.name,
        [DeliveryEnv.deliveryQueueUrl]: this.deliveries.queue.queueUrl,
        [DeliveryEnv.activityTable]: state.activity.name,
        [DeliveryEnv.alertsTopicArn]: this.alerts.topic.topicArn,
        [DeliveryEnv.channelSecretsArn]: secrets.secretArn,
        [LinksEnv.linksUrl]: this.http.url,
        [DeliveryEnv.smsMonthlyUsd]: String(config.sms.monthlyUsd),
        [DeliveryEnv.smsSegmentUsd]: String(config.sms.segmentUsd),
      },
    });
    state.users.allow(delivery.role, 'GetItem', 'UpdateItem');
    state.activity.allow(delivery.role, 'BatchWriteItem');
    state.deliveries.allow(delivery.role, 'GetItem', 'PutItem');
    this.deliveries.allowSend(delivery.role);
    this.alerts.allowPublish(delivery.role);
    this.allowTelephonesAndDevices(delivery.role);
    this.allowSecretsRead(delivery.role, secrets);
  }

  /** A telephone number has no ARN: what is allowed is to publish to what is no topic of any account. Devices are endpoints of this one. */
  private allowTelephonesAndDevices(role: IRole): void {
    role.addToPrincipalPolicy(new PolicyStatement({ actions: ['sns:Publish'], notResources: [`arn:${this.partition}:sns:*:*:*`] }));
    role.addToPrincipalPolicy(new PolicyStatement({
      actions: ['sns:Publish'], resources: [this.formatArn({ service: 'sns', resource: 'endpoint/*' })],
    }));
  }

  private addReceipts({ config: stage, state }: SignalsStackProps): void {
    // Its logs go with it, in every stage: they hold telephone numbers, and a group that stayed would keep the choice from being made again.
    const config: StageConfig = { ...stage, keepLogs: false };
    const receipts = new LambdaFunction(this, 'Receipts', {
      name: 'receipts', description: 'Writes down what became of each SMS', timeout: RECEIPTS_TIMEOUT, severity: 'medium', operations: this.operations.topic, config,
      environment: { [ReceiptsEnv.usersTable]: state.users.name, [ReceiptsEnv.deliveriesTable]: state.deliveries.name, [ReceiptsEnv.activityTable]: state.activity.name },
    });
    state.users.allow(receipts.role, 'GetItem', 'UpdateItem');
    state.deliveries.allow(receipts.role, 'GetItem', 'PutItem');
    state.activity.allow(receipts.role, 'BatchWriteItem');
    new SmsReceipts(this, 'SmsReceipts', { receiver: receipts.function, config });
  }

  private addPerformance({ config, state }: SignalsStackProps): void {
    const performance = new QueueConsumer(this, 'Performance', {
      name: 'performance', description: 'Measures what followed each opportunity and keeps the precision per type',
      work: this.performance, maxConcurrency: 5, severity: 'medium', operations: this.operations.topic, config,
      environment: { [PerformanceEnv.outcomesTable]: state.outcomes.name, [PerformanceEnv.precisionTable]: state.precision.name, [PerformanceEnv.activityTable]: state.activity.name },
    });
    state.outcomes.allow(performance.role, 'UpdateItem');
    state.activity.allow(performance.role, 'BatchWriteItem');
    state.precision.allow(performance.role, 'GetItem', 'UpdateItem');
  }

  private addSchedule({ config, state }: SignalsStackProps): void {
    const schedule = new ScheduledFunction(this, 'Schedule', {
      name: 'schedule', description: 'Does by the clock: digests, canaries, the look back at a day',
      timeout: SCHEDULE_TIMEOUT, severity: 'high', operations: this.operations.topic, config,
      environment: {
        [ScheduleEnv.usersTable]: state.users.name,
        [ScheduleEnv.statesTable]: state.alertStates.name,
        [ScheduleEnv.deliveriesTable]: state.deliveries.name,
        [ScheduleEnv.deliveryQueueUrl]: this.deliveries.queue.queueUrl,
        [ScheduleEnv.opportunityQueueUrl]: this.opportunities.queue.queueUrl,
        [ScheduleEnv.performanceQueueUrl]: this.performance.queue.queueUrl,
      },
      jobs: {
        Digests: { schedule: Schedule.rate(Duration.minutes(1)), input: scheduleCall('digests', EventField.time) },
        Canary: { schedule: Schedule.rate(Duration.minutes(5)), input: scheduleCall('canary', EventField.time) },
        // The report's day ends at 00:00 Asia/Seoul; outcomes of its last hour follow within the next one, and the second look has them.
        DayEnded: { schedule: Schedule.cron({ hour: '15', minute: '5' }), input: scheduleCall('daily-look', EventField.time) },
        DayMeasured: { schedule: Schedule.cron({ hour: '16', minute: '10' }), input: scheduleCall('daily-look', EventField.time) },
      },
    });
    state.users.allow(schedule.role, 'GetItem');
    state.alertStates.allow(schedule.role, 'GetItem', 'PutItem');
    state.deliveries.allow(schedule.role, 'PutItem');
    for (const work of [this.deliveries, this.opportunities, this.performance]) work.allowSend(schedule.role);
  }
}
