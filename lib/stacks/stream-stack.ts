import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { StreamEnv } from '../../containers/stream/env';
import type { StageConfig, StreamConfig } from '../config';
import { addOperatorAlarm } from '../constructs/operator-alarm';
import { StreamBalancer } from '../constructs/stream-balancer';
import { STREAM_METRICS, StreamService } from '../constructs/stream-service';
import type { WhaleScanner } from '../constructs/whale-scanner';
import type { PageStack } from './page-stack';
import type { ScannerStack } from './scanner-stack';
import type { SignalsStack } from './signals-stack';
import type { StateStack } from './state-stack';

export type StreamStackProps = StackProps & {
  readonly config: StageConfig;
  readonly stream: StreamConfig;
  readonly state: StateStack;
  readonly signals: SignalsStack;
  readonly page: PageStack;
  readonly scanner: ScannerStack;
  readonly whales: WhaleScanner;
};

/** What serves the large levels to clients: a balancer, tasks that scale apart from the scanner, and the alarm for stale levels. */
export class StreamStack extends Stack {
  constructor(scope: Construct, id: string, props: StreamStackProps) {
    super(scope, id, props);
    const { config, stream, state, scanner: { vpc, cluster }, whales, signals } = props;
    const balancer = new StreamBalancer(this, 'Balancer', { vpc, front: stream.front, deletionProtection: config.deletionProtection });
    const service = new StreamService(this, 'Service', { vpc, cluster, whales, balancer, stream, config, environment: this.environmentOf(props) });
    state.streamTokens.allow(service.taskRole, 'GetItem', 'UpdateItem');
    state.activity.allow(service.taskRole, 'Query');
    addOperatorAlarm(this, 'StaleAlarm', {
      name: 'tapewatch-stream-stale', severity: 'medium', operations: signals.operations.topic,
      meaning: 'a stream task has heard nothing from the whale scanner for ten seconds, three minutes in a row, or none is running.',
      metric: new Metric({ ...STREAM_METRICS, metricName: 'StreamFeedAgeMs', statistic: 'Maximum', period: Duration.minutes(1) }),
      threshold: 10_000, when: 'above', periods: 3, silenceBreaches: true,
    });
  }

  private environmentOf({ stream, state, page }: StreamStackProps): Record<string, string> {
    return {
      [StreamEnv.tokensTable]: state.streamTokens.name,
      [StreamEnv.activityTable]: state.activity.name,
      [StreamEnv.allowedOrigins]: [page.site.url, ...stream.allowedOrigins].join(','),
      ...(stream.front === undefined ? {} : { [StreamEnv.allowedHosts]: stream.front.domainName }),
      // The balancer is the one hop whose word on the client's address is taken.
      [StreamEnv.trustedProxyHops]: '1',
      [StreamEnv.logLevel]: 'info',
      [StreamEnv.logFormat]: 'json',
    };
  }
}
