import type { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import { AvailabilityZoneRebalancing, Cluster, ContainerInsights, FargateService, type ICluster } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config';
import type { ContainerTask } from './container-task';

/** The cluster of every service: a name for them, and no machines of its own. */
export const makeCluster = (scope: Construct, id: string, { vpc, config }: { readonly vpc: Vpc; readonly config: StageConfig }): Cluster =>
  new Cluster(scope, id, {
    clusterName: 'crypto-trading', vpc,
    containerInsightsV2: config.containerInsights ? ContainerInsights.ENABLED : ContainerInsights.DISABLED,
  });

export type SingleTaskProps = {
  readonly serviceName: string;
  readonly cluster: ICluster;
  readonly securityGroup: SecurityGroup;
};

/**
 * Runs a task exactly once: ids count up inside a process (C1.14) and state is saved by one process at a time, so a deployment stops
 * the old task before it starts the new one, and nothing else may start a second.
 */
export const runSingleTask = (task: ContainerTask, { serviceName, cluster, securityGroup }: SingleTaskProps): FargateService =>
  new FargateService(task, 'Service', {
    serviceName,
    cluster,
    taskDefinition: task.definition,
    desiredCount: 1,
    minHealthyPercent: 0,
    maxHealthyPercent: 100,
    // Rebalancing starts a second task before it stops the first.
    availabilityZoneRebalancing: AvailabilityZoneRebalancing.DISABLED,
    circuitBreaker: { enable: true, rollback: true },
    assignPublicIp: true,
    vpcSubnets: { subnetType: SubnetType.PUBLIC },
    securityGroups: [securityGroup],
  });
