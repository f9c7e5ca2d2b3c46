import { randomUUID } from 'node:crypto';
import { makeDocumentClient, makeSnsClient } from '../../adapters/aws/clients';
import { makeDecisionStore } from '../../adapters/aws/decision-store';
import { makeSqsBatchHandler } from '../../adapters/aws/sqs-batch';
import { makeTopicPublisher } from '../../adapters/aws/topic-publisher';
import { clockFromEnv, clockSpeed } from '../../adapters/clock-from-env';
import { requireEnv } from '../../adapters/env';
import { createLogger } from '../../adapters/logging';
import { emitMetrics } from '../../adapters/metrics';
import { decisionEntry, opportunityEntry } from '../../core/activity/entries';
import { isCanary } from '../../core/canary/canary';
import { parseJson } from '../../core/contracts/contract';
import { parseOpportunity } from '../../core/contracts/opportunity';
import { confirm } from '../../core/finder/confirm';
import { clockBoundsAt, stampsOf, wireHops } from '../../core/outcomes/latency';
import { activityFrom } from '../activity';
import { FinderEnv } from './env';
import { makeFinder } from './handler';
import { finderFor } from './settings';

const SERVICE = 'finder';
const SPEED = clockSpeed();
const log = createLogger({ service: SERVICE });
const client = makeDocumentClient();
const activity = activityFrom(FinderEnv.activityTable, client, log);

const find = makeFinder({
  confirm: (opportunity, decidedTimeMs) => confirm(opportunity, finderFor(opportunity.exchange, SPEED), decidedTimeMs),
  decisions: makeDecisionStore({ client, tableName: requireEnv(FinderEnv.signalsTable, 'the name of the signals table') }),
  publish: makeTopicPublisher({ client: makeSnsClient(), topicArn: requireEnv(FinderEnv.signalsTopicArn, 'the ARN of the signals topic') }),
  clock: clockFromEnv(),
  newClaim: randomUUID,
  onPublished: (signal, opportunity) => {
    const { decision, symbol, signal_id, reject_reasons } = signal;
    log.info('signal-published', `${symbol} ${decision}`, { signal_id, decision, reject_reasons });
    if (isCanary(signal)) return;
    activity.note(opportunityEntry(opportunity));
    activity.note(decisionEntry(signal, wireHops(stampsOf(signal, null), clockBoundsAt(SPEED), SPEED)));
    emitMetrics({ Service: SERVICE }, decision === 'accepted' ? { SignalsAccepted: 1 } : { SignalsRejected: 1 });
  },
});

export const handler = makeSqsBatchHandler({ log, handle: (body) => find(parseJson(parseOpportunity, body)), afterBatch: activity.flush });
