import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectPlan } from '../../../local/template/collect-plan';
import { readAssembly, type StackTemplate } from '../../../local/template/read-assembly';
import { TemplateError } from '../../../local/template/template-error';
import { temporaryFolder } from '../support/temporary-folder';

const ACCOUNT = { accountId: '000000000000', region: 'us-east-1', sqsEndpoint: 'http://127.0.0.1:4100', httpEndpoint: 'http://127.0.0.1:8470' };

const stack = (name: string, resources: object, rest: object = {}, assetPaths: ReadonlyMap<string, string> = new Map()): StackTemplate =>
  ({ name, template: { Resources: resources, ...rest }, assetPaths });

const QUEUE = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'work', VisibilityTimeout: 90 } };

const environmentOf = (variables: object, others: object = {}, stacks: StackTemplate[] = [], rest: object = {}): Readonly<Record<string, string>> => {
  const resources = {
    ...others,
    Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { ContainerDefinitions: [
      { Name: 'scanner', Environment: Object.entries(variables).map(([Name, Value]) => ({ Name, Value: Value as unknown })) },
    ] } },
  };
  return collectPlan([stack('app', resources, rest), ...stacks], ACCOUNT).containers[0]!.environment;
};

describe('intrinsics of a template', () => {
  test('Ref of a queue is its URL, of a topic its ARN, of a table its name', () => {
    expect(environmentOf({ Q: { Ref: 'Queue' }, T: { Ref: 'Topic' }, D: { Ref: 'Table' } }, {
      Queue: QUEUE, Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
      Table: { Type: 'AWS::DynamoDB::Table', Properties: { KeySchema: [], AttributeDefinitions: [] } },
    })).toEqual({
      Q: 'http://127.0.0.1:4100/000000000000/work', T: 'arn:aws:sns:us-east-1:000000000000:app-Topic', D: 'app-Table',
    });
  });

  test('Fn::GetAtt, Fn::Join and Fn::Sub with pseudo parameters, attributes, own variables and literals', () => {
    expect(environmentOf({
      A: { 'Fn::GetAtt': ['Queue', 'Arn'] },
      B: { 'Fn::Join': ['/', ['x', { Ref: 'AWS::Region' }, { 'Fn::GetAtt': ['Queue', 'QueueName'] }]] },
      C: { 'Fn::Sub': '${AWS::Partition}:${AWS::AccountId}:${Queue.QueueName}:${!kept}' },
      D: { 'Fn::Sub': ['${name}.${AWS::URLSuffix}', { name: { Ref: 'AWS::StackName' } }] },
    }, { Queue: QUEUE })).toEqual({
      A: 'arn:aws:sqs:us-east-1:000000000000:work', B: 'x/us-east-1/work', C: 'aws:000000000000:work:${kept}', D: 'app.amazonaws.com',
    });
  });

  test('a value of another stack comes through Fn::ImportValue or Fn::GetStackOutput', () => {
    const state = stack('state', { Queue: QUEUE }, {
      Outputs: { QueueUrl: { Value: { Ref: 'Queue' }, Export: { Name: { 'Fn::Join': ['', ['state', ':Url']] } } } },
    });
    expect(environmentOf({
      A: { 'Fn::ImportValue': 'state:Url' }, B: { 'Fn::GetStackOutput': { StackName: 'state', OutputName: 'QueueUrl' } },
    }, {}, [state])).toEqual({ A: 'http://127.0.0.1:4100/000000000000/work', B: 'http://127.0.0.1:4100/000000000000/work' });
  });

  test('Ref of a parameter is its default', () => {
    expect(environmentOf({ A: { Ref: 'Level' } }, {}, [], { Parameters: { Level: { Type: 'String', Default: 'info' } } })).toEqual({ A: 'info' });
  });

  test.each([
    ['an unsupported intrinsic', { A: { 'Fn::Select': [0, ['x']] } }, 'stack app, resource Task: the intrinsic Fn::Select is not supported by the local runner'],
    ['an unknown logical id', { A: { Ref: 'Nowhere' } }, 'stack app, resource Task: refers to Nowhere, which the stack does not define'],
    ['an unknown attribute', { A: { 'Fn::GetAtt': ['Queue', 'Color'] } }, 'stack app, resource Task: Fn::GetAtt "Color" of Queue (AWS::SQS::Queue) is not supported'],
    ['an import that nobody exports', { A: { 'Fn::ImportValue': 'gone' } }, 'stack app, resource Task: Fn::ImportValue "gone": no stack exports it'],
  ])('%s is an error that names stack, resource and cause', (_, variables, message) => {
    expect(() => environmentOf(variables, { Queue: QUEUE })).toThrow(new TemplateError(message));
  });

  test('an intrinsic in a resource that is left out costs nothing', () => {
    expect(environmentOf({ A: 'x' }, { Vpc: { Type: 'AWS::EC2::VPC', Properties: { Cidr: { 'Fn::Cidr': ['10.0.0.0/16', 2, 8] } } } })).toEqual({ A: 'x' });
  });

  test('a resource type that is neither run nor listed as left out stops the run', () => {
    expect(() => collectPlan([stack('app', { Pipe: { Type: 'AWS::Pipes::Pipe', Properties: {} } })], ACCOUNT))
      .toThrow('stack app, resource Pipe: the type AWS::Pipes::Pipe is neither run locally nor listed as left out');
  });
});

