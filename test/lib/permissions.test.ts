import { readFileSync } from 'node:fs';
import { STAGES } from '../../lib/config';
import { repositoryPath } from '../../lib/repository-path';
import { STACKS, pathOf, resourcesOf, targetOf, templatesOf, type StackId, type Templates } from './synthesized';

type Statement = { readonly Effect: string; readonly Action: string | string[]; readonly Resource?: unknown; readonly NotResource?: unknown };
/** Role, then action, then the resources on which the role may do it. */
type Matrix = Record<string, Record<string, readonly string[]>>;

const listOf = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

const matrixOf = (templates: Templates): Matrix => {
  const matrix: Matrix = {};
  const add = (stack: StackId, role: string, { Effect, Action, Resource, NotResource }: Statement) => {
    expect(Effect).toBe('Allow');
    const row = (matrix[role] ??= {});
    const resources = NotResource === undefined
      ? listOf(Resource).map((resource) => targetOf(templates, stack, resource))
      : [`all but ${JSON.stringify(NotResource)}`];
    for (const action of listOf(Action)) row[action] = [...(row[action] ?? []), ...resources].sort();
  };
  for (const stack of STACKS) {
    for (const { Properties } of resourcesOf(templates[stack], 'AWS::IAM::Policy')) {
      const { Roles, PolicyDocument } = Properties as { Roles: unknown[]; PolicyDocument: { Statement: Statement[] } };
      const roles = Roles.map((role) => targetOf(templates, stack, role)).filter(isOurs);
      for (const role of roles) for (const statement of PolicyDocument.Statement) add(stack, role, statement);
    }
  }
  return matrix;
};

/** CDK's own function that copies the page's files has rights that CDK gives it; they are acknowledged one by one (nag.test.ts). */
const isOurs = (role: string): boolean => !role.startsWith('Page/Custom::CDKBucketDeployment');

const consumer = (queue: string, logs: string) => ({
  ...Object.fromEntries(['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage']
    .map((action) => [`sqs:${action}`, [`Signals/${queue}/Queue`]])),
  'logs:CreateLogStream': [`Signals/${logs}/Logs`],
  'logs:PutLogEvents': [`Signals/${logs}/Logs`],
});
const records = (tables: readonly string[], ...actions: readonly string[]) =>
  Object.fromEntries(actions.map((action) => [`dynamodb:${action}`, tables.map((table) => `State/${table}/Table`)]));
/** Lines for the page. */
const ACTIVITY = records(['Activity'], 'BatchWriteItem');
const IMAGES = expect.arrayContaining([expect.stringContaining('cdk-hnb659fds-container-assets')]) as unknown as string[];

const execution = (task: string, secret?: string) => ({
  'ecr:BatchCheckLayerAvailability': IMAGES, 'ecr:BatchGetImage': IMAGES, 'ecr:GetDownloadUrlForLayer': IMAGES,
  'ecr:GetAuthorizationToken': ['*'],
  'logs:CreateLogStream': [`${task}/Logs`], 'logs:PutLogEvents': [`${task}/Logs`],
  ...(secret === undefined ? {} : { 'secretsmanager:DescribeSecret': [secret], 'secretsmanager:GetSecretValue': [secret] }),
});
const FEED_TOKEN = 'Scanner/Whales/Feed/Token';

/** Telephones have no ARN: everything that is no topic. Devices are endpoints of this account. */
const NO_TOPICS = [
  'all but {"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":sns:*:*:*"]]}',
  '{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":sns:",{"Ref":"AWS::Region"},":",{"Ref":"AWS::AccountId"},":endpoint/*"]]}',
];

