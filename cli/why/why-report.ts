import type { RecordingHeader } from '../../adapters/recording/recording-header';
import type { Opportunity } from '../../core/contracts/opportunity';
import type { CoverageRow } from '../../core/market/coverage-report';
import type { Explanation } from '../../core/radar/explanation';
import type { NearMiss, Remark, Suppressed } from '../../core/radar/remarks';

/** What a replay around one moment says of one symbol. */
export interface WhyReport {
  readonly header: RecordingHeader;
  readonly symbol: string;
  /** The moment that was asked for, receive time. */
  readonly timeMs: number;
  /** Receive times between which findings are listed. */
  readonly fromMs: number;
  readonly toMs: number;
  /** False where the recording never mentions the symbol. */
  readonly isKnown: boolean;
  /** As of `timeMs`. */
  readonly explanation: Explanation;
  readonly coverage: readonly CoverageRow[];
  /** Between `fromMs` and `toMs`. */
  readonly fired: readonly Opportunity[];
  readonly nearMisses: readonly NearMiss[];
  readonly suppressed: readonly Suppressed[];
  /** What a damaged file says; undefined where all was read. */
  readonly damage: string | undefined;
}

export const nearMissesOf = (remarks: readonly Remark[]): NearMiss[] => remarks.filter((remark) => remark.kind === 'near-miss');
export const suppressedOf = (remarks: readonly Remark[]): Suppressed[] => remarks.filter((remark) => remark.kind === 'suppressed');
