import { STAGES, configFor } from '../../lib/config';

describe('stage configuration', () => {
  it('is dev when no stage is named', () => {
    expect(configFor().stage).toBe('dev');
    expect(configFor(undefined).stage).toBe('dev');
  });

  it.each(STAGES)('knows %s by its name', (stage) => expect(configFor(stage).stage).toBe(stage));

  it.each([['staging'], ['Prod'], [''], [null], [7], ['constructor']])('refuses %p, naming the value and the allowed ones', (value) => {
    expect(() => configFor(value)).toThrow(`stage is ${JSON.stringify(value)}: expected one of dev, prod`);
  });

  it('prod protects what it stores and watches its network', () => {
    expect(configFor('prod')).toMatchObject({ customerManagedKeys: true, deletionProtection: true, keepLogs: true, vpcFlowLogs: true });
  });
});
