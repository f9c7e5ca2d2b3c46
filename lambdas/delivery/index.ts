import { randomUUID } from 'node:crypto';
import type { ChannelSecrets } from '../../adapters/aws/channel-secrets';
import { makeDocumentClient, makeSnsClient, makeSqsClient } from '../../adapters/aws/clients';
import { makeDeliveryStore } from '../../adapters/aws/delivery-store';
import { makeLimitStore, type LimitStore } from '../../adapters/aws/limit-store';
import { makeOrderQueue } from '../../adapters/aws/order-queue';
import { makeEmailChannel, makePushChannel, makeSmsChannel } from '../../adapters/aws/sns-channels';
import { makeSqsBatchHandler } from '../../adapters/aws/sqs-batch';
import { makeStopList } from '../../adapters/aws/stop-list';
import { makeTopicPublisher } from '../../adapters/aws/topic-publisher';
import { makeUserStore, withDefaultUser } from '../../adapters/aws/user-store';
import type { Channels } from '../../adapters/channels/channel-sender';
import { makeDiscordChannel, makeSlackChannel, makeTelegramChannel } from '../../adapters/channels/chats';
import { makeWebhookChannel } from '../../adapters/channels/webhook';
import { clockFromEnv } from '../../adapters/clock-from-env';
import { numberEnv, optionalEnv, requireEnv, urlEnv } from '../../adapters/env';
import { linkKey, linkUrl } from '../../adapters/links/link-url';
import { createLogger } from '../../adapters/logging';
import { emitMetrics } from '../../adapters/metrics';
import { rowEntry } from '../../core/activity/entries';
import { defaultUser } from '../../core/alerts/default-user';
import { SPEND_ALARM_FRACTION } from '../../core/alerts/delivery/sms-spend';
import { isCanaryUser } from '../../core/canary/canary';
import { parseJson } from '../../core/contracts/contract';
import { parseDeliveryOrder, type DeliveryRow } from '../../core/contracts/delivery';
import { DEFAULT_USER } from '../../core/contracts/user';
import { activityFrom } from '../activity';
import { channelSecretsFrom } from '../channel-secrets';
import { withCanaryArrival, withCanaryUser, type CanaryArrival } from './canary-arrival';
import { DeliveryEnv, LinksEnv, LocalDeliveryEnv } from './env';
import { makeDelivery, type DeliveryPorts } from './handler';

const SERVICE = 'delivery';
/** The whole batch at once: a channel that hangs holds none of the others up. */
const CONCURRENCY = 10;
const USD = { min: 0, max: 100_000 };
const log = createLogger({ service: SERVICE });

const client = makeDocumentClient();
const activity = activityFrom(DeliveryEnv.activityTable, client, log);
/** One attempt each: the ledger decides whether there is another. */
const sns = makeSnsClient({ maxAttempts: 1 });
const topicArn = requireEnv(DeliveryEnv.alertsTopicArn, 'the ARN of the alerts topic');
const tableName = requireEnv(DeliveryEnv.deliveriesTable, 'the name of the deliveries table');
const usersTable = { client, tableName: requireEnv(DeliveryEnv.usersTable, 'the name of the users table') };
const users = makeUserStore(usersTable);
const sendOrders = makeOrderQueue({ client: makeSqsClient(), queueUrl: requireEnv(DeliveryEnv.deliveryQueueUrl, 'the URL of the delivery queue') });
const secrets = channelSecretsFrom(DeliveryEnv.channelSecretsArn);
const linksUrl = optionalEnv(LinksEnv.linksUrl) && urlEnv(LinksEnv.linksUrl, '', ['https:', 'http:']);
const baseUrl = optionalEnv(LocalDeliveryEnv.channelsUrl);

const channelsWith = ({ webhookKey, telegramBotToken }: ChannelSecrets): Channels => ({
  email: makeEmailChannel(makeTopicPublisher({ client: sns, topicArn })),
  sms: makeSmsChannel({ client: sns }),
  push: makePushChannel({ client: sns }),
  webhook: makeWebhookChannel({ masterKey: webhookKey, baseUrl }),
  telegram: makeTelegramChannel({ botToken: telegramBotToken, baseUrl }),
  slack: makeSlackChannel({ baseUrl }),
  discord: makeDiscordChannel({ baseUrl }),
});