const EXPECTED: Matrix = {
  'Signals/Finder/Role': {
    ...consumer('OpportunityQueue', 'Finder'), ...records(['Signals'], 'GetItem', 'PutItem', 'UpdateItem'), ...ACTIVITY, 'sns:Publish': ['Signals/SignalsTopic/Topic'],
  },
  'Signals/Notification/Role': {
    ...consumer('NotificationQueue', 'Notification'), ...ACTIVITY, 'sqs:SendMessage': ['Signals/DeliveryQueue/Queue'],
    'dynamodb:GetItem': ['State/AlertStates/Table', 'State/Alerts/Table', 'State/Deliveries/Table', 'State/Precision/Table', 'State/Users/Table'],
    'dynamodb:PutItem': ['State/AlertStates/Table', 'State/Alerts/Table', 'State/Deliveries/Table'],
    'dynamodb:UpdateItem': ['State/Alerts/Table'],
  },
  'Signals/Delivery/Role': {
    ...consumer('DeliveryQueue', 'Delivery'), ...ACTIVITY, 'sqs:SendMessage': ['Signals/DeliveryQueue/Queue'],
    'dynamodb:GetItem': ['State/Deliveries/Table', 'State/Users/Table'], 'dynamodb:PutItem': ['State/Deliveries/Table'], 'dynamodb:UpdateItem': ['State/Users/Table'],
    'sns:Publish': ['Signals/AlertsTopic/Topic', ...NO_TOPICS].sort(),
    'secretsmanager:GetSecretValue': ['Signals/ChannelSecrets'],
  },
  'Signals/Performance/Role': {
    ...consumer('PerformanceQueue', 'Performance'), ...records(['Outcomes', 'Precision'], 'UpdateItem'), ...records(['Precision'], 'GetItem'), ...ACTIVITY,
  },
  'Signals/Schedule/Role': {
    'logs:CreateLogStream': ['Signals/Schedule/Logs'], 'logs:PutLogEvents': ['Signals/Schedule/Logs'],
    'sqs:SendMessage': ['Signals/DeliveryQueue/Queue', 'Signals/OpportunityQueue/Queue', 'Signals/PerformanceQueue/Queue'],
    'dynamodb:GetItem': ['State/AlertStates/Table', 'State/Users/Table'], 'dynamodb:PutItem': ['State/AlertStates/Table', 'State/Deliveries/Table'],
  },
  'Signals/Api/Role': {
    'logs:CreateLogStream': ['Signals/Api/Logs'], 'logs:PutLogEvents': ['Signals/Api/Logs'],
    'dynamodb:GetItem': ['AlertStates', 'Deliveries', 'Outcomes', 'Signals', 'StreamTokens', 'Users'].map((table) => `State/${table}/Table`),
    ...records(['Deliveries', 'Precision'], 'BatchGetItem'), ...records(['AlertStates', 'Deliveries', 'Users'], 'PutItem'), ...records(['Users'], 'UpdateItem'), ...records(['AlertStates', 'Users'], 'DeleteItem'),
    ...records(['Activity'], 'Query'), ...ACTIVITY,
    'secretsmanager:GetSecretValue': ['Signals/ChannelSecrets'],
    'sqs:GetQueueAttributes': ['Delivery', 'Notification', 'Opportunity', 'Performance'].flatMap((name) => [`Signals/${name}Queue/DeadLetters`, `Signals/${name}Queue/Queue`]),
  },
  'Scanner/Scanner/TaskRole': { 'sqs:SendMessage': ['Signals/OpportunityQueue/Queue', 'Signals/PerformanceQueue/Queue'], ...ACTIVITY },
  'Scanner/Scanner/Task/ExecutionRole': execution('Scanner/Scanner'),
  'Scanner/Whales/Scanner/TaskRole': {
    'sqs:SendMessage': ['Signals/OpportunityQueue/Queue', 'Signals/PerformanceQueue/Queue'], ...records(['WhaleState'], 'GetItem', 'PutItem'), ...ACTIVITY,
  },
  'Scanner/Whales/Scanner/Task/ExecutionRole': execution('Scanner/Whales/Scanner', FEED_TOKEN),
  'Stream/Service/Stream/TaskRole': { ...records(['StreamTokens'], 'GetItem', 'UpdateItem'), ...records(['Activity'], 'Query') },
  'Stream/Service/Stream/Task/ExecutionRole': execution('Stream/Service/Stream', FEED_TOKEN),
};

