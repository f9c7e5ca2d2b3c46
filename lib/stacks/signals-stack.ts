import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { SubscriptionFilter } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config';
import { addAlertAlarms } from '../constructs/alert-alarms';
import { makeKey } from '../constructs/encryption-key';
import { FanOutTopic } from '../constructs/fan-out-topic';
import type { HttpFront } from '../constructs/http-front';
import { OperationsTopic } from '../constructs/operations-topic';
import { WorkQueue } from '../constructs/work-queue';
import { addApi } from '../functions/api';
import { makeChannelSecrets } from '../functions/channel-secrets';
import { addDelivery } from '../functions/delivery';
import { addFinder } from '../functions/finder';
import { addNotification } from '../functions/notification';
import { CONSUMER_TIMEOUT, type SignalParts } from '../functions/parts';
import { addPerformance } from '../functions/performance';
import { addReceipts } from '../functions/receipts';
import { addSchedule } from '../functions/schedule';
import type { StateStack } from './state-stack';

export type SignalsStackProps = StackProps & { readonly config: StageConfig; readonly state: StateStack };

type Keys = Readonly<Record<'queues' | 'topics', Key | undefined>>;

/** From an opportunity to an alert and an outcome: queues, topics and the functions between them. */
export class SignalsStack extends Stack {
  readonly operations: OperationsTopic;
  readonly queues: SignalParts['queues'];
  /** What the page and the links of messages ask. */
  readonly http: HttpFront;

  constructor(scope: Construct, id: string, props: SignalsStackProps) {
    super(scope, id, props);
    const { config, state } = props;
    const keys = this.makeKeys(config);
    this.operations = new OperationsTopic(this, 'Operations', { key: keys.topics });
    this.queues = this.makeQueues(keys);
    const topics = this.makeTopics(keys);
    const parts: SignalParts = { stack: this, config, state, operations: this.operations.topic, queues: this.queues, topics, secrets: makeChannelSecrets(this) };
    this.http = addApi(parts);
    addFinder(parts);
    addNotification(parts);
    addDelivery(parts, this.http.url);
    addPerformance(parts);
    addSchedule(parts);
    if (config.smsReceipts) addReceipts(parts);
    addAlertAlarms(this, this.operations.topic, topics.alerts.topic);
  }

  /** Two keys: the queues' key names the topics that deliver to them, so the topics cannot be encrypted by it. */
  private makeKeys(config: StageConfig): Keys {
    if (!config.customerManagedKeys) return { queues: undefined, topics: undefined };
    return {
      queues: makeKey(this, 'QueuesKey', 'Tapewatch: queues'),
      topics: makeKey(this, 'TopicsKey', 'Tapewatch: topics'),
    };
  }

  private makeQueues(keys: Keys): SignalParts['queues'] {
    const shared = { consumerTimeout: CONSUMER_TIMEOUT, operations: this.operations.topic, key: keys.queues };
    return {
      opportunities: new WorkQueue(this, 'OpportunityQueue', { ...shared, queueName: 'opportunity-queue', severity: 'high', lateAfter: Duration.minutes(1) }),
      notifications: new WorkQueue(this, 'NotificationQueue', { ...shared, queueName: 'notification-queue', severity: 'high', lateAfter: Duration.minutes(1) }),
      // Retries wait in it for up to ten minutes each.
      deliveries: new WorkQueue(this, 'DeliveryQueue', { ...shared, queueName: 'delivery-queue', severity: 'high', lateAfter: Duration.minutes(15) }),
      performance: new WorkQueue(this, 'PerformanceQueue', { ...shared, queueName: 'performance-queue', severity: 'medium', lateAfter: Duration.minutes(15) }),
    };
  }

  private makeTopics(keys: Keys): SignalParts['topics'] {
    const signals = new FanOutTopic(this, 'SignalsTopic', { displayName: 'Tapewatch signals', key: keys.topics });
    signals.deliverTo(this.queues.notifications, { decision: SubscriptionFilter.stringFilter({ allowlist: ['accepted'] }) });
    signals.deliverTo(this.queues.performance);
    return { signals, alerts: new FanOutTopic(this, 'AlertsTopic', { displayName: 'Tapewatch', key: keys.topics }) };
  }
}
