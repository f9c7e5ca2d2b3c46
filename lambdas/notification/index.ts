import { randomUUID } from 'node:crypto';
import { makeAlertStore } from '../../adapters/aws/alert-store';
import { makeDocumentClient, makeSnsClient } from '../../adapters/aws/clients';
import { makeSqsBatchHandler } from '../../adapters/aws/sqs-batch';
import { makeTopicPublisher } from '../../adapters/aws/topic-publisher';
import { clockFromEnv } from '../../adapters/clock-from-env';
import { numberEnv, requireEnv } from '../../adapters/env';
import { createLogger } from '../../adapters/logging';
import { emitMetrics } from '../../adapters/metrics';
import { DEFAULT_ALERTS_PER_HOUR, MAX_ALERTS_PER_HOUR } from '../../core/alerts/budget';
import { parseJson } from '../../core/contracts/contract';
import { parseSignal } from '../../core/contracts/signal';
import { NotificationEnv } from './env';
import { makeNotification } from './handler';

const SERVICE = 'notification';
const log = createLogger({ service: SERVICE });

const notify = makeNotification({
  alerts: makeAlertStore({ client: makeDocumentClient(), tableName: requireEnv(NotificationEnv.alertsTable, 'the name of the alerts table') }),
  publish: makeTopicPublisher({ client: makeSnsClient(), topicArn: requireEnv(NotificationEnv.alertsTopicArn, 'the ARN of the alerts topic') }),
  clock: clockFromEnv(),
  alertsPerHour: numberEnv(NotificationEnv.alertsPerHour, DEFAULT_ALERTS_PER_HOUR, { min: 0, max: MAX_ALERTS_PER_HOUR, integer: true }),
  newClaim: randomUUID,
  onAlert: ({ alert_id, symbol }, state) => {
    log.info(`alert-${state}`, `${symbol} alert ${state}`, { alert_id });
    emitMetrics({ Service: SERVICE }, state === 'sent' ? { AlertsSent: 1 } : { AlertsHeld: 1 });
  },
});

export const handler = makeSqsBatchHandler({ log, handle: (body) => notify(parseJson(parseSignal, body)) });
