import { Duration, Size, Stack } from 'aws-cdk-lib';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import {
  AwsLogDriverMode, Capability, ContainerImage, CpuArchitecture, FargateTaskDefinition, LinuxParameters, LogDrivers, OperatingSystemFamily,
  Secret, UlimitName, type ContainerDefinition,
} from 'aws-cdk-lib/aws-ecs';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { StageConfig, TaskSize } from '../config';
import { repositoryPath } from '../repository-path';
import { makeLogGroup } from './service-log-group';

/** A volume of the task's own disk; the image has the directory, owned by its user, which the volume takes over. */
export type TaskVolume = { readonly name: string; readonly path: string };

export type ContainerTaskProps = {
  /** Folder under containers/ that holds the Dockerfile; name of the container and start of its log streams. */
  readonly name: string;
  /** Name of the task family, of the service that runs it, and of the log group below /ecs/crypto-trading. */
  readonly serviceName: string;
  /** What the role of the running code is for. */
  readonly purpose: string;
  readonly size: TaskSize;
  /** Values by the names of the container's env.ts. */
  readonly environment: Record<string, string>;
  /** Secrets by the names of the container's env.ts: read when a task starts, and never part of a template. */
  readonly secrets?: Readonly<Record<string, ISecret>>;
  /** TCP port on which it listens; absent: none. */
  readonly port?: number;
  readonly volume?: TaskVolume | undefined;
  readonly config: StageConfig;
};

/** User `node` of the image. */
const NODE_USER = '1000:1000';

/** What Fargate grants at most: one file descriptor for each connection. */
const MOST_OPEN_FILES = 65_535;

/** One container of this repository as a Fargate task: its image, rights, limits and logs. What runs it, and how often, is a service's affair. */
export class ContainerTask extends Construct {
  readonly taskRole: Role;
  readonly definition: FargateTaskDefinition;

  constructor(scope: Construct, id: string, private readonly props: ContainerTaskProps) {
    super(scope, id);
    const ecsTasks = new ServicePrincipal('ecs-tasks.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    });
    this.taskRole = new Role(this, 'TaskRole', { assumedBy: ecsTasks, description: props.purpose });
    this.definition = new FargateTaskDefinition(this, 'Task', {
      family: props.serviceName,
      cpu: props.size.cpu,
      memoryLimitMiB: props.size.memoryMiB,
      runtimePlatform: { cpuArchitecture: CpuArchitecture.ARM64, operatingSystemFamily: OperatingSystemFamily.LINUX },
      taskRole: this.taskRole,
      ...(props.volume === undefined ? {} : { volumes: [{ name: props.volume.name }] }),
    });
    this.open(this.addContainer());
  }

  private addContainer(): ContainerDefinition {
    const { name, serviceName, environment, secrets = {}, config } = this.props;
    const logGroup = makeLogGroup(this, 'Logs', `/ecs/crypto-trading/${serviceName}`, config);
    const linuxParameters = new LinuxParameters(this, 'Linux', { initProcessEnabled: true });
    linuxParameters.dropCapabilities(Capability.ALL);
    return this.definition.addContainer(name, {
      image: ContainerImage.fromAsset(repositoryPath(), { file: `containers/${name}/Dockerfile`, platform: Platform.LINUX_ARM64 }),
      environment,
      secrets: Object.fromEntries(Object.entries(secrets).map(([variable, secret]) => [variable, Secret.fromSecretsManager(secret)])),
      essential: true,
      user: NODE_USER,
      readonlyRootFilesystem: true,
      linuxParameters,
      stopTimeout: Duration.seconds(120),
      // Metrics are log lines. A log service that stalls must cost lines, never market data.
      logging: LogDrivers.awsLogs({
        logGroup, streamPrefix: name, mode: AwsLogDriverMode.NON_BLOCKING, maxBufferSize: Size.mebibytes(25),
      }),
    });
  }

  /** What reaches the container from outside itself: connections, and a disk to write to. */
  private open(container: ContainerDefinition): void {
    const { port, volume } = this.props;
    if (port !== undefined) {
      container.addPortMappings({ containerPort: port });
      container.addUlimits({ name: UlimitName.NOFILE, softLimit: MOST_OPEN_FILES, hardLimit: MOST_OPEN_FILES });
    }
    if (volume !== undefined) container.addMountPoints({ containerPath: volume.path, sourceVolume: volume.name, readOnly: false });
  }
}
