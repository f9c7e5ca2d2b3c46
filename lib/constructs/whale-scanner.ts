import type { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { ICluster } from 'aws-cdk-lib/aws-ecs';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { WhaleEnv } from '../../containers/whales/env';
import type { StageConfig, WhalesConfig } from '../config';
import { ContainerTask } from './container-task';
import { makeOutboundGroup } from './outbound-network';
import { runSingleTask } from './single-task-service';
import { WhaleFeed } from './whale-feed';

const SERVICE = 'whale-service';

export type WhaleScannerProps = {
  readonly vpc: Vpc;
  readonly cluster: ICluster;
  /** Values by the names of the container's env.ts; what belongs to the feed is added here. */
  readonly environment: Record<string, string>;
  readonly whales: WhalesConfig;
  readonly config: StageConfig;
};

/** The one task that watches large book levels, and the feed by which stream tasks hear of them. */
export class WhaleScanner extends Construct {
  readonly feed: WhaleFeed;
  readonly taskRole: Role;
  /** Lets nobody in until a stream is given a rule. */
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, { vpc, cluster, environment, whales, config }: WhaleScannerProps) {
    super(scope, id);
    this.feed = new WhaleFeed(this, 'Feed', { vpc });
    const task = new ContainerTask(this, 'Scanner', {
      name: 'whales', serviceName: SERVICE, purpose: 'Tapewatch whale scanner: sends to its queues, keeps its pools', size: whales, config,
      port: this.feed.port,
      environment: { ...environment, [WhaleEnv.feedPort]: String(this.feed.port), [WhaleEnv.feedHost]: '0.0.0.0' },
      secrets: { [WhaleEnv.feedToken]: this.feed.token },
    });
    this.taskRole = task.taskRole;
    this.securityGroup = makeOutboundGroup(this, 'SecurityGroup', vpc, 'Tapewatch whale scanner: out to HTTPS and secure WebSockets, in from stream tasks');
    this.feed.name(runSingleTask(task, { serviceName: SERVICE, cluster, securityGroup: this.securityGroup }));
  }
}
