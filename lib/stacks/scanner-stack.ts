import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { RecordingEnv, ScannerEnv } from '../../containers/scanner/env';
import { codeVersion } from '../code-version';
import type { StageConfig } from '../config';
import { MarketScanner, RECORDING_DIRECTORY } from '../constructs/market-scanner';
import { addOperatorAlarm } from '../constructs/operator-alarm';
import { OutboundNetwork } from '../constructs/outbound-network';
import type { RecordingsBucket } from '../constructs/recordings-bucket';
import type { SignalsStack } from './signals-stack';

export type ScannerStackProps = StackProps & { readonly config: StageConfig; readonly signals: SignalsStack; readonly recordings: RecordingsBucket | undefined };

/** As the scanner prints them in embedded metric format (S1.39). */
const SCANNER_METRICS = { namespace: 'Tapewatch', dimensionsMap: { Service: 'scanner' } };

/** The container that watches the market, the network it calls out from, and the alarms for its silence and its losses. */
export class ScannerStack extends Stack {
  constructor(scope: Construct, id: string, props: ScannerStackProps) {
    super(scope, id, props);
    const { config, signals } = props;
    const network = new OutboundNetwork(this, 'Network', { config });
    const scanner = new MarketScanner(this, 'Scanner', {
      vpc: network.vpc, securityGroup: network.securityGroup, config, environment: this.environmentOf(props),
    });
    signals.opportunities.allowSend(scanner.taskRole);
    signals.performance.allowSend(scanner.taskRole);
    props.recordings?.allowUpload(scanner.taskRole);
    this.addAlarms(signals.operations.topic);
  }

  private addAlarms(operations: ITopic): void {
    const metric = (metricName: string) =>
      new Metric({ ...SCANNER_METRICS, metricName, statistic: 'Sum', period: Duration.minutes(1) });
    addOperatorAlarm(this, 'SilenceAlarm', {
      name: 'tapewatch-scanner-silent', severity: 'high', operations,
      meaning: 'the scanner has received no ticker for three minutes, or is not running: no opportunity can be found.',
      metric: metric('TickersReceived'), threshold: 1, when: 'below', periods: 3, silenceBreaches: true,
    });
    addOperatorAlarm(this, 'BlindAlarm', {
      name: 'tapewatch-scanner-blind', severity: 'high', operations,
      meaning: 'tickers arrive but no trade of any watched symbol has for three minutes: the detectors see nothing.',
      metric: metric('TradesReceived'), threshold: 1, when: 'below', periods: 3, silenceBreaches: true,
    });
    addOperatorAlarm(this, 'DropsAlarm', {
      name: 'tapewatch-opportunities-dropped', severity: 'high', operations,
      meaning: 'the scanner gave up messages that it could not send to their queue in time.',
      metric: metric('OpportunitiesDropped'), threshold: 0, when: 'above', periods: 1, silenceBreaches: false,
    });
  }

  private environmentOf({ config, signals, recordings }: ScannerStackProps): Record<string, string> {
    return {
      [ScannerEnv.bybitWsUrl]: config.scanner.bybitWsUrl,
      [ScannerEnv.bybitRestUrl]: config.scanner.bybitRestUrl,
      [ScannerEnv.queueUrl]: signals.opportunities.queue.queueUrl,
      [ScannerEnv.performanceQueueUrl]: signals.performance.queue.queueUrl,
      [ScannerEnv.logLevel]: 'info',
      [ScannerEnv.logFormat]: 'json',
      [ScannerEnv.preset]: config.scanner.preset,
      [ScannerEnv.market]: 'live',
      ...(recordings === undefined ? {} : { [RecordingEnv.directory]: RECORDING_DIRECTORY, [RecordingEnv.bucket]: recordings.bucket.bucketName }),
      [ScannerEnv.codeVersion]: codeVersion(),
      ...Object.fromEntries(Object.entries(config.scanner.radar).map(([name, value]) => [name, String(value)])),
    };
  }
}
