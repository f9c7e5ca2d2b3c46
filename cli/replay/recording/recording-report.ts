import { basename } from 'node:path';
import type { Recording } from '../../../adapters/recording/open-recording';
import { coverageLine, type CoverageReport } from '../../../core/market/coverage-report';
import type { RadarCounts } from '../../../core/radar/radar';
import type { Comparison } from '../compare/compare-opportunities';
import { comparisonLines } from '../compare/comparison-text';
import type { FieldDifference } from '../compare/first-difference';
import { decisionLines, opportunityLines, outcomeLines } from '../ledger-text';
import type { LedgerReport } from '../run-ledger';
import { duration, iso, listed, number, plural, speedText } from '../text';
import { checkpointLines, type CheckpointReport } from './checkpoints';
import { blindByCause, coverageLines } from './coverage-text';
import type { PlaySpan, ReadCounts } from './recording-play';
import { whatIfLines, type WhatIfReport } from './what-if-text';
import type { SessionSetup } from './replayed-session';

export interface NamedComparison extends Comparison {
  readonly name: string;
  /** Settings that differ by name; undefined where the other side's are not known. */
  readonly settings: readonly FieldDifference[] | undefined;
  /** Opportunities there that were found at records that were not replayed. */
  readonly leftOut: number;
}

/** Everything that a replay of a recording found. */
export interface RecordingReport {
  readonly recording: Pick<Recording, 'header' | 'segments' | 'gaps' | 'truncatedBytes'>;
  readonly setup: SessionSetup;
  readonly read: ReadCounts;
  readonly span: PlaySpan | undefined;
  readonly coverage: CoverageReport;
  readonly radar: RadarCounts;
  readonly ledger: LedgerReport;
  readonly checkpoints: CheckpointReport;
  /** Of the opportunities' file; of what if, where settings were changed. */
  readonly sha256: string;
  readonly out: string | undefined;
  readonly live: NamedComparison | undefined;
  readonly against: NamedComparison | undefined;
  readonly whatIf: { readonly report: WhatIfReport; readonly setup: SessionSetup } | undefined;
  /** What a damaged file says; the rest covers what came before. */
  readonly damage: string | undefined;
  readonly elapsedSeconds: number;
}

const MARK = { live: 'LIVE market', simulated: 'SIMULATED market, not live', replay: 'replayed market' } as const;

const headLines = ({ recording: { header, segments, gaps, truncatedBytes }, setup: { source } }: RecordingReport): string[] => {
  const [first, last] = [segments[0], segments.at(-1)];
  const isWhole = first?.firstOrdinal === 0 && gaps.length === 0;
  return [
    `REPLAY  session ${header.session}  ${header.venue}  (${MARK[header.market]}, recorded)`,
    `Recording: ${plural(segments.length, 'segment')}, records ${number(first?.firstOrdinal ?? 0)} to ${number((last?.endOrdinal ?? 1) - 1)}, `
      + (isWhole ? 'from its beginning' : 'from a stored state: the beginning is not here'),
    ...gaps.map(({ fromOrdinal, toOrdinal, before }) => `  records ${number(fromOrdinal)} to ${number(toOrdinal - 1)} are missing before ${basename(before)}: went on from its state`),
    ...(truncatedBytes > 0 ? [`  cut off by a crash: ${number(truncatedBytes)} bytes behind the last whole block`] : []),
    ...(header.codeVersion === source.codeVersion ? [] : [`  other code: ${header.codeVersion} recorded, ${source.codeVersion ?? 'unknown'} here`]),
  ];
};

const readLines = ({ read }: RecordingReport): string[] => [
  ...listed('Frames', read.frames),
  ...(read.refused.length > 0 ? listed('  taken live, refused here', read.refused) : []),
  ...listed('Events', read.events),
  `Other frames: ${number(read.otherFrames)} in, ${number(read.sent)} out; never seen by the session`,
  ...read.lost.map(({ records, cause }) => `  LOST while recording: ${plural(records, 'record')}: ${cause}`),
];

const spanLine = ({ span }: RecordingReport): string =>
  (span === undefined ? 'Span: nothing was received' : `Span: ${iso(span.firstMs)} to ${iso(span.lastMs)} (${duration(span.lastMs - span.firstMs)}, receive time)`);

const comparedLines = (compared: NamedComparison | undefined): string[] => (compared === undefined ? [] : [
  ...comparisonLines(compared.name, compared, compared.settings),
  ...(compared.leftOut > 0 ? [`  left out: ${number(compared.leftOut)} ${compared.leftOut === 1 ? 'opportunity' : 'opportunities'} there from records that were not replayed`] : []),
]);

const outLines = ({ out, sha256, whatIf, ledger }: RecordingReport): string[] => {
  const count = whatIf === undefined ? ledger : whatIf.report.whatIf;
  return [`Opportunities file: ${number(count.accepted + count.rejected)} lines, sha256 ${sha256}${out === undefined ? '' : `, written to ${out}`}`];
};

/** The report for people. */
export const recordingText = (report: RecordingReport): string => {
  const { ledger, span, radar, coverage, whatIf, setup } = report;
  const spanMs = span === undefined ? 0 : span.lastMs - span.firstMs;
  return [
    ...headLines(report),
    ...readLines(report),
    spanLine(report),
    ...coverageLines(coverage),
    ...opportunityLines(ledger, radar.suppressed, spanMs),
    ...decisionLines(ledger, spanMs),
    ...outcomeLines(ledger),
    `  with coverage ${coverageLine(coverage)}`,
    ...(whatIf === undefined ? [] : whatIfLines(whatIf.report, spanMs, { live: setup.outcomes, whatIf: whatIf.setup.outcomes })),
    ...checkpointLines(report.checkpoints),
    ...outLines(report),
    ...comparedLines(report.live),
    ...comparedLines(report.against),
    ...(report.damage === undefined ? [] : [`DAMAGED: ${report.damage}; all of the above covers what came before`]),
    speedText(report.elapsedSeconds, span),
  ].join('\n');
};

/** The report for machines: ratios as fractions, times in epoch ms. */
export const recordingJson = (report: RecordingReport): object => {
  const { recording: { header, segments, gaps, truncatedBytes }, setup, coverage, whatIf, ...rest } = report;
  const { total, byStream, forgottenWindows } = coverage;
  return {
    session: header.session, venue: header.venue, market: header.market,
    configHash: { recorded: header.configHash, here: setup.source.configHash }, codeVersion: { recorded: header.codeVersion, here: setup.source.codeVersion },
    segments: segments.map(({ path, firstOrdinal, endOrdinal }) => ({ path, firstOrdinal, endOrdinal })), gaps, truncatedBytes,
    coverage: { total, byStream, forgottenWindows, blind: blindByCause(coverage) }, ...rest, whatIf: whatIf?.report,
  };
};
