/**
 * A streaming indicator: O(1) amortised per update, bounded memory, `undefined` where there is no answer (never 0 or NaN in its place).
 * Every indicator file also exports a batch oracle over an array, which is the definition the stream must reproduce.
 * An input that is not a finite number throws a RangeError and leaves the indicator as it was.
 */
export interface Indicator<Input, Output> {
  /** Number of inputs needed for the first answer: the update with this ordinal (from 1) is the first that can answer. */
  readonly warmup: number;
  update(input: Input): Output | undefined;
  /** Forgets everything: from here on the same as a new one. */
  reset(): void;
}
