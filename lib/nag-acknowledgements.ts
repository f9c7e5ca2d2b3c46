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

/** Acknowledged findings of the signals stack, whatever is configured. */
export const SIGNALS_ACKNOWLEDGEMENTS: readonly Acknowledgement[] = [
  ...['ANY--api--{proxy+}', 'ANY--l--{proxy+}'].map((route) => ({
    path: `Front/Api/${route}`, id: 'AwsSolutions-APIG4',
    reason: 'The function asks for the operator\'s token itself and looks it up each time, so that a revoked one opens nothing; a link carries its own signature, used once.',
  })),
  {
    path: 'Delivery/Role/DefaultPolicy', id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:sns:<AWS::Region>:<AWS::AccountId>:endpoint/*]',
    reason: 'A device has an endpoint of its own, made when its user adds it: the right to send there cannot name it beforehand. It sends, and nothing else.',
  },
  {
    path: 'ChannelSecrets', id: 'AwsSolutions-SMG4',
    reason: 'Receivers of webhooks know the keys that are made from it, so a rotation would make all of them refuse. The runbook says how to change it.',
  },
];

/** What sets the account's attributes of SMS while a stack is deployed; CDK makes it. */
const SETTER = 'AWS679f53fac002430cb0da5b7982bd2287';

const SMS_RECEIPTS: readonly Acknowledgement[] = [
  {
    path: 'SmsReceipts/AccountSetting/CustomResourcePolicy', id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'sns:SetSMSAttributes knows no resource: the attributes are those of the account and region. The other statement of the policy names its role.',
  },
  { path: SETTER, id: 'AwsSolutions-L1', reason: 'CDK chooses the runtime of its own function; it runs while a stack is deployed, and never else.' },
  {
    path: `${SETTER}/ServiceRole`, id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    reason: 'CDK gives its own function the right to write its log by this policy.',
  },
];

/** Every acknowledged finding of the signals stack, as it is configured. */
export const signalsAcknowledgements = (config: StageConfig): readonly Acknowledgement[] =>
  [...SIGNALS_ACKNOWLEDGEMENTS, ...(config.smsReceipts ? SMS_RECEIPTS : [])];

/** What copies the built page into its bucket while a stack is deployed; CDK makes it, with rights on the two buckets. */
const COPIER = 'Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C';
const COPIER_RIGHTS = [
  'Action::s3:GetBucket*', 'Action::s3:GetObject*', 'Action::s3:List*', 'Action::s3:Abort*', 'Action::s3:DeleteObject*',
  'Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/*', 'Resource::<SiteBucket978D4AEB.Arn>/*',
];

/** Every acknowledged finding of the page's stack. */
export const PAGE_ACKNOWLEDGEMENTS: readonly Acknowledgement[] = [
  {
    path: 'Site/Bucket', id: 'AwsSolutions-S1',
    reason: 'It holds the page that everyone who knows its name may load, and only CloudFront reads it: a log of that says nothing.',
  },
  {
    path: 'Site/Distribution', id: 'AwsSolutions-CFR1',
    reason: 'Traders travel. Who may see data is decided by token, not by country.',
  },
  {
    path: 'Site/Distribution', id: 'AwsSolutions-CFR2',
    reason: 'The files are static, and the API behind them is throttled and asks for a token: a firewall would cost more a month than all of it.',
  },
  {
    path: 'Site/Distribution', id: 'AwsSolutions-CFR3',
    reason: 'An access log would keep the addresses of people. The API logs route and status of every request.',
  },
  {
    path: 'Site/Distribution', id: 'AwsSolutions-CFR4',
    reason: 'Without a name of its own the distribution has CloudFront\'s certificate, whose least protocol cannot be set. Browsers speak TLS 1.2 or 1.3 with it.',
  },
  { path: COPIER, id: 'AwsSolutions-L1', reason: 'CDK chooses the runtime of its own function; it runs while a stack is deployed, and never else.' },
  {
    path: `${COPIER}/ServiceRole`, id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    reason: 'CDK gives its own function the right to write its log by this policy.',
  },
  ...COPIER_RIGHTS.map((right) => ({
    path: `${COPIER}/ServiceRole/DefaultPolicy`, id: `AwsSolutions-IAM5[${right}]`,
    reason: 'CDK\'s own function copies all files of the built page from the bucket of assets into that of the page: their names change with each build.',
  })),
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
