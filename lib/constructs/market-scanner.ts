import { Duration, Size, Stack } from 'aws-cdk-lib';
import type { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import {
  AvailabilityZoneRebalancing, AwsLogDriverMode, Capability, Cluster, ContainerImage, ContainerInsights, CpuArchitecture,
  FargateService, FargateTaskDefinition, LinuxParameters, LogDrivers, OperatingSystemFamily,
} from 'aws-cdk-lib/aws-ecs';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { StageConfig } from '../config';
import { repositoryPath } from '../repository-path';
import { makeLogGroup } from './service-log-group';

/** Where the scanner logs (S1.38): `aws logs tail /ecs/crypto-trading/scanner-service --follow`. */
export const SCANNER_LOG_GROUP = '/ecs/crypto-trading/scanner-service';

export type MarketScannerProps = {
  readonly vpc: Vpc;
  readonly securityGroup: SecurityGroup;
  /** Values by the names of the container's env.ts. */
  readonly environment: Record<string, string>;
  readonly config: StageConfig;
};

/** A volume of the task's own disk; the image has the directory, owned by its user, which the volume takes over. */
export const RECORDING_DIRECTORY = '/recordings';

const RECORDINGS_VOLUME = 'recordings';

/** User `node` of the image. */
const NODE_USER = '1000:1000';

/**
 * The one task that watches the market. Exactly one: ids count up inside a process (C1.14), so a deployment stops the
 * old task before it starts the new one, and nothing else may start a second.
 */
export class MarketScanner extends Construct {
  readonly taskRole: Role;
  readonly service: FargateService;

  constructor(scope: Construct, id: string, props: MarketScannerProps) {
    super(scope, id);
    const ecsTasks = new ServicePrincipal('ecs-tasks.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    });
    this.taskRole = new Role(this, 'TaskRole', { assumedBy: ecsTasks, description: 'Tapewatch scanner: sends to its queues' });
    const task = new FargateTaskDefinition(this, 'Task', {
      family: 'scanner-service',
      cpu: props.config.scanner.cpu,
      memoryLimitMiB: props.config.scanner.memoryMiB,
      runtimePlatform: { cpuArchitecture: CpuArchitecture.ARM64, operatingSystemFamily: OperatingSystemFamily.LINUX },
      taskRole: this.taskRole,
      ...(props.config.recordings ? { volumes: [{ name: RECORDINGS_VOLUME }] } : {}),
    });
    this.addContainer(task, makeLogGroup(this, 'Logs', SCANNER_LOG_GROUP, props.config), props);
    this.service = this.makeService(task, props);
  }

  private addContainer(task: FargateTaskDefinition, logGroup: ILogGroup, { environment, config: { recordings } }: MarketScannerProps): void {
    const linuxParameters = new LinuxParameters(this, 'Linux', { initProcessEnabled: true });
    linuxParameters.dropCapabilities(Capability.ALL);
    const container = task.addContainer('scanner', {
      image: ContainerImage.fromAsset(repositoryPath(), {
        file: 'containers/scanner/Dockerfile', platform: Platform.LINUX_ARM64,
      }),
      environment,
      essential: true,
      user: NODE_USER,
      readonlyRootFilesystem: true,
      linuxParameters,
      stopTimeout: Duration.seconds(120),
      // Metrics are log lines. A log service that stalls must cost lines, never market data.
      logging: LogDrivers.awsLogs({
        logGroup, streamPrefix: 'scanner', mode: AwsLogDriverMode.NON_BLOCKING, maxBufferSize: Size.mebibytes(25),
      }),
    });
    if (recordings) container.addMountPoints({ containerPath: RECORDING_DIRECTORY, sourceVolume: RECORDINGS_VOLUME, readOnly: false });
  }

  private makeService(taskDefinition: FargateTaskDefinition, props: MarketScannerProps): FargateService {
    const cluster = new Cluster(this, 'Cluster', {
      clusterName: 'crypto-trading', vpc: props.vpc,
      containerInsightsV2: props.config.containerInsights ? ContainerInsights.ENABLED : ContainerInsights.DISABLED,
    });
    return new FargateService(this, 'Service', {
      serviceName: 'scanner-service',
      cluster,
      taskDefinition,
      desiredCount: 1,
      minHealthyPercent: 0,
      maxHealthyPercent: 100,
      // Rebalancing starts a second task before it stops the first.
      availabilityZoneRebalancing: AvailabilityZoneRebalancing.DISABLED,
      circuitBreaker: { enable: true, rollback: true },
      assignPublicIp: true,
      vpcSubnets: { subnetType: SubnetType.PUBLIC },
      securityGroups: [props.securityGroup],
    });
  }
}