const MESSAGE_KEY = ['kms:Decrypt', 'kms:GenerateDataKey'];
const TABLE_KEY = [
  'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo',
];
/** Role, then key, then what the role may do with it, in prod. */
const EXPECTED_KEYS: Record<string, Record<string, readonly string[]>> = {
  'Signals/Finder/Role': { 'Signals/QueuesKey': ['kms:Decrypt'], 'Signals/TopicsKey': MESSAGE_KEY, 'State/TablesKey': TABLE_KEY },
  'Signals/Notification/Role': { 'Signals/QueuesKey': MESSAGE_KEY, 'State/TablesKey': TABLE_KEY },
  'Signals/Delivery/Role': { 'Signals/QueuesKey': MESSAGE_KEY, 'Signals/TopicsKey': MESSAGE_KEY, 'State/TablesKey': TABLE_KEY },
  'Signals/Performance/Role': { 'Signals/QueuesKey': ['kms:Decrypt'], 'State/TablesKey': TABLE_KEY },
  'Signals/Schedule/Role': { 'Signals/QueuesKey': MESSAGE_KEY, 'State/TablesKey': TABLE_KEY },
  'Signals/Api/Role': { 'State/TablesKey': TABLE_KEY },
  'Scanner/Scanner/TaskRole': { 'Signals/QueuesKey': MESSAGE_KEY, 'State/TablesKey': TABLE_KEY },
  'Scanner/Whales/Scanner/TaskRole': { 'Signals/QueuesKey': MESSAGE_KEY, 'State/TablesKey': TABLE_KEY },
  'Stream/Service/Stream/TaskRole': { 'State/TablesKey': TABLE_KEY },
};

const isKeyAction = (action: string): boolean => action.startsWith('kms:');
const withoutKeys = (matrix: Matrix): Matrix => Object.fromEntries(Object.entries(matrix).map(([role, row]) =>
  [role, Object.fromEntries(Object.entries(row).filter(([action]) => !isKeyAction(action)))]));

const keysOf = (matrix: Matrix): Record<string, Record<string, string[]>> => {
  const keys: Record<string, Record<string, string[]>> = {};
  for (const [role, row] of Object.entries(matrix)) {
    for (const [action, resources] of Object.entries(row).filter(([name]) => isKeyAction(name))) {
      for (const key of new Set(resources)) ((keys[role] ??= {})[key] ??= []).push(action);
    }
  }
  return Object.fromEntries(Object.entries(keys).map(([role, row]) =>
    [role, Object.fromEntries(Object.entries(row).map(([key, actions]) => [key, actions.sort()]))]));
};

