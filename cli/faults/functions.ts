import { randomUUID } from 'node:crypto';
import { makeAlertStateStore } from '../../adapters/aws/alert-state-store';
import { parseChannelSecrets } from '../../adapters/aws/channel-secrets';
import { makeDocumentClient, makeSnsClient, makeSqsClient } from '../../adapters/aws/clients';
import { makeDecisionStore } from '../../adapters/aws/decision-store';
import { makeDeliveryStore } from '../../adapters/aws/delivery-store';
import { makeLimitStore } from '../../adapters/aws/limit-store';
import { makeOrderQueue } from '../../adapters/aws/order-queue';
import { makeEmailChannel, makePushChannel, makeSmsChannel } from '../../adapters/aws/sns-channels';
import { makeSqsBatchHandler, makeSqsGroupHandler, type SqsBatchHandler } from '../../adapters/aws/sqs-batch';
import { makeStopList } from '../../adapters/aws/stop-list';
import { makeTopicPublisher } from '../../adapters/aws/topic-publisher';
import { makeTrackStore } from '../../adapters/aws/track-store';
import { makeUserStore } from '../../adapters/aws/user-store';
import type { Channels } from '../../adapters/channels/channel-sender';
import { makeDiscordChannel, makeSlackChannel, makeTelegramChannel } from '../../adapters/channels/chats';
import { makeWebhookChannel } from '../../adapters/channels/webhook';
import type { Logger } from '../../adapters/logging';
import { parseJson } from '../../core/contracts/contract';
import { parseDeliveryOrder } from '../../core/contracts/delivery';
import { parseOpportunity } from '../../core/contracts/opportunity';
import { parseSignal } from '../../core/contracts/signal';
import { confirm } from '../../core/finder/confirm';
import { makeDelivery } from '../../lambdas/delivery/handler';
import { makeFinder } from '../../lambdas/finder/handler';
import { finderFor } from '../../lambdas/finder/settings';
import { makeNotification } from '../../lambdas/notification/handler';
import { makeTrackContext } from '../../lambdas/notification/track-context';
import type { Killer } from './killer';
import { TOPICS, type FaultServices } from './services';
import type { World } from './world';

/** What the functions' processes share between their invocations: connections. */
export interface Connections {
  readonly tables: ReturnType<typeof makeDocumentClient>;
  readonly sqs: ReturnType<typeof makeSqsClient>;
  readonly sns: ReturnType<typeof makeSnsClient>;
  /** To telephones and devices, one attempt each, as the delivery function has it. */
  readonly outside: ReturnType<typeof makeSnsClient>;
  close(): void;
}

/** `tablesUrl`: where DynamoDB is, or what stands before it and loses answers. */
export const connect = (services: FaultServices, tablesUrl: string): Connections => {
  const [tables, sqs] = [makeDocumentClient(services.clientAt(tablesUrl)), makeSqsClient(services.clientAt(services.endpoints.messaging))];
  const sns = makeSnsClient(services.clientAt(services.endpoints.messaging));
  const outside = makeSnsClient({ ...services.clientAt(services.outside().url), maxAttempts: 1 });
  return { tables, sqs, sns, outside, close: () => { for (const client of [tables, sqs, sns, outside]) client.destroy(); } };
};

export interface FunctionSettings {
  readonly services: FaultServices;
  readonly connections: Connections;
  readonly world: World;
  /** Undefined: nobody dies. */
  readonly killer?: Killer | undefined;
  /** Told of each message that a channel took. */
  readonly onSent?: () => void;
}

/** The three functions as Lambda calls them. */
export interface Functions {
  readonly finder: SqsBatchHandler;
  readonly notification: SqsBatchHandler;
  readonly delivery: SqsBatchHandler;
}
export type FunctionName = keyof Functions;

const quiet = (): void => undefined;
/** That records fail is what is played; what matters is counted. */
const LOG: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const SMS_LIMIT = { monthlyUsd: 1e6, segmentUsd: 0.05 };
const CONCURRENCY = 10;

