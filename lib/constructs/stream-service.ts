import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnSecurityGroupIngress, Port, SubnetType, type SecurityGroup, type Vpc } from 'aws-cdk-lib/aws-ec2';
import { FargateService, type ICluster } from 'aws-cdk-lib/aws-ecs';
import {
  ApplicationProtocol, ApplicationTargetGroup, TargetGroupLoadBalancingAlgorithmType, TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { StreamEnv } from '../../containers/stream/env';
import { MAX_STREAM_TASKS, type StageConfig, type StreamConfig } from '../config';
import { ContainerTask } from './container-task';
import { makeOutboundGroup } from './outbound-network';
import type { StreamBalancer } from './stream-balancer';
import type { WhaleScanner } from './whale-scanner';

export type StreamServiceProps = {
  readonly vpc: Vpc;
  readonly cluster: ICluster;
  readonly whales: WhaleScanner;
  readonly balancer: StreamBalancer;
  /** Values by the names of the container's env.ts; what belongs to port and feed is added here. */
  readonly environment: Record<string, string>;
  readonly stream: StreamConfig;
  readonly config: StageConfig;
};

const SERVICE = 'stream-service';
const PORT = 8_080;

/** As the stream tasks print them in embedded metric format, each for itself: the average is the load of one task. */
export const STREAM_METRICS = { namespace: 'Tapewatch', dimensionsMap: { Service: 'stream' } };

/** Clients of one task above which another is started: the load bench serves as many from a fifth of a core (docs/adr/0011-stream.md). */
const CLIENTS_PER_TASK = 1_000;
const CPU_PERCENT = 50;
/** How much the load may multiply the tasks. */
const MOST_TIMES = 4;

/** The tasks that hand the large levels on to clients: as many as needed, each with an internal feed of its own. */
export class StreamService extends Construct {
  readonly taskRole: Role;

  constructor(scope: Construct, id: string, private readonly props: StreamServiceProps) {
    super(scope, id);
    const { stream, whales, config } = props;
    const task = new ContainerTask(this, 'Stream', {
      name: 'stream', serviceName: SERVICE, purpose: 'Tapewatch stream: looks tokens up', size: stream, config, port: PORT,
      environment: { ...props.environment, [StreamEnv.port]: String(PORT), [StreamEnv.host]: '0.0.0.0', [StreamEnv.feedUrl]: whales.feed.url },
      secrets: { [StreamEnv.feedToken]: whales.feed.token },
    });
    this.taskRole = task.taskRole;
    const service = this.run(task, this.makeGroup());
    props.balancer.serve(this.makeTargets(service));
    this.scale(service);
  }

  /** Out to AWS and to the feed; in from the balancer, whose rule comes with its targets. */
  private makeGroup(): SecurityGroup {
    const { vpc, whales: { feed, securityGroup: whales } } = this.props;
    const group = makeOutboundGroup(this, 'SecurityGroup', vpc, 'Tapewatch stream tasks: in from the balancer, out to the feed and AWS');
    group.addEgressRule(whales, Port.tcp(feed.port), 'Feed of the whale scanner');
    // Belongs to this stack: the scanner's must not depend on the stream's.
    new CfnSecurityGroupIngress(this, 'FeedIngress', {
      groupId: whales.securityGroupId, sourceSecurityGroupId: group.securityGroupId, ipProtocol: 'tcp', fromPort: feed.port, toPort: feed.port,
      description: 'Stream tasks',
    });
    return group;
  }

  private run(task: ContainerTask, securityGroup: SecurityGroup): FargateService {
    // No desired count: each deployment would undo what the scaling has decided. The least number stands there.
    return new FargateService(task, 'Service', {
      serviceName: SERVICE,
      cluster: this.props.cluster,
      taskDefinition: task.definition,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { enable: true, rollback: true },
      healthCheckGracePeriod: Duration.seconds(30),
      assignPublicIp: true,
      vpcSubnets: { subnetType: SubnetType.PUBLIC },
      securityGroups: [securityGroup],
    });
  }

  private makeTargets(service: FargateService): ApplicationTargetGroup {
    return new ApplicationTargetGroup(this, 'Targets', {
      vpc: this.props.vpc, port: PORT, protocol: ApplicationProtocol.HTTP, targetType: TargetType.IP, targets: [service],
      // Connections live for hours: what counts is how many a task holds, not whose turn it is.
      loadBalancingAlgorithmType: TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS,
      // A WebSocket never ends by itself. A client that is cut resumes on another task; waiting longer only delays deployments.
      deregistrationDelay: Duration.seconds(15),
      healthCheck: { path: '/health', interval: Duration.seconds(10), timeout: Duration.seconds(5), healthyThresholdCount: 2, unhealthyThresholdCount: 3 },
    });
  }

  private scale(service: FargateService): void {
    const { tasks } = this.props.stream;
    const scaling = service.autoScaleTaskCount({ minCapacity: tasks, maxCapacity: Math.min(MAX_STREAM_TASKS, MOST_TIMES * tasks) });
    const calmly = { scaleOutCooldown: Duration.minutes(1), scaleInCooldown: Duration.minutes(10) };
    scaling.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: CPU_PERCENT, ...calmly });
    scaling.scaleToTrackCustomMetric('Clients', {
      metric: new Metric({ ...STREAM_METRICS, metricName: 'StreamClients', statistic: 'Average', period: Duration.minutes(1) }),
      targetValue: CLIENTS_PER_TASK, ...calmly,
    });
  }
}