/** DynamoDB calls in a source file; a transaction counts as the calls of its items. */
const callsIn = (file: string): readonly string[] => {
  const source = readFileSync(repositoryPath(file), 'utf8');
  const commands = [...source.matchAll(/new (\w+)Command\(/g)].map(([, name]) => name!);
  const items = [...source.matchAll(/\{ (Update|Put|Delete|ConditionCheck): \{/g)].map(([, name]) => name!);
  if (commands.includes('TransactWrite')) expect(items).not.toEqual([]);
  return [...new Set([...commands.filter((name) => name !== 'TransactWrite'), ...items])].map((name) => `dynamodb:${name}Item`).sort();
};

describe.each(STAGES)('permissions (%s)', (stage) => {
  const matrix = () => matrixOf(templatesOf(stage));

  it('are exactly these: role, action, resource', () => {
    const flowLogs = stage === 'dev' ? {} : {
      'Scanner/Network/FlowLogRole': Object.fromEntries(['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents']
        .map((action) => [action, ['Scanner/Network/FlowLogs']])),
    };
    expect(withoutKeys(matrix())).toEqual({ ...EXPECTED, ...flowLogs });
  });

  it('reach keys of our own only where a role reads or writes what the key encrypts', () => {
    expect(keysOf(matrix())).toEqual(stage === 'prod' ? EXPECTED_KEYS : {});
  });

  it('hold no wildcard in an action, no managed policy and no right to pass a role on', () => {
    for (const [role, row] of Object.entries(matrix())) {
      for (const [action, resources] of Object.entries(row)) {
        expect(`${role} ${action}`).not.toMatch(/\*|iam:/);
        if (action !== 'ecr:GetAuthorizationToken') expect(resources).not.toContain('*');
      }
    }
    const roles = STACKS.flatMap((stack) => resourcesOf(templatesOf(stage)[stack], 'AWS::IAM::Role')).filter((role) => isOurs(pathOf(role)));
    expect(roles.filter(({ Properties }) => Properties['ManagedPolicyArns'] !== undefined || Properties['Policies'] !== undefined).map(pathOf)).toEqual([]);
  });

  it.each([
    ['Scanner/Scanner/TaskRole', /dynamodb:(?!BatchWriteItem)|sns:|sqs:(?!SendMessage)/],
    ['Scanner/Scanner/Task/ExecutionRole', /dynamodb:|sns:|sqs:|secretsmanager:/],
    ['Scanner/Whales/Scanner/TaskRole', /dynamodb:(Update|Delete|Scan|Query|BatchGet)|sns:|sqs:(?!SendMessage)|secretsmanager:/],
    ['Stream/Service/Stream/TaskRole', /dynamodb:(Put|Delete|Scan|Batch)|sns:|sqs:|secretsmanager:/],
    ['Signals/Finder/Role', /sqs:SendMessage|dynamodb:(Delete|Scan|Query|BatchGet)/],
    ['Signals/Notification/Role', /sns:|secretsmanager:|dynamodb:(Delete|Scan|Query|BatchGet)/],
    ['Signals/Delivery/Role', /dynamodb:(Delete|Scan|Query|BatchGet)/],
    ['Signals/Performance/Role', /sns:|sqs:SendMessage|dynamodb:(Delete|Scan|Query|BatchGet)/],
    ['Signals/Api/Role', /sns:|sqs:(?!GetQueueAttributes)|dynamodb:Scan/],
    ['Signals/Schedule/Role', /sns:|sqs:(?!SendMessage)|secretsmanager:|dynamodb:(Update|Delete|Scan|Query|Batch)/],
  ])('%s may never do %p', (role, forbidden) => {
    expect(Object.keys(matrix()[role]!).filter((action) => forbidden.test(action))).toEqual([]);
  });

  it.each([
    ['Finder', ['decision-store', 'activity-log']], ['Notification', ['alert-state-store', 'track-store', 'activity-log']],
    ['Performance', ['outcome-store', 'track-store', 'activity-log']], ['Schedule', ['alert-state-item']],
  ])('%s may make the table calls that its stores make, and no other', (name, stores) => {
    const granted = Object.keys(matrix()[`Signals/${name}/Role`]!).filter((action) => action.startsWith('dynamodb:'));
    expect(granted.sort()).toEqual([...new Set(stores.flatMap((store) => callsIn(`adapters/aws/${store}.ts`)))].sort());
  });

  it('S2.31: the whale scanner may make the table calls that its store makes, and no other', () => {
    const granted = Object.keys(matrix()['Scanner/Whales/Scanner/TaskRole']!).filter((action) => action.startsWith('dynamodb:'));
    expect(granted.sort()).toEqual([...callsIn('adapters/aws/activity-log.ts'), ...callsIn('adapters/aws/table-text-store.ts')]);
  });

  it('keep what each function decides to itself: no role writes the records of another', () => {
    const writers = (table: string) => Object.entries(matrix())
      .filter(([, row]) => ['PutItem', 'UpdateItem'].some((action) => row[`dynamodb:${action}`]?.includes(`State/${table}/Table`))).map(([role]) => role).sort();
    expect(writers('Signals')).toEqual(['Signals/Finder/Role']);
    expect(writers('Alerts')).toEqual(['Signals/Notification/Role']);
    // Who plans, who takes the digest out, and who is told by a link what the user thinks: each over the version that was read.
    expect(writers('AlertStates')).toEqual(['Signals/Api/Role', 'Signals/Notification/Role', 'Signals/Schedule/Role']);
    // A row is made by who plans it, moved by who sends it, and read by who follows its link; a channel is stopped by who is told that it is gone.
    expect(writers('Deliveries')).toEqual(['Signals/Api/Role', 'Signals/Delivery/Role', 'Signals/Notification/Role', 'Signals/Schedule/Role']);
    expect(writers('Users')).toEqual(['Signals/Api/Role', 'Signals/Delivery/Role']);
    expect(writers('Outcomes')).toEqual(['Signals/Performance/Role']);
    expect(writers('Precision')).toEqual(['Signals/Performance/Role']);
    expect(writers('WhaleState')).toEqual(['Scanner/Whales/Scanner/TaskRole']);
    expect(writers('StreamTokens')).toEqual(['Stream/Service/Stream/TaskRole']);
  });
});
