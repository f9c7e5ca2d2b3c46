import { makeActivityReader } from '../../adapters/aws/activity-reader';
import { makeAlertStateStore } from '../../adapters/aws/alert-state-store';
import type { ChannelSecrets } from '../../adapters/aws/channel-secrets';
import { makeDocumentClient, makeSqsClient } from '../../adapters/aws/clients';
import { makeDeliveryStore } from '../../adapters/aws/delivery-store';
import { makeOpportunityReader } from '../../adapters/aws/opportunity-reader';
import { makeQueueDepths, parseWatchedQueues } from '../../adapters/aws/queue-depths';
import { makeTokenStore } from '../../adapters/aws/token-store';
import { readTrackCells } from '../../adapters/aws/track-cells';
import { withStateRemoved } from '../../adapters/aws/user-removal';
import { makeStopList } from '../../adapters/aws/stop-list';
import { withStopsShown } from '../../adapters/aws/stops-shown';
import { makeUserStore, withDefaultUser } from '../../adapters/aws/user-store';
import { clockFromEnv, clockSpeed, marketTimeFromEnv } from '../../adapters/clock-from-env';
import { conflictPause } from '../../adapters/conflict-pause';
import { numberEnv, optionalEnv, requireEnv } from '../../adapters/env';
import { linkKey, readLink } from '../../adapters/links/link-url';
import { createLogger } from '../../adapters/logging';
import { rowEntry } from '../../core/activity/entries';
import { defaultUser } from '../../core/alerts/default-user';
import { parseJson } from '../../core/contracts/contract';
import { QUEUE_PAGE_SCHEMA, type QueuePage } from '../../core/contracts/queue-page';
import { DEFAULT_USER } from '../../core/contracts/user';
import { activityFrom } from '../activity';
import { channelSecretsFrom } from '../channel-secrets';
import { tellUnreadable } from '../unreadable-user';
import { makeActivityRoute } from './activity';
import { ApiEnv, LocalApiEnv } from './env';
import { makeApi, type ApiPorts } from './handler';
import type { ApiAnswer, HttpEvent } from './http';
import { makeLinkPages } from './links';
import { makeOperatorCheck } from './operator';
import { makeOpportunityRoute } from './opportunity';
import { makeTrackRoute, readTrack, type TrackPorts } from './track';
import { makeUserRoutes } from './users';

const SERVICE = 'api';
const COUNT = { min: 0, max: 1_000, integer: true };
const log = createLogger({ service: SERVICE });
const client = makeDocumentClient();
const table = (name: string, what: string): string => requireEnv(name, `the name of the ${what} table`);
const deliveriesTable = table(ApiEnv.deliveriesTable, 'deliveries');
const clock = clockFromEnv();
const activity = activityFrom(ApiEnv.activityTable, client, log);
const usersTable = { client, tableName: table(ApiEnv.usersTable, 'users') };
const userStore = makeUserStore({ ...usersTable, onUnreadable: tellUnreadable(log) });
const fallback = defaultUser({
  perDay: numberEnv(ApiEnv.alertsPerDay, DEFAULT_USER.limits.per_day, COUNT), perHour: numberEnv(ApiEnv.alertsPerHour, DEFAULT_USER.limits.per_hour, COUNT),
});
const users = withDefaultUser(userStore, fallback);
const shownUsers = withStopsShown(userStore, makeStopList(usersTable));
const queueDepths = makeQueueDepths(makeSqsClient(), parseJson(parseWatchedQueues, requireEnv(ApiEnv.queues, 'a JSON list of queues')));
const secrets = channelSecretsFrom(ApiEnv.channelSecretsArn);

const statesTable = table(ApiEnv.statesTable, 'alert states');
const states = makeAlertStateStore({ client, tableName: statesTable, alertsTable: table(ApiEnv.alertsTable, 'alerts'), deliveriesTable });

const linkPagesWith = ({ webhookKey }: ChannelSecrets): ApiPorts['links'] => {
  const key = linkKey(webhookKey);
  return makeLinkPages({
    verify: (token) => readLink(key, token), users, states, deliveries: makeDeliveryStore({ client, tableName: deliveriesTable }),
    clock, nowMs: Date.now, pause: conflictPause, onChanged: (row) => { activity.note(rowEntry(row)); },
  });
};

let linkPages: ApiPorts['links'] | undefined;

const links: ApiPorts['links'] = async (request) => {
  linkPages ??= linkPagesWith(await secrets());
  const answer = await linkPages(request);
  await activity.flush();
  return answer;
};

const precisionTable = table(ApiEnv.precisionTable, 'precision');
const track: TrackPorts = { cells: (ids) => readTrackCells({ client, tableName: precisionTable }, ids), marketNowMs: () => clock.nowMs(), nowMs: Date.now };

const api = makeApi({
  log, links,
  openReads: optionalEnv(LocalApiEnv.openReads) === 'yes',
  isOperator: makeOperatorCheck(makeTokenStore({ client, tableName: table(ApiEnv.tokensTable, 'stream tokens') }), Date.now),
  routes: {
    'GET /api/activity': makeActivityRoute(makeActivityReader({ client, tableName: table(ApiEnv.activityTable, 'activity') })),
    'GET /api/opportunities/*': makeOpportunityRoute({
      opportunities: makeOpportunityReader({ client, signalsTable: table(ApiEnv.signalsTable, 'signals'), outcomesTable: table(ApiEnv.outcomesTable, 'outcomes'), deliveriesTable }),
      users, track: (market, only) => readTrack(track, market, only), speed: clockSpeed(), marketTimeMs: marketTimeFromEnv(),
    }),
    'GET /api/track': makeTrackRoute(track),
    'GET /api/queues': async (): Promise<QueuePage> => ({ schema: QUEUE_PAGE_SCHEMA, time_ms: Date.now(), queues: [...await queueDepths()] }),
    ...makeUserRoutes({
      users: withStateRemoved(shownUsers, () => ({ client, tableName: statesTable })), all: () => withDefaultUser(shownUsers, fallback).all(), nowMs: Date.now,
    }),
  },
});

/** As an HTTP API expects it, format 2.0. */
export const handler = async (event: HttpEvent): Promise<{ readonly statusCode: number } & Omit<ApiAnswer, 'status'>> => {
  const { status, headers, body } = await api(event);
  return { statusCode: status, headers, body };
};
