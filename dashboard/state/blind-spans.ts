import type { Aftermath } from '../../core/contracts/aftermath';
import type { WireBar } from '../../core/contracts/common';

const MINUTE_MS = 60_000;

/** Minutes of which nothing is known, one after the other. */
export interface BlindSpan {
  /** Starts of the minutes, epoch ms, rising; at least one. */
  readonly startsMs: readonly number[];
  /** `no bars`: missing among known ones. `blind`: within a horizon that was not seen whole, after all that is known. */
  readonly words: 'no bars' | 'blind';
}

const minutesFrom = (fromMs: number, endMs: number): readonly number[] =>
  Array.from({ length: Math.max(0, Math.ceil((endMs - fromMs) / MINUTE_MS)) }, (_, index) => fromMs + index * MINUTE_MS);

const spanOf = (startsMs: readonly number[], words: BlindSpan['words']): readonly BlindSpan[] => (startsMs.length === 0 ? [] : [{ startsMs, words }]);

/** Bars that followed begin anywhere in a minute: between two bars less than a whole one may be left, which is no gap. */
const between = (bars: readonly WireBar[]): readonly BlindSpan[] => bars.slice(1).flatMap(([nextMs], index) => {
  const endMs = (bars[index]?.[0] ?? nextMs) + MINUTE_MS;
  return spanOf(minutesFrom(endMs, nextMs - MINUTE_MS + 1), 'no bars');
});

/** Spans of the chart that nobody saw; `bars` rising. */
export const blindSpansOf = (bars: readonly WireBar[], aftermaths: readonly Aftermath[]): readonly BlindSpan[] => {
  const lastMs = bars.at(-1)?.[0];
  if (lastMs === undefined) return [];
  const blindUntilMs = Math.max(0, ...aftermaths.filter(({ status }) => status === 'blind').map(({ entry_time_ms, horizon_minutes }) => entry_time_ms + horizon_minutes * MINUTE_MS));
  return [...between(bars), ...spanOf(minutesFrom(lastMs + MINUTE_MS, blindUntilMs), 'blind')];
};
