import {
  CreateTableCommand, DescribeTimeToLiveCommand, UpdateTimeToLiveCommand,
  type AttributeDefinition, type DynamoDBClient, type GlobalSecondaryIndex, type KeySchemaElement,
} from '@aws-sdk/client-dynamodb';
import {
  CreateTopicCommand, ListSubscriptionsByTopicCommand, SubscribeCommand, UnsubscribeCommand, type SNSClient, type Subscription,
} from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueUrlCommand, SetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { LocalPlan, QueuePlan, SubscriptionPlan, TablePlan } from '../template/local-plan';
import type { LocalClients } from './clients';

const isNamed = (error: unknown, ...names: readonly string[]): boolean => error instanceof Error && names.includes(error.name);

/** A queue that exists takes the template's attributes; its messages stay. */
const ensureQueue = async (sqs: SQSClient, { name, attributes }: QueuePlan): Promise<void> => {
  try {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy: '', ...attributes } }));
  } catch (error) {
    if (!isNamed(error, 'QueueDoesNotExist')) throw error;
    await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: { ...attributes } }));
  }
};

const subscriptionsOf = async (sns: SNSClient, topicArn: string): Promise<Subscription[]> => {
  const found: Subscription[] = [];
  let NextToken: string | undefined;
  do {
    const page = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, NextToken }));
    found.push(...(page.Subscriptions ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
};

/** Subscriptions hold no messages of their own, so those of an earlier template are simply replaced. */
const replaceSubscriptions = async (sns: SNSClient, topicArn: string, plans: readonly SubscriptionPlan[]): Promise<void> => {
  for (const { SubscriptionArn } of await subscriptionsOf(sns, topicArn)) await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
  for (const { protocol, endpoint, attributes } of plans) {
    await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: protocol, Endpoint: endpoint, Attributes: { ...attributes } }));
  }
};

const ensureTimeToLive = async (dynamodb: DynamoDBClient, table: string, attribute: string): Promise<void> => {
  const { TimeToLiveDescription: now } = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName: table }));
  if (now?.AttributeName === attribute) return;
  if (now?.AttributeName !== undefined) {
    await dynamodb.send(new UpdateTimeToLiveCommand({ TableName: table, TimeToLiveSpecification: { Enabled: false, AttributeName: now.AttributeName } }));
  }
  await dynamodb.send(new UpdateTimeToLiveCommand({ TableName: table, TimeToLiveSpecification: { Enabled: true, AttributeName: attribute } }));
};

const ensureTable = async (dynamodb: DynamoDBClient, plan: TablePlan): Promise<void> => {
  try {
    await dynamodb.send(new CreateTableCommand({
      TableName: plan.name, BillingMode: 'PAY_PER_REQUEST',
      KeySchema: plan.keySchema as unknown as KeySchemaElement[],
      AttributeDefinitions: plan.attributeDefinitions as unknown as AttributeDefinition[],
      ...(plan.globalSecondaryIndexes.length > 0 ? { GlobalSecondaryIndexes: plan.globalSecondaryIndexes as unknown as GlobalSecondaryIndex[] } : {}),
    }));
  } catch (error) {
    if (!isNamed(error, 'ResourceInUseException')) throw error;
  }
  if (plan.timeToLiveAttribute !== undefined) await ensureTimeToLive(dynamodb, plan.name, plan.timeToLiveAttribute);
};

/** Dead-letter queues first, so that every queue finds the one it redrives to. */
const inRedriveOrder = (queues: readonly QueuePlan[]): QueuePlan[] =>
  [...queues].sort((a, b) => Number(a.redrive !== undefined) - Number(b.redrive !== undefined));

/** What of a plan the services hold. */
export type HeldPlan = Pick<LocalPlan, 'queues' | 'topics' | 'subscriptions' | 'tables'>;

/** Makes the services hold what the template describes; what is there already, with its contents, stays. */
export const provision = async (plan: HeldPlan, clients: LocalClients): Promise<void> => {
  await Promise.all(plan.tables.map((table) => ensureTable(clients.dynamodb, table)));
  for (const queue of inRedriveOrder(plan.queues)) await ensureQueue(clients.sqs, queue);
  await Promise.all(plan.topics.map(async (topic) => {
    await clients.sns.send(new CreateTopicCommand({ Name: topic.name }));
    await replaceSubscriptions(clients.sns, topic.arn, plan.subscriptions.filter(({ topicArn }) => topicArn === topic.arn));
  }));
};
