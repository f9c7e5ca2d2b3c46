import { createHash } from 'node:crypto';
import type { FinderSettings } from '../core/finder/settings';
import type { RadarSource } from '../core/radar/source';
import type { SessionSettings } from '../core/session/market-session';

/** Everything that a decision depends on besides the code and the market's data. */
export interface EffectiveConfig {
  readonly settings: SessionSettings;
  readonly finder: FinderSettings;
  readonly source: Pick<RadarSource, 'venue' | 'market' | 'fixedSymbols'>;
}

/** 64 bits: people compare and quote it. Two different configurations of one user collide by chance about never; it is no signature. */
const HEX_DIGITS = 16;

/**
 * JSON in which equal values are equal texts: keys in code-unit order, fields that are `undefined` left out, no white space.
 * After RFC 8785 (JSON Canonicalization Scheme); numbers are written as JSON.stringify writes them, which is what it prescribes.
 * @throws RangeError naming the field for anything that JSON has no spelling for.
 */
export const canonicalJson = (value: unknown, path = 'value'): string => {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`${path} is ${value}: expected a finite number`);
  if (value === null || typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item, index) => canonicalJson(item, `${path}[${index}]`)).join(',')}]`;
  if (typeof value !== 'object') throw new RangeError(`${path} is a ${typeof value}: expected what JSON can hold`);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field, `${path}.${name}`)}`).join(',')}}`;
};

/** The first 16 hex digits of SHA-256 over the canonical JSON of settings: equal ones give equal hashes, however they came about. */
export const settingsHash = (settings: unknown): string =>
  createHash('sha256').update(canonicalJson(settings)).digest('hex').slice(0, HEX_DIGITS);

/**
 * The hash that every opportunity of the radar carries as `config_hash` (D-1): over all settings in effect and where the events
 * come from.
 */
export const configHash = ({ settings: { radar, tracker }, finder, source: { venue, market, fixedSymbols } }: EffectiveConfig): string =>
  settingsHash({ radar, tracker, finder, venue, market, fixedSymbols });
