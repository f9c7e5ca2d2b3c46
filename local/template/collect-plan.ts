import { asList, asRecord, isRecord, type Json } from './json';
import type {
  ContainerPlan, FunctionPlan, LocalPlan, MappingPlan, Origin, QueuePlan, RoutePlan, SchedulePlan, SubscriptionPlan, TablePlan, TopicPlan,
} from './local-plan';
import type { LocalAccount } from './local-account';
import { routeOf } from './http-of';
import { isIgnoredType } from './ignored-types';
import { physicalAttributes } from './physical-attributes';
import type { StackTemplate } from './read-assembly';
import { createResolver, type Resolver } from './resolve';
import { functionNameOf, scheduleOf } from './schedule-of';
import { TemplateError } from './template-error';

/** One resource with the means to read its properties. */
interface Resource extends Origin {
  readonly stack: StackTemplate;
  readonly properties: Json;
  readonly physical: (attribute: string) => string;
  readonly value: (property: string) => unknown;
  readonly resolver: Resolver;
}

const fail = (origin: Origin, what: string): never => {
  throw new TemplateError(`stack ${origin.stackName}, resource ${origin.logicalId}: ${what}`);
};

const numberOf = (resource: Resource, property: string, byDefault: number): number => {
  const value = resource.value(property) ?? byDefault;
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : fail(resource, `${property} is ${JSON.stringify(value)}, expected a number`);
};

const textOf = (resource: Resource, property: string): string => {
  const value = resource.value(property);
  return typeof value === 'string' ? value : fail(resource, `${property} is ${JSON.stringify(value)}, expected a text`);
};

const originOf = ({ stackName, logicalId }: Origin): Origin => ({ stackName, logicalId });

const QUEUE_ATTRIBUTES = [
  'DelaySeconds', 'FifoQueue', 'ContentBasedDeduplication', 'MaximumMessageSize', 'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds', 'VisibilityTimeout',
];

const attributeText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Picks properties that the service's API takes as a map of texts. */
const apiAttributes = (resource: Resource, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => {
    const value = resource.value(name);
    return value === undefined ? [] : [[name, attributeText(value)]];
  }));

const redriveOf = (resource: Resource): QueuePlan['redrive'] => {
  const policy = resource.value('RedrivePolicy');
  if (!isRecord(policy)) return undefined;
  return { deadLetterQueueArn: String(policy['deadLetterTargetArn']), maxReceiveCount: Number(policy['maxReceiveCount']) };
};

const queueOf = (resource: Resource): QueuePlan => {
  const redrive = redriveOf(resource);
  return {
    ...originOf(resource),
    name: resource.physical('QueueName'), arn: resource.physical('Arn'), url: resource.physical('Ref'),
    attributes: {
      ...apiAttributes(resource, QUEUE_ATTRIBUTES),
      ...(redrive ? { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: redrive.deadLetterQueueArn, maxReceiveCount: redrive.maxReceiveCount }) } : {}),
    },
    visibilityTimeoutSeconds: numberOf(resource, 'VisibilityTimeout', 30),
    ...(redrive ? { redrive } : {}),
  };
};

const topicOf = (resource: Resource): TopicPlan =>
  ({ ...originOf(resource), name: resource.physical('TopicName'), arn: resource.physical('Ref') });

const subscriptionOf = (resource: Resource): SubscriptionPlan => ({
  ...originOf(resource),
  topicArn: textOf(resource, 'TopicArn'), protocol: textOf(resource, 'Protocol'), endpoint: textOf(resource, 'Endpoint'),
  attributes: apiAttributes(resource, ['RawMessageDelivery', 'FilterPolicy', 'FilterPolicyScope', 'RedrivePolicy']),
});

/** CreateTable takes no provisioned throughput where billing is on demand; projections and keys pass as they are. */
const indexOf = (index: unknown): Json => {
  const { IndexName, KeySchema, Projection } = asRecord(index);
  return { IndexName, KeySchema, Projection };
};

