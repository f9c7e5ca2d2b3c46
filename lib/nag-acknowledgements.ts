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

const WHALES: readonly Acknowledgement[] = [
  {
    path: 'Whales/Scanner/Task', id: 'AwsSolutions-ECS2',
    reason: 'The variables are names and switches. The one secret, the feed\'s token, comes from Secrets Manager when the task starts.',
  },
  {
    path: 'Whales/Scanner/Task/ExecutionRole/DefaultPolicy', id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'ecr:GetAuthorizationToken knows no resource; every other statement of the role names one.',
  },
  {
    path: 'Whales/Feed/Token', id: 'AwsSolutions-SMG4',
    reason: 'Both sides read the token when their task starts, so a rotation would part them until both are started anew. The runbook says how to change it.',
  },
];

const STREAM: readonly Acknowledgement[] = [
  {
    path: 'Service/Stream/Task', id: 'AwsSolutions-ECS2',
    reason: 'The variables are names and switches. The one secret, the feed\'s token, comes from Secrets Manager when the task starts.',
  },
  {
    path: 'Service/Stream/Task/ExecutionRole/DefaultPolicy', id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'ecr:GetAuthorizationToken knows no resource; every other statement of the role names one.',
  },
  {
    path: 'Balancer/Balancer', id: 'AwsSolutions-ELB2',
    reason: 'An access log holds whole addresses, and clients of the source\'s format put their token into the query. The tasks log every connection without it.',
  },
];

/** Not for a stream inside the network: there only its own addresses may connect. */
const OUTSIDE: readonly Acknowledgement[] = [{
  path: 'Balancer/SecurityGroup', id: 'AwsSolutions-EC23',
  reason: 'Anyone may read the public tier: that is what the stream is for. It is TLS only, and the tasks refuse, limit and cut by address and token.',
}];

const WITHOUT_INSIGHTS: readonly Acknowledgement[] = [{
  path: 'Scanner/Cluster', id: 'AwsSolutions-ECS4',
  reason: 'Container Insights is billed per metric. One task with its own metrics and a silence alarm needs none of them outside prod.',
}];

const WITHOUT_FLOW_LOGS: readonly Acknowledgement[] = [{
  path: 'Network/Vpc', id: 'AwsSolutions-VPC7',
  reason: 'One task, no ingress, egress to port 443 only: outside prod a log of rejected probes is cost without a reader.',
}];

const RECORDINGS_BUCKET: readonly Acknowledgement[] = [{
  path: 'Recordings/Bucket', id: 'AwsSolutions-S1',
  reason: 'One role writes public market data under one prefix, and people of the account read it. An access log would be a second bucket to keep for that.',
}];

/** The finding's id holds the export by which the bucket's stack hands its address over. */
const uploadOf = (config: StageConfig): readonly Acknowledgement[] => [{
  path: 'Scanner/TaskRole/DefaultPolicy',
  id: `AwsSolutions-IAM5[Resource::tapewatch-${config.stage}-state:ExportsOutputFnGetAttRecordingsBucketB0C8199FArn51388633/recordings/*]`,
  reason: 'Each segment has a key of its own below recordings/<session>/: the right to add one cannot name it beforehand. It adds, and neither reads nor deletes.',
}];

/** Every acknowledged finding of the signals stack. */
export const SIGNALS_ACKNOWLEDGEMENTS: readonly Acknowledgement[] = [
  {
    path: 'Delivery/Role/DefaultPolicy', id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:sns:<AWS::Region>:<AWS::AccountId>:endpoint/*]',
    reason: 'A device has an endpoint of its own, made when its user adds it: the right to send there cannot name it beforehand. It sends, and nothing else.',
  },
  {
    path: 'ChannelSecrets', id: 'AwsSolutions-SMG4',
    reason: 'Receivers of webhooks know the keys that are made from it, so a rotation would make all of them refuse. The runbook says how to change it.',
  },
];

/** Every acknowledged finding of the state stack. */
export const stateAcknowledgements = (config: StageConfig): readonly Acknowledgement[] => (config.recordings ? RECORDINGS_BUCKET : []);

/** Every acknowledged finding of the scanner stack. */
export const scannerAcknowledgements = (config: StageConfig): readonly Acknowledgement[] => [
  ...SCANNER,
  ...(config.whales === undefined ? [] : WHALES),
  ...(config.recordings ? uploadOf(config) : []),
  ...(config.containerInsights ? [] : WITHOUT_INSIGHTS),
  ...(config.vpcFlowLogs ? [] : WITHOUT_FLOW_LOGS),
];

/** Every acknowledged finding of the stream stack. */
export const streamAcknowledgements = (config: StageConfig): readonly Acknowledgement[] =>
  [...STREAM, ...(config.stream?.front === undefined ? [] : OUTSIDE)];

/** Records the acknowledgements; throws when a path no longer exists, so that none outlives its construct. */
export const acknowledgeFindings = (stack: Stack, acknowledgements: readonly Acknowledgement[]): void => {
  for (const { path, id, reason } of acknowledgements) {
    const construct = path.split('/').reduce<IConstruct>((parent, name) => parent.node.findChild(name), stack);
    Validations.of(construct).acknowledge({ id, reason });
  }
};
