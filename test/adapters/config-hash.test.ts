import fc from 'fast-check';
import { canonicalJson, configHash, type EffectiveConfig } from '../../adapters/config-hash';
import { DEFAULT_FINDER } from '../../core/finder/settings';
import { DEFAULT_AFTERMATH_TRACKER } from '../../core/outcomes/aftermath-tracker';
import { DEFAULT_RADAR } from '../../core/radar/settings';

const CONFIG: EffectiveConfig = {
  settings: { radar: DEFAULT_RADAR, tracker: DEFAULT_AFTERMATH_TRACKER }, finder: DEFAULT_FINDER, source: { venue: 'bybit', market: 'live' },
};

type Fields = Record<string, unknown>;
const reversed = (value: unknown): unknown =>
  (value === null || typeof value !== 'object' || Array.isArray(value) ? value
    : Object.fromEntries(Object.entries(value as Fields).reverse().map(([name, field]) => [name, reversed(field)])));

/** Every setting under its path, with a function that gives the configuration in which that one alone is different. */
const changes = (['settings.radar', 'settings.tracker', 'finder'] as const).flatMap((path) => {
  const part = path.split('.').reduce<Fields>((fields, name) => fields[name] as Fields, CONFIG as unknown as Fields);
  return Object.entries(part).map(([name, value]): [string, EffectiveConfig] => {
    const changed = { ...part, [name]: typeof value === 'number' ? value + 1 : `${String(value)}x` };
    const whole = path === 'finder' ? { ...CONFIG, finder: changed }
      : { ...CONFIG, settings: { ...CONFIG.settings, [path.split('.')[1] ?? '']: changed } };
    return [`${path}.${name}`, whole as unknown as EffectiveConfig];
  });
});

describe('D-1: the configuration hash', () => {
  test('is 16 hex digits, the same in every process: SHA-256 of a text that anyone can make', () => {
    expect(configHash(CONFIG)).toMatch(/^[0-9a-f]{16}$/);
    expect(canonicalJson({ b: [1, 'é', null], a: { d: true, c: 1e21 }, e: undefined })).toBe('{"a":{"c":1e+21,"d":true},"b":[1,"é",null]}');
  });

  test('does not depend on the order in which the settings are written', () => {
    expect(configHash(reversed(CONFIG) as EffectiveConfig)).toBe(configHash(CONFIG));
  });

  test.each(changes)('another %s is another hash', (_, changed) => {
    expect(configHash(changed)).not.toBe(configHash(CONFIG));
  });

  test('another venue, market or list of fixed symbols is another hash; the evidence itself does not enter', () => {
    const hashes = [{ venue: 'binance' }, { market: 'replay' }, { fixedSymbols: ['BTCUSDT'] }, { fixedSymbols: ['ETHUSDT'] }, {}]
      .map((source) => configHash({ ...CONFIG, source: { ...CONFIG.source, ...source } as EffectiveConfig['source'] }));
    expect(new Set(hashes).size).toBe(5);
    const withEvidence = { venue: 'bybit', market: 'live', configHash: 'x', codeVersion: 'y' } as EffectiveConfig['source'];
    expect(configHash({ ...CONFIG, source: withEvidence })).toBe(configHash(CONFIG));
  });

  test('canonical JSON is JSON: it reads back as the same value, and equal values are equal texts', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      const read: unknown = JSON.parse(canonicalJson(value));
      expect(read).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(read)).toBe(canonicalJson(value));
    }));
  });

  test.each([[{ a: { b: NaN } }, 'value.a.b is NaN: expected a finite number'], [[0, Infinity], 'value[1] is Infinity: expected a finite number'], [{ f: () => 1 }, 'value.f is a function: expected what JSON can hold']])(
    'a value without a spelling in JSON is refused by name (%#)', (value, message) => {
      expect(() => canonicalJson(value)).toThrow(message);
    });
});
