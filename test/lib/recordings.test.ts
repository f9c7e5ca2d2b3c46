import { RecordingEnv, ScannerEnv } from '../../containers/scanner/env';
import { STAGES, configFor } from '../../lib/config';
import { scannerAcknowledgements, stateAcknowledgements } from '../../lib/nag-acknowledgements';
import { resourceAt, resourcesOf, targetOf, templatesOf } from './synthesized';

describe.each(STAGES)('recordings, where they are wanted (%s)', (stage) => {
  const all = () => templatesOf(stage, { recordings: true });
  const bucket = () => resourceAt(all(), 'State/Recordings/Bucket', 'AWS::S3::Bucket');
  const task = () => resourceAt(all(), 'Scanner/Scanner/Task', 'AWS::ECS::TaskDefinition').Properties;
  const container = () => (task()['ContainerDefinitions'] as Record<string, unknown>[])[0]!;
  const statementsOf = (role: string) => resourcesOf(all().Scanner, 'AWS::IAM::Policy')
    .filter(({ Properties }) => (Properties['Roles'] as unknown[]).some((target) => targetOf(all(), 'Scanner', target) === role))
    .flatMap(({ Properties }) => (Properties['PolicyDocument'] as { Statement: { Action: string | string[]; Resource: unknown; Condition?: unknown }[] }).Statement);

  it('are not, unless they are asked for', () => {
    expect(configFor(stage).recordings).toBe(false);
    expect(resourcesOf(templatesOf(stage).State, 'AWS::S3::Bucket')).toEqual([]);
    expect(JSON.stringify(templatesOf(stage).Scanner)).not.toMatch(/RECORDING|s3:/);
  });

  it('go to one bucket that nobody outside can read and that is not spoken to in the clear', () => {
    expect(bucket().Properties['PublicAccessBlockConfiguration']).toEqual({
      BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true,
    });
    expect(bucket().Properties['OwnershipControls']).toEqual({ Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] });
    const { PolicyDocument } = resourceAt(all(), 'State/Recordings/Bucket', 'AWS::S3::BucketPolicy').Properties;
    const { Statement } = PolicyDocument as { Statement: { Effect: string; Action: string; Condition: unknown }[] };
    expect(Statement.map(({ Effect, Action, Condition }) => ({ Effect, Action, Condition }))).toEqual([
      { Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      { Effect: 'Deny', Action: 's3:*', Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } },
    ]);
  });

  it('are encrypted, in prod by a rotated key of their own', () => {
    const { ServerSideEncryptionConfiguration: [rule] } = bucket().Properties['BucketEncryption'] as { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: Record<string, unknown>; BucketKeyEnabled?: boolean }] };
    const { SSEAlgorithm, KMSMasterKeyID } = rule.ServerSideEncryptionByDefault;
    if (stage === 'dev') expect(SSEAlgorithm).toBe('AES256');
    else expect([SSEAlgorithm, targetOf(all(), 'State', KMSMasterKeyID), rule.BucketKeyEnabled]).toEqual(['aws:kms', 'State/Recordings/Key', true]);
  });

  it('stay for 30 days, one copy each, and outlive their stack', () => {
    expect(bucket().Properties['LifecycleConfiguration']).toEqual({ Rules: [expect.objectContaining({ ExpirationInDays: 30, Status: 'Enabled' })] });
    expect(bucket().Properties['VersioningConfiguration']).toBeUndefined();
    expect(bucket().DeletionPolicy).toBe('Retain');
  });

  it('keep the logical id of their bucket: another id is a new and empty bucket', () => {
    expect(Object.keys(all().State.Resources).filter((id) => all().State.Resources[id]!.Type === 'AWS::S3::Bucket')).toEqual(['RecordingsBucketB0C8199F']);
  });

  it('may be added by the scanner under one prefix, and neither read nor deleted', () => {
    const statements = statementsOf('Scanner/Scanner/TaskRole').filter(({ Action }) => /s3:|kms:/.test(String(Action)));
    const [put, ...keys] = statements.filter(({ Condition }) => !/sqs\.|dynamodb\./.test(JSON.stringify(Condition ?? '')));
    expect(put?.Action).toBe('s3:PutObject');
    const parts = (put?.Resource as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1];
    expect(parts.map((part) => targetOf(all(), 'Scanner', part))).toEqual(['State/Recordings/Bucket', '/recordings/*']);
    expect(keys.map(({ Action, Resource }) => [Action, targetOf(all(), 'Scanner', Resource)])).toEqual(stage === 'prod' ? [['kms:GenerateDataKey', 'State/Recordings/Key']] : []);
    if (stage === 'prod') expect(JSON.stringify(keys[0]!.Condition)).toContain('s3.');
  });

  it('have a place on the task\'s own disk to wait in, though the rest of the disk is read-only', () => {
    expect(task()['Volumes']).toEqual([{ Name: 'recordings' }]);
    expect(container()['MountPoints']).toEqual([{ ContainerPath: '/recordings', SourceVolume: 'recordings', ReadOnly: false }]);
    expect(container()['ReadonlyRootFilesystem']).toBe(true);
    expect(templatesOf(stage).Scanner.Resources).not.toHaveProperty('Volumes');
  });

  it('are told to the scanner by the variables that its env.ts names, and no others', () => {
    const environment = Object.fromEntries((container()['Environment'] as { Name: string; Value: unknown }[]).map(({ Name, Value }) => [Name, Value]));
    expect(Object.keys(environment).sort()).toEqual([...Object.values(ScannerEnv), ...Object.values(RecordingEnv)].sort());
    expect(environment['RECORDING_DIR']).toBe('/recordings');
    expect(targetOf(all(), 'Scanner', environment['RECORDINGS_BUCKET'])).toBe('State/Recordings/Bucket');
  });

  it('answer two findings of cdk-nag with a reason', () => {
    const [without, config] = [configFor(stage), { ...configFor(stage), recordings: true }];
    const known = new Set(scannerAcknowledgements(without).map(({ id }) => id));
    const added = [...stateAcknowledgements(config), ...scannerAcknowledgements(config).filter(({ id }) => !known.has(id))];
    expect(added.map(({ id }) => id.replace(/:tapewatch-.*/, '…'))).toEqual(['AwsSolutions-S1', 'AwsSolutions-IAM5[Resource:…']);
    for (const { reason } of added) expect(reason.length).toBeGreaterThan(40);
    expect(stateAcknowledgements(without)).toEqual([]);
  });
});