describe('what is collected', () => {
  const RESOURCES = {
    Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'work-dlq', MessageRetentionPeriod: 1_209_600 } },
    Work: { Type: 'AWS::SQS::Queue', Properties: {
      QueueName: 'work', VisibilityTimeout: 90, KmsMasterKeyId: { 'Fn::Select': [0, []] },
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 5 },
    } },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'signals' } },
    Subscription: { Type: 'AWS::SNS::Subscription', Properties: {
      TopicArn: { Ref: 'Topic' }, Protocol: 'sqs', Endpoint: { 'Fn::GetAtt': ['Work', 'Arn'] }, RawMessageDelivery: true,
      FilterPolicy: { decision: ['accepted'] }, FilterPolicyScope: 'MessageAttributes', RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] } },
    } },
    Table: { Type: 'AWS::DynamoDB::Table', Properties: {
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
      GlobalSecondaryIndexes: [{ IndexName: 'by', KeySchema: [], Projection: { ProjectionType: 'ALL' }, OnDemandThroughput: {} }],
    } },
    Function: { Type: 'AWS::Lambda::Function', Properties: {
      Code: { S3Bucket: 'b', S3Key: 'abc.zip' }, Handler: 'index.handler', Timeout: 15, MemorySize: 256,
      Environment: { Variables: { TABLE: { Ref: 'Table' } } },
    } },
    Mapping: { Type: 'AWS::Lambda::EventSourceMapping', Properties: {
      FunctionName: { Ref: 'Function' }, EventSourceArn: { 'Fn::GetAtt': ['Work', 'Arn'] }, BatchSize: 7, MaximumBatchingWindowInSeconds: 2,
      FunctionResponseTypes: ['ReportBatchItemFailures'], ScalingConfig: { MaximumConcurrency: 4 },
    } },
  };
  const plan = collectPlan([stack('app', RESOURCES, {}, new Map([['abc.zip', '/assets/abc']]))], ACCOUNT);

  test('a queue with its visibility, retention and redrive; encryption is left out', () => {
    expect(plan.queues.find(({ name }) => name === 'work')).toMatchObject({
      visibilityTimeoutSeconds: 90, redrive: { deadLetterQueueArn: 'arn:aws:sqs:us-east-1:000000000000:work-dlq', maxReceiveCount: 5 },
      attributes: { VisibilityTimeout: '90', RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:work-dlq","maxReceiveCount":5}' },
    });
    expect(plan.queues.find(({ name }) => name === 'work-dlq')?.attributes).toEqual({ MessageRetentionPeriod: '1209600' });
  });

  test('a subscription with raw delivery, filter, scope and redrive', () => {
    expect(plan.subscriptions).toEqual([expect.objectContaining({
      topicArn: 'arn:aws:sns:us-east-1:000000000000:signals', protocol: 'sqs', endpoint: 'arn:aws:sqs:us-east-1:000000000000:work',
      attributes: {
        RawMessageDelivery: 'true', FilterPolicy: '{"decision":["accepted"]}', FilterPolicyScope: 'MessageAttributes',
        RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:work-dlq"}',
      },
    })]);
  });

  test('a table with keys, indexes and time to live', () => {
    expect(plan.tables[0]).toMatchObject({
      name: 'app-Table', timeToLiveAttribute: 'expires_at', globalSecondaryIndexes: [{ IndexName: 'by', KeySchema: [], Projection: { ProjectionType: 'ALL' } }],
    });
  });

  test('a function with its asset, environment, timeout and memory, and its mapping', () => {
    expect(plan.functions[0]).toMatchObject({
      name: 'app-Function', assetPath: '/assets/abc', handler: 'index.handler', timeoutSeconds: 15, memoryMegabytes: 256, environment: { TABLE: 'app-Table' },
    });
    expect(plan.mappings[0]).toMatchObject({
      functionName: 'app-Function', queueArn: 'arn:aws:sqs:us-east-1:000000000000:work', batchSize: 7, batchingWindowSeconds: 2,
      reportBatchItemFailures: true, maximumConcurrency: 4,
    });
  });

  test('code that is no asset of the stack is named', () => {
    expect(() => collectPlan([stack('app', RESOURCES)], ACCOUNT)).toThrow('stack app, resource Function: its code (S3Key "abc.zip") is not among the file assets');
  });
});

describe('reading the folder of a synthesis', () => {
  const folder = temporaryFolder();
  afterAll(folder.remove);

  test('stacks of nested assemblies, their deployed names and their assets are found', () => {
    const nested = join(folder.path, 'assembly-prod');
    mkdirSync(nested);
    writeFileSync(join(folder.path, 'A.template.json'), JSON.stringify({ Resources: {} }));
    writeFileSync(join(folder.path, 'manifest.json'), JSON.stringify({ artifacts: { A: { properties: { templateFile: 'A.template.json', stackName: 'app-a' } } } }));
    writeFileSync(join(nested, 'B.template.json'), JSON.stringify({ Resources: {} }));
    writeFileSync(join(nested, 'B.assets.json'), JSON.stringify({ files: { h: { source: { path: '../asset.h' }, destinations: { d: { objectKey: 'h.zip' } } } } }));
    const stacks = readAssembly(folder.path);
    expect(stacks.map(({ name }) => name)).toEqual(['app-a', 'B']);
    expect(stacks[1]!.assetPaths.get('h.zip')).toBe(join(folder.path, 'asset.h'));
  });

  test('a folder without templates says so', () => {
    expect(() => readAssembly(join(folder.path, 'none'))).toThrow('holds no *.template.json');
  });
});
