import type { GraderData } from './grader';
import type { SymbolWatchData } from './symbol-watch';

export const SAVED_WHALES_SCHEMA = 'whale-pools.v1';

/**
 * What outlives a stop (S2.31): levels with ages, incarnations and fates so far, dead ones that may come back, volatilities, what became of levels
 * like them, and the opportunities that were made. Plain JSON: `restore` takes what `JSON.parse` gives.
 */
export interface SavedWhales {
  readonly schema: typeof SAVED_WHALES_SCHEMA;
  /** When it was saved: venue time, our time, and our clock minus the venue's where it was known, ms. */
  readonly savedMs: number;
  readonly receivedMs: number;
  readonly clockOffsetMs: number | null;
  /** Of the sweep, best first. */
  readonly members: readonly string[];
  readonly watches: readonly SymbolWatchData[];
  readonly grader: GraderData;
  readonly coolDowns: readonly (readonly [key: string, timeMs: number])[];
}

/** A copy that shares nothing: what is saved must not change with what it was saved of. */
export const plainCopy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/**
 * @throws RangeError for anything that is not a save of this version.
 */
export const requireSaved = (saved: SavedWhales): SavedWhales => {
  const found: unknown = saved;
  const schema = typeof found === 'object' && found !== null && 'schema' in found ? found.schema : undefined;
  if (schema !== SAVED_WHALES_SCHEMA) throw new RangeError(`schema of the saved pools is ${String(schema)}: expected ${SAVED_WHALES_SCHEMA}`);
  return saved;
};
