import { Duration } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { addOperatorAlarm } from './operator-alarm';
import { serviceMetric } from './service-metric';

const MINUTE = Duration.minutes(1);

export const addScannerAlarms = (scope: Construct, operations: ITopic): void => {
  addOperatorAlarm(scope, 'SilenceAlarm', {
    name: 'tapewatch-scanner-silent', severity: 'high', operations,
    meaning: 'the scanner has received no ticker for three minutes, or is not running: no opportunity can be found.',
    metric: serviceMetric('scanner', 'TickersReceived', MINUTE), threshold: 1, when: 'below', periods: 3, silenceBreaches: true,
  });
  addOperatorAlarm(scope, 'BlindAlarm', {
    name: 'tapewatch-scanner-blind', severity: 'high', operations,
    meaning: 'tickers arrive but no trade of any watched symbol has for three minutes: the detectors see nothing.',
    metric: serviceMetric('scanner', 'TradesReceived', MINUTE), threshold: 1, when: 'below', periods: 3, silenceBreaches: true,
  });
  addOperatorAlarm(scope, 'DropsAlarm', {
    name: 'tapewatch-opportunities-dropped', severity: 'high', operations,
    meaning: 'the scanner gave up messages that it could not send to their queue in time.',
    metric: serviceMetric('scanner', 'OpportunitiesDropped', MINUTE), threshold: 0, when: 'above', periods: 1, silenceBreaches: false,
  });
};

export const addWhaleAlarms = (scope: Construct, operations: ITopic): void => {
  addOperatorAlarm(scope, 'WhalesSilenceAlarm', {
    name: 'tapewatch-whales-silent', severity: 'high', operations,
    meaning: 'the whale scanner has received no book for three minutes, or is not running: no large level can be seen.',
    metric: serviceMetric('whales', 'DepthFrames', MINUTE), threshold: 1, when: 'below', periods: 3, silenceBreaches: true,
  });
  addOperatorAlarm(scope, 'WhalesDropsAlarm', {
    name: 'tapewatch-whales-dropped', severity: 'high', operations,
    meaning: 'the whale scanner gave up messages that it could not send to their queue in time.',
    metric: serviceMetric('whales', 'OpportunitiesDropped', MINUTE), threshold: 0, when: 'above', periods: 1, silenceBreaches: false,
  });
};
