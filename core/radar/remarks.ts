import type { Condition, RadarType } from '../contracts/common';
import type { Verdict } from './classify';

/** What each detector is named by. */
export type DetectorName = Exclude<RadarType, 'mixed_signal'>;

/**
 * A detector whose leading measure came to at least `NEAR_MISS_SHARE` of its threshold at the close of bars, and did not fire.
 * One for consecutive such bars: that of the closest.
 */
export interface NearMiss {
  readonly kind: 'near-miss';
  readonly symbol: string;
  readonly detector: DetectorName;
  /** Close of the closest bar, venue time. */
  readonly timeMs: number;
  /** Close of the first and last bar of the episode, venue time. */
  readonly fromMs: number;
  readonly toMs: number;
  /** The leading measure over its threshold at the closest bar; 1 or more where another condition was not met. */
  readonly share: number;
  readonly conditions: readonly Condition[];
}

export type SuppressionReason = 'cool-down' | 'not-on-watch-list';

/** A verdict that became no opportunity. */
export interface Suppressed {
  readonly kind: 'suppressed';
  readonly symbol: string;
  readonly timeMs: number;
  readonly reason: SuppressionReason;
  /** For how much longer such verdicts will be held back; undefined where time does not tell. */
  readonly remainingMs: number | undefined;
  readonly verdict: Verdict;
  readonly conditions: readonly Condition[];
}

/** What did not become a finding, and why: for the one who asks. */
export type Remark = NearMiss | Suppressed;
export type RemarkListener = (remark: Remark) => void;
