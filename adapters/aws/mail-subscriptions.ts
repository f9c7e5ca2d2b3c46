import { GetSubscriptionAttributesCommand, paginateListSubscriptionsByTopic, SubscribeCommand, type SNSClient, type Subscription } from '@aws-sdk/client-sns';

const PROTOCOL = 'email';
/** Stands where the ARN of a subscription will be. https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
const PENDING = 'PendingConfirmation';

/** `none`: never asked, or gone again. `asked`: has not opened the link that SNS sent. `elsewhere`: agreed to mail for others than this user. */
export type MailAnswer = 'none' | 'asked' | 'agreed' | 'elsewhere';

/** Who agreed to get a user's mail: addresses that subscribed to the topic of alerts. */
export interface MailSubscriptions {
  /**
   * SNS writes to the address and asks; an address that was asked already gets the link anew. The link is good for two days.
   * https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
   */
  ask(address: string, userId: string): Promise<void>;
  answerOf(address: string, userId: string): Promise<MailAnswer>;
}

const filterFor = (userId: string): string => JSON.stringify({ user: [userId] });

/** Without a filter on users an address gets the mail of all. */
const includes = (filterPolicy: string | undefined, userId: string): boolean => {
  const { user }: { readonly user?: readonly unknown[] } = JSON.parse(filterPolicy ?? '{}') as object;
  return user === undefined || user.includes(userId);
};

/** Needs Subscribe and ListSubscriptionsByTopic on the topic, and GetSubscriptionAttributes. */
export const makeMailSubscriptions = ({ client, topicArn: TopicArn }: { readonly client: SNSClient; readonly topicArn: string }): MailSubscriptions => {
  const subscriptionOf = async (address: string): Promise<Subscription | undefined> => {
    for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn })) {
      const found = Subscriptions.find(({ Protocol, Endpoint }) => Protocol === PROTOCOL && Endpoint?.toLowerCase() === address.toLowerCase());
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return {
    async ask(address, userId) {
      await client.send(new SubscribeCommand({ TopicArn, Protocol: PROTOCOL, Endpoint: address, Attributes: { FilterPolicy: filterFor(userId) } }));
    },
    async answerOf(address, userId) {
      const subscription = await subscriptionOf(address);
      if (subscription === undefined) return 'none';
      if (subscription.SubscriptionArn === PENDING) return 'asked';
      const { Attributes } = await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: subscription.SubscriptionArn }));
      return includes(Attributes?.['FilterPolicy'], userId) ? 'agreed' : 'elsewhere';
    },
  };
};