const tableOf = (resource: Resource): TablePlan => {
  const timeToLive = asRecord(resource.value('TimeToLiveSpecification'));
  return {
    ...originOf(resource),
    name: resource.physical('Ref'),
    keySchema: asList(resource.value('KeySchema')).map(asRecord),
    attributeDefinitions: asList(resource.value('AttributeDefinitions')).map(asRecord),
    globalSecondaryIndexes: asList(resource.value('GlobalSecondaryIndexes')).map(indexOf),
    ...(timeToLive['Enabled'] === true && typeof timeToLive['AttributeName'] === 'string' ? { timeToLiveAttribute: timeToLive['AttributeName'] } : {}),
  };
};

const environmentOf = (resource: Resource, values: Json): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, resource.resolver.text(value, { stack: resource.stack, logicalId: resource.logicalId })]));

const functionOf = (resource: Resource): FunctionPlan => {
  const { S3Key } = asRecord(resource.properties['Code']);
  const assetPath = typeof S3Key === 'string' ? resource.stack.assetPaths.get(S3Key) : undefined;
  return {
    ...originOf(resource),
    name: resource.physical('Ref'), arn: resource.physical('Arn'),
    assetPath: assetPath ?? fail(resource, `its code (S3Key ${JSON.stringify(S3Key)}) is not among the file assets of the stack`),
    handler: textOf(resource, 'Handler'),
    environment: environmentOf(resource, asRecord(asRecord(resource.properties['Environment'])['Variables'])),
    timeoutSeconds: numberOf(resource, 'Timeout', 3),
    memoryMegabytes: numberOf(resource, 'MemorySize', 128),
  };
};

const mappingOf = (resource: Resource): MappingPlan => {
  if (resource.value('FilterCriteria') !== undefined) fail(resource, 'FilterCriteria of an event source mapping is not supported by the local runner');
  const concurrency = asRecord(resource.value('ScalingConfig'))['MaximumConcurrency'];
  return {
    ...originOf(resource),
    functionName: functionNameOf(textOf(resource, 'FunctionName')),
    queueArn: textOf(resource, 'EventSourceArn'),
    batchSize: numberOf(resource, 'BatchSize', 10),
    batchingWindowSeconds: numberOf(resource, 'MaximumBatchingWindowInSeconds', 0),
    reportBatchItemFailures: asList(resource.value('FunctionResponseTypes')).includes('ReportBatchItemFailures'),
    ...(typeof concurrency === 'number' ? { maximumConcurrency: concurrency } : {}),
  };
};

const ruleOf = (resource: Resource): SchedulePlan => scheduleOf(originOf(resource), {
  scheduleExpression: resource.value('ScheduleExpression'), state: resource.value('State'), targets: resource.value('Targets'),
}, (what) => fail(resource, what));

const routesOf = (routes: readonly Resource[], integrations: readonly Resource[]): RoutePlan[] => {
  const arns = new Map(integrations.map((integration) => [integration.physical('Ref'), integration.value('IntegrationUri')]));
  return routes.map((route) => routeOf(originOf(route), {
    routeKey: route.value('RouteKey'), target: route.value('Target'), functionArnOf: (id) => arns.get(id),
  }, (what) => fail(route, what)));
};

/** Where the files lie that a deployment copies into a bucket. */
const deployedFolders = (resource: Resource): string[] => asList(resource.properties['SourceObjectKeys']).flatMap((key) => {
  const folder = typeof key === 'string' ? resource.stack.assetPaths.get(key) : undefined;
  return folder === undefined ? [] : [folder];
});

const containersOf = (resource: Resource): ContainerPlan[] =>
  asList(resource.properties['ContainerDefinitions']).map((definition) => {
    const { Name, Environment } = asRecord(definition);
    const pairs = asList(Environment).map((pair) => [String(asRecord(pair)['Name']), asRecord(pair)['Value']]);
    return {
      ...originOf(resource),
      name: typeof Name === 'string' ? Name : resource.logicalId,
      environment: environmentOf(resource, Object.fromEntries(pairs) as Json),
    };
  });

