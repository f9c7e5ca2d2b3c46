/**
 * A streaming indicator: O(1) per update, `undefined` until it has seen enough input (never 0 or NaN in place of an answer).
 * Every indicator file also exports a batch oracle over an array, which is the definition the stream must reproduce.
 */
export interface Indicator<Input, Output> {
  /** Number of inputs before the first answer. */
  readonly warmup: number;
  update(input: Input): Output | undefined;
  reset(): void;
}
