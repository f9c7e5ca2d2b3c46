/**
 * Resource types that a local run leaves out, because what they do (permissions, encryption, networks, alarms, log retention,
 * deployment) has no counterpart on one machine. A type that is neither collected nor listed here stops the run:
 * silence about a new kind of resource would make "local is the deployment" untrue.
 */
const IGNORED = [
  'AWS::CDK::Metadata',
  'AWS::ApiGatewayV2::Stage',
  'AWS::ApplicationAutoScaling::ScalableTarget',
  'AWS::ApplicationAutoScaling::ScalingPolicy',
  'AWS::Budgets::Budget',
  'AWS::CloudFront::OriginAccessControl',
  'AWS::CloudFront::ResponseHeadersPolicy',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::ECR::Repository',
  'AWS::ECS::Cluster',
  'AWS::ECS::ClusterCapacityProviderAssociations',
  'AWS::ECS::Service',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::Lambda::LayerVersion',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::Logs::QueryDefinition',
  'AWS::Logs::ResourcePolicy',
  'AWS::Logs::SubscriptionFilter',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::SSM::Parameter',
  'AWS::SecretsManager::Secret',
];

/** Networks, and what finds the way in them: here every process is on this machine, and the runner tells each where the others listen. */
const IGNORED_FAMILIES = ['AWS::EC2::', 'AWS::ElasticLoadBalancingV2::', 'AWS::ServiceDiscovery::'];

export const isIgnoredType = (type: string): boolean =>
  IGNORED.includes(type) || IGNORED_FAMILIES.some((family) => type.startsWith(family));