const channelsOf = ({ services, connections: { outside } }: FunctionSettings): Channels => {
  const { url: baseUrl, secrets } = services.outside();
  const { webhookKey, telegramBotToken } = parseChannelSecrets(secrets);
  return {
    email: makeEmailChannel(makeTopicPublisher({ client: outside, topicArn: TOPICS.alerts })), sms: makeSmsChannel({ client: outside }), push: makePushChannel({ client: outside }),
    webhook: makeWebhookChannel({ masterKey: webhookKey, baseUrl }), telegram: makeTelegramChannel({ botToken: telegramBotToken, baseUrl }),
    slack: makeSlackChannel({ baseUrl }), discord: makeDiscordChannel({ baseUrl }),
  };
};

/** Tells of each message that was taken, before the one who sent it can die. */
const watched = (channels: Channels, onSent: () => void): Channels => Object.fromEntries(Object.entries(channels).map(([kind, send]) =>
  [kind, async (...parameters: never[]) => {
    const answer = await (send as (...given: never[]) => ReturnType<Channels['email']>)(...parameters);
    if (answer.kind === 'sent') onSent();
    return answer;
  }])) as unknown as Channels;

/** The functions in a process of their own, which the killer ends at one of its calls. They are wired as their `index.ts` does it. */
export const makeFunctions = (settings: FunctionSettings): Functions => {
  const { services, world, killer, connections, onSent = quiet } = settings;
  const dying = <Client extends { send(...parameters: never[]): unknown }>(client: Client): Client => (killer === undefined ? client : killer.client(client));
  const [client, sqs, sns] = [dying(connections.tables), dying(connections.sqs), dying(connections.sns)];
  const sent = watched(channelsOf(settings), onSent);
  const [clock, nowMs] = [{ nowMs: () => world.marketMs }, () => world.machineMs];
  const usersTable = { client, tableName: 'users' };
  const users = makeUserStore(usersTable);
  const limits = makeLimitStore({ client, tableName: 'deliveries' });
  const sendOrders = world.delaying(makeOrderQueue({ client: sqs, queueUrl: services.queueUrl('deliveries') }));
  const find = makeFinder({
    confirm: (opportunity, decidedMs) => confirm(opportunity, finderFor(opportunity.exchange, 1), decidedMs),
    decisions: makeDecisionStore({ client, tableName: 'signals' }), publish: makeTopicPublisher({ client: sns, topicArn: TOPICS.signals }), clock, newClaim: randomUUID,
  });
  const notify = makeNotification({
    users: { all: async () => await users.list() ?? [] }, plans: makeAlertStateStore({ client, tableName: 'states', alertsTable: 'alerts', deliveriesTable: 'deliveries' }),
    sendOrders, isSmsSpent: () => limits.isSmsSpent(SMS_LIMIT, nowMs()), trackOf: makeTrackContext({ track: makeTrackStore({ client, tableName: 'precision' }), clock, nowMs }),
    clock, nowMs, pause: async () => undefined,
  });
  const deliver = makeDelivery({
    users, deliveries: makeDeliveryStore({ client, tableName: 'deliveries' }), stops: makeStopList(usersTable), limits, channels: killer === undefined ? sent : killer.port({ ...sent }), sendOrders,
    stopChannel: (userId, channelId, reason, atMs) => users.changeChannel(userId, channelId, { kind: 'stop', reason }, atMs),
    smsLimit: SMS_LIMIT, clock, nowMs, newOwner: randomUUID, random: () => 0.5,
  });
  return {
    finder: makeSqsBatchHandler({ log: LOG, handle: (body) => find(parseJson(parseOpportunity, body)) }),
    notification: makeSqsGroupHandler({ log: LOG, parse: (body) => parseJson(parseSignal, body), handleAll: notify }),
    delivery: makeSqsBatchHandler({ log: LOG, concurrency: CONCURRENCY, handle: (body) => deliver(parseJson(parseDeliveryOrder, body)) }),
  };
};
