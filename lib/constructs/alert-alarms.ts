import { Duration } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { addOperatorAlarm } from './operator-alarm';
import { serviceMetric } from './service-metric';

const FEW_MINUTES = Duration.minutes(5);
/** Three canaries set out in it: one that is lost may be chance, all three are none. */
const CANARY_PERIOD = Duration.minutes(15);
/** One user's dead webhook fails a few times an hour, a dead channel or a lost secret fails for everybody. */
const FAILURES_IN_PERIOD = 10;

/** What is wrong with alerts although no function crashes and no queue is late. */
export const addAlertAlarms = (scope: Construct, operations: ITopic, alerts: ITopic): void => {
  addOperatorAlarm(scope, 'CanaryAlarm', {
    name: 'tapewatch-canary-lost', severity: 'high', operations,
    meaning: 'no synthetic opportunity has come out as an alert for a quarter of an hour: real ones do not either.',
    metric: serviceMetric('delivery', 'CanaryArrived', CANARY_PERIOD), threshold: 1, when: 'below', periods: 1, silenceBreaches: true,
  });
  addOperatorAlarm(scope, 'DeliveriesFailedAlarm', {
    name: 'tapewatch-deliveries-failed', severity: 'high', operations,
    meaning: `more than ${FAILURES_IN_PERIOD} messages to users were given up in a quarter of an hour.`,
    metric: serviceMetric('delivery', 'DeliveriesFailed', Duration.minutes(15)), threshold: FAILURES_IN_PERIOD, when: 'above', periods: 1, silenceBreaches: false,
  });
  addOperatorAlarm(scope, 'SmsSpendAlarm', {
    name: 'tapewatch-sms-money-short', severity: 'medium', operations,
    meaning: 'SMS have used 80 % of the month\'s money; when it is used up they go to the digest.',
    metric: serviceMetric('delivery', 'SmsSpendAlarms', FEW_MINUTES), threshold: 0, when: 'above', periods: 1, silenceBreaches: false,
  });
  addOperatorAlarm(scope, 'LossesAlarm', {
    name: 'tapewatch-losses-in-a-row', severity: 'medium', operations,
    meaning: 'a detector has lost more often in a row than chance explains.',
    metric: serviceMetric('performance', 'LossWarnings', FEW_MINUTES), threshold: 0, when: 'above', periods: 1, silenceBreaches: false,
  });
  addOperatorAlarm(scope, 'UndeliveredAlarm', {
    name: 'tapewatch-alerts-undelivered', severity: 'high', operations,
    meaning: 'an e-mail, SMS or push of an alert was refused, and nobody received it by that way.',
    metric: alerts.metricNumberOfNotificationsFailed({ period: FEW_MINUTES, statistic: 'Sum' }),
    threshold: 0, when: 'above', periods: 1, silenceBreaches: false,
  });
};
