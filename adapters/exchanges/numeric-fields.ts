/** An object of a parsed message before anything about it is known. */
export type RawRecord = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is RawRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const DECIMAL = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** A finite number from decimal text or a JSON number; `undefined` for anything else ("0x10", " 1", "Infinity", 1e309). */
export const toFinite = (value: unknown): number | undefined => {
  if (typeof value === 'string' && !DECIMAL.test(value)) return undefined;
  const parsed = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
  return Number.isFinite(parsed) ? parsed : undefined;
};

type Range = 'positive' | 'non-negative';

/** No price, quantity or turnover comes near this; beyond it sums and squares of values would leave what the indicators can take. */
const LARGEST = 1e20;

/**
 * Reads the numbers of one message. Absent, null and "" mean "no value"; a value that is not a number in its range is
 * dropped as a field and its name kept in `rejected`, so that one bad field neither spoils the rest nor goes unseen.
 */
export class NumericFields {
  readonly rejected: string[] = [];

  /** Prices and quantities of trades: greater than zero, at most 1e20. */
  positive(value: unknown, name: string): number | undefined {
    return this.inRange(value, name, 'positive');
  }

  /** Turnover and volumes: zero is a fact. */
  nonNegative(value: unknown, name: string): number | undefined {
    return this.inRange(value, name, 'non-negative');
  }

  private inRange(value: unknown, name: string, range: Range): number | undefined {
    if (value === undefined || value === null || value === '') return undefined;
    const parsed = toFinite(value);
    if (parsed !== undefined && parsed <= LARGEST && (parsed > 0 || (range === 'non-negative' && parsed === 0))) return parsed;
    this.rejected.push(name);
    return undefined;
  }
}

/** Epoch milliseconds between 2001 and 2286: seconds, microseconds and truncated stamps are outside. */
export const readTimeMs = (value: unknown): number | undefined => {
  const parsed = toFinite(value);
  return parsed !== undefined && Number.isInteger(parsed) && parsed >= 1e12 && parsed < 1e13 ? parsed : undefined;
};
