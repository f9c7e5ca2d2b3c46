import type { Indicator } from './indicator';
import { requireFinite, requireWindow } from './require-finite';
import { Float64Ring } from './ring';

const NAME = 'RollingMaximum';

/** Largest of the last `window` values seen so far, from the first value on. In the unit of the values. */
export const rollingMaximumSeries = (values: readonly number[], window: number): number[] => {
  requireWindow(NAME, 'window', window);
  for (const value of values) requireFinite(NAME, 'value', value);
  return values.map((_, end) => values.slice(Math.max(0, end + 1 - window), end + 1).reduce((a, b) => Math.max(a, b)));
};

/**
 * `rollingMaximumSeries` one value at a time, exactly equal. A monotonic deque keeps the values that may still become the maximum:
 * each enters once and leaves once, so O(1) amortised.
 * Source: D. Lemire, "Streaming Maximum-Minimum Filter Using No More than Three Comparisons per Element", 2006.
 */
export class RollingMaximum implements Indicator<number, number> {
  /** Answers from the first value on: `count` says over how many. */
  readonly warmup = 1;
  private readonly candidates: Float64Ring;
  /** Ordinals of the candidates. */
  private readonly ordinals: Float64Ring;
  private seen = 0;

  constructor(readonly window: number) {
    requireWindow(NAME, 'window', window);
    this.candidates = new Float64Ring(window);
    this.ordinals = new Float64Ring(window);
  }

  /** Number of values the last answer is over, at most `window`. */
  get count(): number {
    return Math.min(this.seen, this.window);
  }

  update(value: number): number {
    requireFinite(NAME, 'value', value);
    this.seen += 1;
    if ((this.ordinals.first() ?? Infinity) <= this.seen - this.window) this.dropOldest();
    while ((this.candidates.last() ?? Infinity) <= value) this.dropNewest();
    this.candidates.push(value);
    this.ordinals.push(this.seen);
    return this.candidates.first() ?? value;
  }

  reset(): void {
    this.candidates.clear();
    this.ordinals.clear();
    this.seen = 0;
  }

  private dropOldest(): void {
    this.candidates.shift();
    this.ordinals.shift();
  }

  private dropNewest(): void {
    this.candidates.pop();
    this.ordinals.pop();
  }
}
