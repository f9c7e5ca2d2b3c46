import { Validations, type Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { StageConfig } from './config';

/** One finding of cdk-nag that is accepted, on one construct, with the reason. */
export type Acknowledgement = {
  /** Path of the construct below its stack. */
  readonly path: string;
  readonly id: string;
  readonly reason: string;
};

const SCANNER: readonly Acknowledgement[] = [
  {
    path: 'Scanner/Task', id: 'AwsSolutions-ECS2',
    reason: 'The variables are public addresses, queue names and switches. The scanner reads public market data and holds no secret.',
  },
  {
    path: 'Scanner/Task/ExecutionRole/DefaultPolicy', id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'ecr:GetAuthorizationToken knows no resource; every other statement of the role names one.',
  },
];

const WITHOUT_INSIGHTS: readonly Acknowledgement[] = [{
  path: 'Scanner/Cluster', id: 'AwsSolutions-ECS4',
  reason: 'Container Insights is billed per metric. One task with its own metrics and a silence alarm needs none of them outside prod.',
}];

const WITHOUT_FLOW_LOGS: readonly Acknowledgement[] = [{
  path: 'Network/Vpc', id: 'AwsSolutions-VPC7',
  reason: 'One task, no ingress, egress to port 443 only: outside prod a log of rejected probes is cost without a reader.',
}];

/** Every acknowledged finding of the scanner stack; the state and signals stacks have none. */
export const scannerAcknowledgements = (config: StageConfig): readonly Acknowledgement[] => [
  ...SCANNER,
  ...(config.containerInsights ? [] : WITHOUT_INSIGHTS),
  ...(config.vpcFlowLogs ? [] : WITHOUT_FLOW_LOGS),
];

/** Records the acknowledgements; throws when a path no longer exists, so that none outlives its construct. */
export const acknowledgeFindings = (stack: Stack, acknowledgements: readonly Acknowledgement[]): void => {
  for (const { path, id, reason } of acknowledgements) {
    const construct = path.split('/').reduce<IConstruct>((parent, name) => parent.node.findChild(name), stack);
    Validations.of(construct).acknowledge({ id, reason });
  }
};