const linkUrlWith = ({ webhookKey }: ChannelSecrets): DeliveryPorts['linkUrl'] => {
  if (linksUrl === undefined) return undefined;
  const key = linkKey(webhookKey);
  return (grant) => linkUrl(key, linksUrl, grant);
};

const METRIC = { sent: 'DeliveriesSent', delivered: 'DeliveriesSent', queued: 'DeliveriesRetried', failed: 'DeliveriesFailed' } as const;

const tell = (row: DeliveryRow): void => {
  const { alert_id, user_id, channel_id, channel_kind, state, failure_reason, last_error, attempts, repeats } = row;
  if (!isCanaryUser(user_id)) activity.note(rowEntry(row));
  if (state !== 'sent' && state !== 'delivered' && state !== 'queued' && state !== 'failed') return;
  const fields = { alert_id, user_id, channel_id, failure_reason, last_error, attempts, repeats };
  if (state === 'sent' || state === 'delivered') log.info('delivery-sent', `${channel_kind} sent`, fields);
  else log.warn(`delivery-${state === 'queued' ? 'retried' : 'failed'}`, `${channel_kind} not sent`, fields);
  if (!isCanaryUser(user_id)) emitMetrics({ Service: SERVICE }, { [METRIC[state]]: 1 });
};

const clock = clockFromEnv();

/** The page waits so long for the next one before it says that there was no word: twice the pause between two. */
const CANARY_WORD_MS = 600_000;

const onArrived = ({ alertId, tookMs }: CanaryArrival): void => {
  log.info('canary-arrived', `a canary arrived after ${tookMs} ms`, { alert_id: alertId, took_ms: tookMs });
  emitMetrics({ Service: SERVICE }, { CanaryArrived: 1, CanaryMs: tookMs });
  activity.note({ kind: 'health', component: 'canary', status: 'ok', reason: null, figures: { end_to_end_ms: tookMs, next_word_ms: CANARY_WORD_MS } });
};

const limits = makeLimitStore({ client, tableName });

/** Tells once a month that the money for SMS goes to its end. */
const takeSmsSpend: LimitStore['takeSmsSpend'] = async (limit, segments, nowMs) => {
  const answer = await limits.takeSmsSpend(limit, segments, nowMs);
  if (answer.kind === 'granted' && answer.raisesAlarm) {
    log.warn('sms-money-short', `SMS have used ${SPEND_ALARM_FRACTION * 100} % of the month's money`, { spent_usd: answer.spend.spentUsd, monthly_usd: limit.monthlyUsd });
    emitMetrics({ Service: SERVICE }, { SmsSpendAlarms: 1 });
  }
  return answer;
};

const deliverWith = (secrets: ChannelSecrets) => makeDelivery({
  users: withCanaryUser(withDefaultUser(users, defaultUser({ perDay: DEFAULT_USER.limits.per_day, perHour: DEFAULT_USER.limits.per_hour }))),
  deliveries: makeDeliveryStore({ client, tableName }),
  stops: makeStopList(usersTable),
  limits: { ...limits, takeSmsSpend },
  channels: withCanaryArrival(channelsWith(secrets), { clock, onArrived }),
  sendOrders,
  linkUrl: linkUrlWith(secrets),
  stopChannel: (userId, channelId, reason, nowMs) => users.changeChannel(userId, channelId, { kind: 'stop', reason }, nowMs),
  smsLimit: { monthlyUsd: numberEnv(DeliveryEnv.smsMonthlyUsd, 1, USD), segmentUsd: numberEnv(DeliveryEnv.smsSegmentUsd, 0.05, USD) },
  clock,
  nowMs: Date.now,
  newOwner: randomUUID,
  random: Math.random,
  onChanged: tell,
});

let ready: ReturnType<typeof deliverWith> | undefined;

const deliver = async (): Promise<NonNullable<typeof ready>> => {
  ready ??= deliverWith(await secrets());
  return ready;
};

export const handler = makeSqsBatchHandler({
  log, concurrency: CONCURRENCY, afterBatch: activity.flush, handle: async (body) => (await deliver())(parseJson(parseDeliveryOrder, body)),
});
