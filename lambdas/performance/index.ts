import { makeDocumentClient } from '../../adapters/aws/clients';
import { makeOutcomeStore } from '../../adapters/aws/outcome-store';
import { makeSqsBatchHandler } from '../../adapters/aws/sqs-batch';
import { makeTrackStore } from '../../adapters/aws/track-store';
import { requireEnv } from '../../adapters/env';
import { createLogger } from '../../adapters/logging';
import { emitMetrics } from '../../adapters/metrics';
import { outcomeEntry } from '../../core/activity/entries';
import { MARKET } from '../../core/contracts/common';
import { parseJson } from '../../core/contracts/contract';
import { DAILY_LOOK_SCHEMA } from '../../core/contracts/daily-look';
import { activityFrom } from '../activity';
import { makeDailyLook } from './daily-look';
import { PerformanceEnv } from './env';
import { makePerformance } from './handler';
import { parsePerformanceMessage } from './message';

const SERVICE = 'performance';
const log = createLogger({ service: SERVICE });
const client = makeDocumentClient();
const activity = activityFrom(PerformanceEnv.activityTable, client, log);
const precisionTableName = requireEnv(PerformanceEnv.precisionTable, 'the name of the precision table');

const measure = makePerformance({
  outcomes: makeOutcomeStore({ client, tableName: requireEnv(PerformanceEnv.outcomesTable, 'the name of the outcomes table'), precisionTableName }),
  onCounted: (outcome) => {
    const { opportunity_id, horizon_minutes, decision, status, return_fraction, net_return_fraction } = outcome;
    const entry = outcomeEntry(outcome);
    if (entry !== undefined) activity.note(entry);
    log.info('outcome-counted', `${opportunity_id} ${horizon_minutes} min`, { opportunity_id, horizon_minutes, decision, status, return_fraction, net_return_fraction });
    emitMetrics({ Service: SERVICE }, { OutcomesCounted: 1 });
  },
});

const track = makeTrackStore({ client, tableName: precisionTableName });

/** Every market that results may be counted of: where there are none it has nothing to tell. */
const looks = MARKET.options.map((market) => ({
  market,
  lookBack: makeDailyLook({
    track, market,
    onNews: (type, news) => {
      log.warn('losses-in-a-row', `${type}: ${news.losses} losses in a row`, { market, type, ...news });
      emitMetrics({ Service: SERVICE }, { LossWarnings: 1 });
    },
  }),
}));

const look = async (scheduledTime: string): Promise<void> => {
  for (const { market, lookBack } of looks) {
    const { day, lines } = await lookBack(Date.parse(scheduledTime));
    for (const line of lines) log.info('day-told', `${day} ${market} ${line.type}`, { day, market, ...line });
  }
};

export const handler = makeSqsBatchHandler({
  log,
  afterBatch: activity.flush,
  handle: (body) => {
    const message = parseJson(parsePerformanceMessage, body);
    return message.schema === DAILY_LOOK_SCHEMA ? look(message.scheduled_time) : measure(message);
  },
});
