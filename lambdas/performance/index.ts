import { makeDocumentClient } from '../../adapters/aws/clients';
import { makeOutcomeStore } from '../../adapters/aws/outcome-store';
import { makeSqsBatchHandler } from '../../adapters/aws/sqs-batch';
import { makeTrackStore } from '../../adapters/aws/track-store';
import { requireEnv } from '../../adapters/env';
import { createLogger } from '../../adapters/logging';
import { emitMetrics } from '../../adapters/metrics';
import { parseJson } from '../../core/contracts/contract';
import { makeDailyLook } from './daily-look';
import { PerformanceEnv } from './env';
import { makePerformance } from './handler';
import { DAILY_LOOK_SCHEMA, parsePerformanceMessage } from './message';

const SERVICE = 'performance';
const log = createLogger({ service: SERVICE });
const client = makeDocumentClient();
const precisionTableName = requireEnv(PerformanceEnv.precisionTable, 'the name of the precision table');

const measure = makePerformance({
  outcomes: makeOutcomeStore({ client, tableName: requireEnv(PerformanceEnv.outcomesTable, 'the name of the outcomes table'), precisionTableName }),
  onCounted: ({ opportunity_id, horizon_minutes, decision, status, return_fraction, net_return_fraction }) => {
    log.info('outcome-counted', `${opportunity_id} ${horizon_minutes} min`, { opportunity_id, horizon_minutes, decision, status, return_fraction, net_return_fraction });
    emitMetrics({ Service: SERVICE }, { OutcomesCounted: 1 });
  },
});

const lookBack = makeDailyLook({
  track: makeTrackStore({ client, tableName: precisionTableName }), market: 'live',
  onWarning: (type, { warning, raise }) => {
    log.warn('losses-in-a-row', `${type}: ${(raise ?? warning)?.losses ?? 0} losses in a row`, { type, warning, raise });
    emitMetrics({ Service: SERVICE }, { LossWarnings: 1 });
  },
});

const look = async (scheduledTime: string): Promise<void> => {
  const { day, lines } = await lookBack(Date.parse(scheduledTime));
  for (const line of lines) log.info('day-told', `${day} ${line.type}`, { day, ...line });
};

export const handler = makeSqsBatchHandler({
  log,
  handle: (body) => {
    const message = parseJson(parsePerformanceMessage, body);
    return message.schema === DAILY_LOOK_SCHEMA ? look(message.scheduled_time) : measure(message);
  },
});
