import {
  GetSubscriptionAttributesCommand, paginateListSubscriptionsByTopic, SubscribeCommand, UnsubscribeCommand, type SNSClient, type Subscription,
} from '@aws-sdk/client-sns';

const PROTOCOL = 'email';
/** Stands where the ARN of a subscription will be; one that ended is listed for a while as `Deleted`. */
const PENDING = 'PendingConfirmation';
const ARN_START = 'arn:';

/**
 * `none`: never asked, or gone again. `asked`: has not opened the link that SNS sent. `agreed`: to the mail of this user alone.
 * `elsewhere`: to other mail, and an address has one subscription.
 */
export type MailAnswer = 'none' | 'asked' | 'agreed' | 'elsewhere';

/** Who agreed to get a user's mail: addresses that subscribed to the topic of alerts. */
export interface MailSubscriptions {
  /**
   * SNS writes to the address and asks; an address that was asked already gets the link anew. The link is good for two days.
   * https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
   */
  ask(address: string, userId: string): Promise<void>;
  answerOf(address: string, userId: string): Promise<MailAnswer>;
  /** What the address agreed to counts no longer: it can be asked anew. One that has not answered yet stays asked. */
  end(address: string): Promise<void>;
}

/** Of a local run, whose mail ends in its outbox. */
export const NO_MAIL: MailSubscriptions = { ask: async () => undefined, answerOf: async () => 'none', end: async () => undefined };

const filterFor = (userId: string): string => JSON.stringify({ user: [userId] });

/** Further conditions make less of this user's mail, alternatives may make more. */
const isForAlone = (filterPolicy: string | undefined, userId: string): boolean => {
  const { user, ...others } = JSON.parse(filterPolicy ?? '{}') as Readonly<Record<string, unknown>>;
  return Array.isArray(user) && user.length === 1 && user[0] === userId && !('$or' in others);
};

/** Needs Subscribe and ListSubscriptionsByTopic on the topic, GetSubscriptionAttributes, and to end one Unsubscribe. */
export const makeMailSubscriptions = ({ client, topicArn: TopicArn }: { readonly client: SNSClient; readonly topicArn: string }): MailSubscriptions => {
  /** Of an address, which may stand in several spellings. */
  const arnsOf = async (address: string): Promise<readonly string[]> => {
    const isMeant = ({ Protocol, Endpoint }: Subscription): boolean => Protocol === PROTOCOL && Endpoint?.toLowerCase() === address.toLowerCase();
    const found: Subscription[] = [];
    for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn })) found.push(...Subscriptions.filter(isMeant));
    return found.map(({ SubscriptionArn = '' }) => SubscriptionArn);
  };
  const isAgreed = async (SubscriptionArn: string, userId: string): Promise<boolean> =>
    isForAlone((await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))).Attributes?.['FilterPolicy'], userId);
  return {
    async ask(address, userId) {
      await client.send(new SubscribeCommand({ TopicArn, Protocol: PROTOCOL, Endpoint: address, Attributes: { FilterPolicy: filterFor(userId) } }));
    },
    async answerOf(address, userId) {
      const arns = await arnsOf(address);
      const confirmed = arns.filter((arn) => arn.startsWith(ARN_START));
      if ((await Promise.all(confirmed.map((arn) => isAgreed(arn, userId)))).some(Boolean)) return 'agreed';
      if (confirmed.length > 0) return 'elsewhere';
      return arns.includes(PENDING) ? 'asked' : 'none';
    },
    async end(address) {
      for (const SubscriptionArn of (await arnsOf(address)).filter((arn) => arn.startsWith(ARN_START))) await client.send(new UnsubscribeCommand({ SubscriptionArn }));
    },
  };
};
