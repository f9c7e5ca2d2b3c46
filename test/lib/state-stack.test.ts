import { STAGES } from '../../lib/config';
import { pathOf, resourcesOf, templatesOf } from './synthesized';

const keyOf = (properties: Readonly<Record<string, unknown>>): unknown => properties['KeySchema'];
const hash = (name: string) => [{ AttributeName: name, KeyType: 'HASH' }];
const sorted = (name: string, by: string) => [...hash(name), { AttributeName: by, KeyType: 'RANGE' }];

describe.each(STAGES)('state stack (%s)', (stage) => {
  const tables = () => resourcesOf(templatesOf(stage).State, 'AWS::DynamoDB::Table');

  it('holds ten on-demand tables, each keyed by one string, and the log sorted by another', () => {
    expect(Object.fromEntries(tables().map((table) => [pathOf(table), keyOf(table.Properties)]))).toEqual({
      'State/Signals/Table': hash('signal_id'), 'State/Alerts/Table': hash('alert_id'),
      'State/Outcomes/Table': hash('opportunity_id'), 'State/Precision/Table': hash('id'),
      'State/WhaleState/Table': hash('id'), 'State/StreamTokens/Table': hash('token_id'),
      'State/Users/Table': hash('user_id'), 'State/AlertStates/Table': hash('user_id'), 'State/Deliveries/Table': hash('delivery_id'),
      'State/Activity/Table': sorted('bucket_id', 'line_id'),
    });
    for (const { Properties } of tables()) {
      expect(Properties['BillingMode']).toBe('PAY_PER_REQUEST');
      for (const definition of Properties['AttributeDefinitions'] as object[]) expect(definition).toMatchObject({ AttributeType: 'S' });
    }
  });

  it('keeps every table when the stack goes, and can restore any second', () => {
    for (const table of tables()) {
      expect(table.DeletionPolicy).toBe('Retain');
      expect(table.Properties['PointInTimeRecoverySpecification']).toEqual({ PointInTimeRecoveryEnabled: true });
    }
  });

  it('lets the log, signals, alerts, deliveries, outcomes and tokens expire, and never the users, the precision or the whale scanner\'s pools', () => {
    const expiring = tables().filter(({ Properties }) => Properties['TimeToLiveSpecification'] !== undefined);
    expect(expiring.map(pathOf).sort()).toEqual(['State/Activity/Table', 'State/Alerts/Table', 'State/Deliveries/Table', 'State/Outcomes/Table', 'State/Signals/Table', 'State/StreamTokens/Table']);
    for (const { Properties } of expiring) {
      expect(Properties['TimeToLiveSpecification']).toEqual({ AttributeName: 'expires_at', Enabled: true });
    }
  });

  it('protects tables and encrypts them under a rotated key of our own in prod only', () => {
    const prod = stage === 'prod';
    for (const { Properties } of tables()) {
      expect(Properties['DeletionProtectionEnabled']).toBe(prod);
      expect(Properties['SSESpecification'] !== undefined).toBe(prod);
    }
    const keys = resourcesOf(templatesOf(stage).State, 'AWS::KMS::Key');
    expect(keys.map((key) => [key.Properties['EnableKeyRotation'], key.DeletionPolicy])).toEqual(prod ? [[true, 'Retain']] : []);
  });

  it('holds nothing but tables and their key, so that a deployment of code never touches it', () => {
    const types = new Set(Object.values(templatesOf(stage).State.Resources).map(({ Type }) => Type));
    expect([...types].filter((type) => !['AWS::DynamoDB::Table', 'AWS::KMS::Key'].includes(type))).toEqual([]);
  });
});
