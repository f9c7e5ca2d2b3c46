import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ReceiptsEnv } from '../../lambdas/receipts/env';
import { STAGES, configFor } from '../../lib/config';
import { SIGNALS_ACKNOWLEDGEMENTS, signalsAcknowledgements } from '../../lib/nag-acknowledgements';
import { synthesize } from '../../lib/synthesize';
import { collectPlan } from '../../local/template/collect-plan';
import { readAssembly } from '../../local/template/read-assembly';
import { UNBUNDLED, pathOf, resourceAt, resourcesOf, targetOf, templatesOf, withFolder } from './synthesized';

const ACCOUNT = { accountId: '000000000000', region: 'us-east-1', sqsEndpoint: 'http://127.0.0.1:4100', httpEndpoint: 'http://127.0.0.1:8470' };
type Statement = { readonly Action: string | string[]; readonly Resource: unknown; readonly Condition?: unknown };

describe.each(STAGES)('receipts for SMS, where they are wanted (%s)', (stage) => {
  const all = () => templatesOf(stage, { smsReceipts: true });
  const target = (value: unknown): string => targetOf(all(), 'Signals', value);
  const at = (path: string, type: string) => resourceAt(all(), `Signals/${path}`, type);
  /** Action, then what it may be done to; the use of keys aside. */
  const rightsOf = (role: string) => Object.fromEntries(resourcesOf(all().Signals, 'AWS::IAM::Policy')
    .filter(({ Properties }) => (Properties['Roles'] as unknown[]).some((one) => target(one) === `Signals/${role}`))
    .flatMap(({ Properties }) => (Properties['PolicyDocument'] as { Statement: Statement[] }).Statement)
    .flatMap(({ Action, Resource }) => [Action].flat().map((action) => [action, [Resource].flat().map(target)] as const))
    .filter(([action]) => !action.startsWith('kms:'))
    .reduce((rights, [action, resources]) => rights.set(action, [...rights.get(action) ?? [], ...resources].sort()), new Map<string, string[]>()));

  it('are not, unless they are asked for: the account\'s settings are not ours alone', () => {
    expect(configFor(stage).smsReceipts).toBe(false);
    expect(JSON.stringify(templatesOf(stage).Signals)).not.toMatch(/Receipts|SetSMSAttributes|Custom::/);
  });

  it('change nothing of what is there without them', () => {
    const [without, chosen] = [templatesOf(stage).Signals.Resources, all().Signals.Resources];
    expect(Object.keys(without).filter((id) => JSON.stringify(chosen[id]) !== JSON.stringify(without[id]))).toEqual([]);
    expect([all().State, all().Scanner, all().Stream].map((template) => Object.keys(template.Resources)))
      .toEqual([templatesOf(stage).State, templatesOf(stage).Scanner, templatesOf(stage).Stream].map((template) => Object.keys(template.Resources)));
  });

  it.each([['Arrived', ''], ['Failed', '/Failure']])('%s: each line of the log group that SNS writes goes to the function', (id, suffix) => {
    const group = at(`SmsReceipts/${id}`, 'AWS::Logs::LogGroup');
    expect(group.Properties['LogGroupName']).toEqual({ 'Fn::Join': ['', ['sns/', { Ref: 'AWS::Region' }, '/', { Ref: 'AWS::AccountId' }, `/DirectPublishToPhoneNumber${suffix}`]] });
    const filter = at(`SmsReceipts/${id}`, 'AWS::Logs::SubscriptionFilter').Properties;
    expect([filter['FilterPattern'], target(filter['LogGroupName']), target(filter['DestinationArn'])]).toEqual(['', `Signals/SmsReceipts/${id}`, 'Signals/Receipts/Function']);
    const permission = at(`SmsReceipts/${id}`, 'AWS::Lambda::Permission').Properties;
    expect([permission['Principal'], target(permission['SourceArn'])]).toEqual(['logs.amazonaws.com', `Signals/SmsReceipts/${id}`]);
  });

  it('leave no number behind: their log groups forget like all others and go with the choice, which can then be made again', () => {
    const groups = resourcesOf(all().Signals, 'AWS::Logs::LogGroup').filter((group) => /Receipts/.test(pathOf(group)));
    expect(groups.map(pathOf).sort()).toEqual(['Receipts/Logs', 'SmsReceipts/Arrived', 'SmsReceipts/Failed', 'SmsReceipts/SetUpLogs'].map((path) => `Signals/${path}`));
    for (const { Properties, DeletionPolicy } of groups) expect([Properties['RetentionInDays'], DeletionPolicy]).toEqual([stage === 'prod' ? 90 : 14, 'Delete']);
  });

  it('are told to SNS after somebody reads them, and taken back with the stack', () => {
    const id = Object.keys(all().Signals.Resources).find((name) => all().Signals.Resources[name]!.Type === 'Custom::SmsReceipts')!;
    const { Properties, DependsOn } = all().Signals.Resources[id] as unknown as { Properties: Record<string, unknown>; DependsOn: string[] };
    const calls = ['Create', 'Update', 'Delete'].map((name) => JSON.parse((typeof Properties[name] === 'string' ? Properties[name]
      : (Properties[name] as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : target(part))).join(''))) as Record<string, unknown>);
    const set = { service: 'SNS', action: 'SetSMSAttributes', physicalResourceId: { id: 'sms-receipts' } };
    const on = { ...set, parameters: { attributes: { DeliveryStatusIAMRole: 'Signals/SmsReceipts/Writer', DeliveryStatusSuccessSamplingRate: '100' } } };
    expect(calls).toEqual([on, on, { ...set, parameters: { attributes: { DeliveryStatusIAMRole: '', DeliveryStatusSuccessSamplingRate: '' } } }]);
    expect(Properties['InstallLatestAwsSdk']).toBe(false);
    const before = DependsOn.map((name) => all().Signals.Resources[name]!.Type);
    expect(before.filter((type) => type === 'AWS::Logs::SubscriptionFilter')).toHaveLength(2);
    expect(before.filter((type) => type === 'AWS::IAM::Policy')).toHaveLength(2);
  });

  it('need these rights and no others', () => {
    const tables = (...names: string[]) => names.map((name) => `State/${name}/Table`);
    const groups = ['Signals/SmsReceipts/Arrived', 'Signals/SmsReceipts/Failed'];
    expect(rightsOf('Receipts/Role')).toEqual({
      'logs:CreateLogStream': ['Signals/Receipts/Logs'], 'logs:PutLogEvents': ['Signals/Receipts/Logs'],
      'dynamodb:GetItem': tables('Deliveries', 'Users'), 'dynamodb:PutItem': tables('Deliveries'), 'dynamodb:UpdateItem': tables('Users'), 'dynamodb:BatchWriteItem': tables('Activity'),
    });
    expect(rightsOf('SmsReceipts/Writer')).toEqual({ 'logs:CreateLogGroup': groups, 'logs:CreateLogStream': groups, 'logs:PutLogEvents': groups });
    expect(rightsOf('AWS679f53fac002430cb0da5b7982bd2287/ServiceRole')).toEqual({ 'sns:SetSMSAttributes': ['*'], 'iam:PassRole': ['Signals/SmsReceipts/Writer'] });
    const { AssumeRolePolicyDocument } = at('SmsReceipts/Writer', 'AWS::IAM::Role').Properties;
    expect(AssumeRolePolicyDocument).toMatchObject({ Statement: [{ Action: 'sts:AssumeRole', Principal: { Service: 'sns.amazonaws.com' } }] });
  });

  it('give the function exactly the variables that its env.ts names and readable stack traces', () => {
    const { Variables } = at('Receipts/Function', 'AWS::Lambda::Function').Properties['Environment'] as { Variables: Record<string, unknown> };
    expect(Object.keys(Variables).sort()).toEqual([...Object.values(ReceiptsEnv), 'NODE_OPTIONS'].sort());
    expect([Variables['USERS_TABLE'], Variables['DELIVERIES_TABLE'], Variables['ACTIVITY_TABLE']].map(target)).toEqual(['State/Users/Table', 'State/Deliveries/Table', 'State/Activity/Table']);
  });

  it('answer three findings of cdk-nag with a reason, where the choice is made', () => {
    const [without, chosen] = [configFor(stage), { ...configFor(stage), smsReceipts: true }].map(signalsAcknowledgements);
    expect(without).toEqual(SIGNALS_ACKNOWLEDGEMENTS);
    const added = chosen!.slice(SIGNALS_ACKNOWLEDGEMENTS.length);
    expect(added.map(({ id }) => id.replace(/\[Policy.*/, ''))).toEqual(['AwsSolutions-IAM5[Resource::*]', 'AwsSolutions-L1', 'AwsSolutions-IAM4']);
    for (const { reason } of added) expect(reason.length).toBeGreaterThan(40);
  });

  it('do not stop a local run, where nobody calls the function', () => withFolder((folder) => {
    const config = join(folder, 'settings.json');
    writeFileSync(config, '{"smsReceipts": true}');
    synthesize({ outdir: join(folder, 'out'), stage, config, context: UNBUNDLED });
    const { functions, mappings, schedules, routes } = collectPlan(readAssembly(join(folder, 'out')), ACCOUNT);
    const receipts = functions.filter(({ environment, name }) => /Receipts/.test(name) && 'DELIVERIES_TABLE' in environment).map(({ name }) => name);
    expect(receipts).toHaveLength(1);
    expect([...mappings, ...schedules, ...routes].map(({ functionName }) => functionName)).not.toContain(receipts[0]);
  }));
});
