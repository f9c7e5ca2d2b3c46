import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Cluster } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { RecordingEnv, ScannerEnv } from '../../containers/scanner/env';
import { WhaleEnv } from '../../containers/whales/env';
import { codeVersion } from '../code-version';
import type { StageConfig, WhalesConfig } from '../config';
import { makeMarketScanner, RECORDING_DIRECTORY, SCANNER_SERVICE } from '../constructs/market-scanner';
import { OutboundNetwork } from '../constructs/outbound-network';
import { addScannerAlarms, addWhaleAlarms } from '../constructs/scanner-alarms';
import { makeCluster, runSingleTask } from '../constructs/single-task-service';
import { WhaleScanner } from '../constructs/whale-scanner';
import type { SignalsStack } from './signals-stack';
import type { StateStack } from './state-stack';

const textsOf = (values: Readonly<Record<string, number | string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));

export type ScannerStackProps = StackProps & { readonly config: StageConfig; readonly signals: SignalsStack; readonly state: StateStack };

/** The containers that watch markets, the network they call out from, and the alarms for their silence and their losses. */
export class ScannerStack extends Stack {
  readonly vpc: Vpc;
  readonly cluster: Cluster;
  /** Undefined where large levels are not watched. */
  readonly whales: WhaleScanner | undefined;

  constructor(scope: Construct, id: string, props: ScannerStackProps) {
    super(scope, id, props);
    const { config, signals, state } = props;
    const network = new OutboundNetwork(this, 'Network', { config });
    this.vpc = network.vpc;
    const scanner = makeMarketScanner(this, 'Scanner', config, this.environmentOf(props));
    this.cluster = makeCluster(scanner, 'Cluster', { vpc: this.vpc, config });
    runSingleTask(scanner, { serviceName: SCANNER_SERVICE, cluster: this.cluster, securityGroup: network.securityGroup });
    signals.queues.opportunities.allowSend(scanner.taskRole);
    signals.queues.performance.allowSend(scanner.taskRole);
    state.activity.allow(scanner.taskRole, 'BatchWriteItem');
    state.recordings?.allowUpload(scanner.taskRole);
    addScannerAlarms(this, signals.operations.topic);
    this.whales = config.whales && this.addWhales(config.whales, props);
  }

  private addWhales(whales: WhalesConfig, { config, signals, state }: ScannerStackProps): WhaleScanner {
    const scanner = new WhaleScanner(this, 'Whales', {
      vpc: this.vpc, cluster: this.cluster, whales, config, environment: {
        [WhaleEnv.venueMarket]: whales.market,
        [WhaleEnv.queueUrl]: signals.queues.opportunities.queue.queueUrl,
        [WhaleEnv.performanceQueueUrl]: signals.queues.performance.queue.queueUrl,
        [WhaleEnv.whalesTable]: state.whaleState.name,
        [WhaleEnv.activityTable]: state.activity.name,
        [WhaleEnv.logLevel]: 'info',
        [WhaleEnv.logFormat]: 'json',
        [WhaleEnv.market]: 'live',
        [WhaleEnv.codeVersion]: codeVersion(),
        ...textsOf(whales.rules),
      },
    });
    signals.queues.opportunities.allowSend(scanner.taskRole);
    signals.queues.performance.allowSend(scanner.taskRole);
    state.whaleState.allow(scanner.taskRole, 'GetItem', 'PutItem');
    state.activity.allow(scanner.taskRole, 'BatchWriteItem');
    addWhaleAlarms(this, signals.operations.topic);
    return scanner;
  }

  private environmentOf({ config, signals, state: { recordings, activity } }: ScannerStackProps): Record<string, string> {
    return {
      [ScannerEnv.bybitWsUrl]: config.scanner.bybitWsUrl,
      [ScannerEnv.bybitRestUrl]: config.scanner.bybitRestUrl,
      [ScannerEnv.queueUrl]: signals.queues.opportunities.queue.queueUrl,
      [ScannerEnv.performanceQueueUrl]: signals.queues.performance.queue.queueUrl,
      [ScannerEnv.activityTable]: activity.name,
      [ScannerEnv.logLevel]: 'info',
      [ScannerEnv.logFormat]: 'json',
      [ScannerEnv.preset]: config.scanner.preset,
      [ScannerEnv.market]: 'live',
      ...(recordings === undefined ? {} : { [RecordingEnv.directory]: RECORDING_DIRECTORY, [RecordingEnv.bucket]: recordings.bucket.bucketName }),
      [ScannerEnv.codeVersion]: codeVersion(),
      ...textsOf(config.scanner.radar),
    };
  }
}
