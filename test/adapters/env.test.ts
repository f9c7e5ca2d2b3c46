import { choiceEnv, EnvError, numberEnv, optionalEnv, requireEnv } from '../../adapters/env';

describe('the environment', () => {
  test('a missing or empty variable is named with what it is for', () => {
    for (const env of [{}, { TABLE: '' }, { TABLE: '  ' }]) {
      expect(() => requireEnv('TABLE', 'the name of a table', env)).toThrow(
        new EnvError('environment variable TABLE is not set: expected the name of a table'));
    }
    expect(optionalEnv('TABLE', { TABLE: '' })).toBeUndefined();
    expect(requireEnv('TABLE', 'a name', { TABLE: ' signals ' })).toBe('signals');
  });

  test.each(['abc', '1e', '0x10', '1,5', 'NaN', 'Infinity', '-1', '101', '1.5'])('%s is no whole number from 0 to 100', (text) => {
    expect(() => numberEnv('LIMIT', 20, { min: 0, max: 100, integer: true }, { LIMIT: text })).toThrow(
      `environment variable LIMIT is "${text}": expected a whole number from 0 to 100`);
  });

  test('numbers are read in the ways people write them', () => {
    const read = (text: string) => numberEnv('X', undefined, { min: -1e9, max: 1e9 }, { X: text });
    expect(['7', '+7', '-7', '.5', '2.50', '1e6', ' 7 '].map(read)).toEqual([7, 7, -7, 0.5, 2.5, 1e6, 7]);
    expect(numberEnv('X', 20, { min: 0, max: 1 }, {})).toBe(20);
  });

  test('a choice must match exactly, and the error lists what may stand there', () => {
    expect(choiceEnv('MARKET', ['live', 'simulated'], 'live', { MARKET: 'simulated' })).toBe('simulated');
    expect(choiceEnv('MARKET', ['live', 'simulated'], 'live', {})).toBe('live');
    expect(() => choiceEnv('MARKET', ['live', 'simulated'], 'live', { MARKET: 'Live' })).toThrow(
      'environment variable MARKET is "Live": expected one of live, simulated');
  });
});
