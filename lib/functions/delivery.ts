import type { Stack } from 'aws-cdk-lib';
import { PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';
import { DeliveryEnv, LinksEnv } from '../../lambdas/delivery/env';
import { QueueConsumer } from '../constructs/queue-consumer';
import { allowSecretsRead } from './channel-secrets';
import type { SignalParts } from './parts';

/** Sends messages out of the house. `linksUrl`: where the links in them lead. */
export const addDelivery = ({ stack, config, state, operations, queues, topics, secrets }: SignalParts, linksUrl: string): void => {
  const delivery = new QueueConsumer(stack, 'Delivery', {
    name: 'delivery', description: 'Sends one message to one channel of one user',
    work: queues.deliveries, maxConcurrency: 10, severity: 'high', operations, config,
    environment: {
      [DeliveryEnv.usersTable]: state.users.name,
      [DeliveryEnv.deliveriesTable]: state.deliveries.name,
      [DeliveryEnv.deliveryQueueUrl]: queues.deliveries.queue.queueUrl,
      [DeliveryEnv.activityTable]: state.activity.name,
      [DeliveryEnv.alertsTopicArn]: topics.alerts.topic.topicArn,
      [DeliveryEnv.channelSecretsArn]: secrets.secretArn,
      [LinksEnv.linksUrl]: linksUrl,
      [DeliveryEnv.smsMonthlyUsd]: String(config.sms.monthlyUsd),
      [DeliveryEnv.smsSegmentUsd]: String(config.sms.segmentUsd),
    },
  });
  state.users.allow(delivery.role, 'GetItem', 'UpdateItem');
  state.activity.allow(delivery.role, 'BatchWriteItem');
  state.deliveries.allow(delivery.role, 'GetItem', 'PutItem');
  queues.deliveries.allowSend(delivery.role);
  topics.alerts.allowPublish(delivery.role);
  allowTelephonesAndDevices(stack, delivery.role);
  allowSecretsRead(delivery.role, secrets);
};

/** A telephone number has no ARN: what is allowed is to publish to what is no topic of any account. Devices are endpoints of this one. */
const allowTelephonesAndDevices = (stack: Stack, role: IRole): void => {
  role.addToPrincipalPolicy(new PolicyStatement({ actions: ['sns:Publish'], notResources: [`arn:${stack.partition}:sns:*:*:*`] }));
  role.addToPrincipalPolicy(new PolicyStatement({
    actions: ['sns:Publish'], resources: [stack.formatArn({ service: 'sns', resource: 'endpoint/*' })],
  }));
};
