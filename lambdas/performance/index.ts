import { makeDocumentClient } from '../../adapters/aws/clients';
import { makeOutcomeStore } from '../../adapters/aws/outcome-store';
import { makeSqsBatchHandler } from '../../adapters/aws/sqs-batch';
import { requireEnv } from '../../adapters/env';
import { createLogger } from '../../adapters/logging';
import { emitMetrics } from '../../adapters/metrics';
import { parseJson } from '../../core/contracts/contract';
import { PerformanceEnv } from './env';
import { makePerformance } from './handler';
import { parsePerformanceMessage } from './message';

const SERVICE = 'performance';
const log = createLogger({ service: SERVICE });

const measure = makePerformance({
  outcomes: makeOutcomeStore({
    client: makeDocumentClient(),
    tableName: requireEnv(PerformanceEnv.outcomesTable, 'the name of the outcomes table'),
    precisionTableName: requireEnv(PerformanceEnv.precisionTable, 'the name of the precision table'),
  }),
  onCounted: ({ opportunity_id, horizon_minutes, decision, status, return_fraction }) => {
    log.info('outcome-counted', `${opportunity_id} ${horizon_minutes} min`, { opportunity_id, horizon_minutes, decision, status, return_fraction });
    emitMetrics({ Service: SERVICE }, { OutcomesCounted: 1 });
  },
});

export const handler = makeSqsBatchHandler({ log, handle: (body) => measure(parseJson(parsePerformanceMessage, body)) });