/** The one custom resource that the app itself is made of: the files of the page. */
const BUCKET_DEPLOYMENT = 'Custom::CDKBucketDeployment';

const COLLECTED = [
  'AWS::SQS::Queue', 'AWS::SNS::Topic', 'AWS::SNS::Subscription', 'AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable',
  'AWS::Lambda::Function', 'AWS::Lambda::EventSourceMapping', 'AWS::Events::Rule', 'AWS::ECS::TaskDefinition',
  'AWS::ApiGatewayV2::Api', 'AWS::ApiGatewayV2::Integration', 'AWS::ApiGatewayV2::Route', 'AWS::CloudFront::Distribution', BUCKET_DEPLOYMENT,
];

const isCustomResource = (type: string): boolean => (type.startsWith('Custom::') && type !== BUCKET_DEPLOYMENT) || type === 'AWS::CloudFormation::CustomResource';

/** CDK's own helper functions (custom resource providers) serve the deployment, not the app. */
const isProvider = (logicalId: string, type: string): boolean => type === 'AWS::Lambda::Function' && /Custom.*Provider|^CustomCDKBucketDeployment|^AWS679f53fac002430cb0da5b7982bd2287|^LogRetention/.test(logicalId);

const readResources = (stacks: readonly StackTemplate[], account: LocalAccount): ReadonlyMap<string, readonly Resource[]> => {
  const resolver = createResolver(stacks, account);
  const byType = new Map<string, Resource[]>();
  for (const stack of stacks) {
    for (const [logicalId, raw] of Object.entries(asRecord(stack.template['Resources']))) {
      const definition = asRecord(raw);
      const type = String(definition['Type']);
      const origin = { stackName: stack.name, logicalId };
      if (isIgnoredType(type) || isCustomResource(type) || isProvider(logicalId, type)) continue;
      if (!COLLECTED.includes(type)) fail(origin, `the type ${type} is neither run locally nor listed as left out (local/template/ignored-types.ts)`);
      const properties = asRecord(definition['Properties']);
      const site = { stack, logicalId };
      const physical = (attribute: string): string =>
        physicalAttributes(account, stack.name, logicalId, definition, (value) => resolver.text(value, site))[attribute] ?? fail(origin, `has no ${attribute}`);
      byType.set(type, [...(byType.get(type) ?? []), {
        ...origin, stack, properties, resolver, physical, value: (property) => resolver.resolve(properties[property], site),
      }]);
    }
  }
  return byType;
};

/**
 * What of the synthesized stacks runs on this machine, every intrinsic resolved for `account`.
 * Only the properties that are used are resolved, so an intrinsic in an ignored corner (VPC, IAM) costs nothing.
 * @throws TemplateError naming stack, logical id and cause.
 */
export const collectPlan = (stacks: readonly StackTemplate[], account: LocalAccount): LocalPlan => {
  const resources = readResources(stacks, account);
  const of = (type: string): readonly Resource[] => resources.get(type) ?? [];
  return {
    queues: of('AWS::SQS::Queue').map(queueOf),
    topics: of('AWS::SNS::Topic').map(topicOf),
    subscriptions: of('AWS::SNS::Subscription').map(subscriptionOf),
    tables: [...of('AWS::DynamoDB::Table'), ...of('AWS::DynamoDB::GlobalTable')].map(tableOf),
    functions: of('AWS::Lambda::Function').map(functionOf),
    mappings: of('AWS::Lambda::EventSourceMapping').map(mappingOf),
    schedules: of('AWS::Events::Rule').map(ruleOf),
    routes: routesOf(of('AWS::ApiGatewayV2::Route'), of('AWS::ApiGatewayV2::Integration')),
    pageFolders: of(BUCKET_DEPLOYMENT).flatMap(deployedFolders),
    containers: of('AWS::ECS::TaskDefinition').flatMap(containersOf),
  };
};
