import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { SubscriptionFilter } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { FinderEnv } from '../../lambdas/finder/env';
import { NotificationEnv } from '../../lambdas/notification/env';
import { PerformanceEnv } from '../../lambdas/performance/env';
import type { StageConfig } from '../config';
import { makeKey } from '../constructs/encryption-key';
import { FanOutTopic } from '../constructs/fan-out-topic';
import { addOperatorAlarm } from '../constructs/operator-alarm';
import { OperationsTopic } from '../constructs/operations-topic';
import { QueueConsumer } from '../constructs/queue-consumer';
import { WorkQueue } from '../constructs/work-queue';
import type { StateStack } from './state-stack';

export type SignalsStackProps = StackProps & { readonly config: StageConfig; readonly state: StateStack };

/** Time limit of every consumer: two tries of a slow AWS call, and a batch of ten after that. */
const CONSUMER_TIMEOUT = Duration.seconds(15);

/** From an opportunity to an alert and an outcome: queues, topics and the functions between them. */
export class SignalsStack extends Stack {
  readonly operations: OperationsTopic;
  readonly opportunities: WorkQueue;
  readonly performance: WorkQueue;
  private readonly notifications: WorkQueue;
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
    this.performance = new WorkQueue(this, 'PerformanceQueue', {
      ...shared, queueName: 'performance-queue', severity: 'medium', lateAfter: Duration.minutes(15),
    });
    this.signals = new FanOutTopic(this, 'SignalsTopic', { displayName: 'Tapewatch signals', key: keys.topics });
    this.alerts = new FanOutTopic(this, 'AlertsTopic', { displayName: 'Tapewatch', key: keys.topics });
    this.signals.deliverTo(this.notifications, { decision: SubscriptionFilter.stringFilter({ allowlist: ['accepted'] }) });
    this.signals.deliverTo(this.performance);
    this.addFinder(props);
    this.addNotification(props);
    this.addPerformance(props);
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
      environment: { [FinderEnv.signalsTable]: state.signals.name, [FinderEnv.signalsTopicArn]: this.signals.topic.topicArn },
    });
    state.signals.allow(finder.role, 'GetItem', 'PutItem', 'UpdateItem');
    this.signals.allowPublish(finder.role);
  }

  private addNotification({ config, state }: SignalsStackProps): void {
    const notification = new QueueConsumer(this, 'Notification', {
      name: 'notification', description: 'Turns an accepted signal into one alert within the hourly budget',
      work: this.notifications, maxConcurrency: 2, severity: 'high', operations: this.operations.topic, config,
      environment: {
        [NotificationEnv.alertsTable]: state.alerts.name,
        [NotificationEnv.alertsTopicArn]: this.alerts.topic.topicArn,
        [NotificationEnv.alertsPerHour]: String(config.alertsPerHour),
      },
    });
    state.alerts.allow(notification.role, 'GetItem', 'UpdateItem');
    this.alerts.allowPublish(notification.role);
  }

  private addPerformance({ config, state }: SignalsStackProps): void {
    const performance = new QueueConsumer(this, 'Performance', {
      name: 'performance', description: 'Measures what followed each opportunity and keeps the precision per type',
      work: this.performance, maxConcurrency: 5, severity: 'medium', operations: this.operations.topic, config,
      environment: { [PerformanceEnv.outcomesTable]: state.outcomes.name, [PerformanceEnv.precisionTable]: state.precision.name },
    });
    state.outcomes.allow(performance.role, 'UpdateItem');
    state.precision.allow(performance.role, 'UpdateItem');
  }
}
