import type { RadarCounts } from '../../../core/radar/radar';
import { decisionLines, opportunityLines, outcomeLines } from '../ledger-text';
import type { LedgerReport } from '../run-ledger';
import type { Count } from '../tally';
import { duration, iso, listed, number, percent, plural, speedText } from '../text';
import type { Coverage } from './tape';

/** Everything a replay of a capture found, as `--json` prints it. Times in epoch ms of the venue's clock, ratios as fractions. */
export interface CaptureReport extends LedgerReport {
  readonly market: 'replay';
  readonly venue: string;
  readonly symbols: readonly string[];
  readonly unknownSymbols: readonly string[];
  readonly seenSymbols: readonly string[];
  readonly frames: { readonly read: number; readonly used: readonly Count[]; readonly unused: readonly Count[]; readonly refused: readonly Count[] };
  readonly otherSymbolFrames: number;
  readonly unreadableLines: readonly Count[];
  readonly gaps: number;
  readonly span: { readonly firstMs: number; readonly lastMs: number } | undefined;
  readonly coverage: readonly Coverage[];
  readonly radar: RadarCounts;
  readonly elapsedSeconds: number;
}

const framesOf = ({ frames, unreadableLines, otherSymbolFrames, gaps }: CaptureReport): string[] => [
  `Frames read: ${number(frames.read)}`,
  ...listed('  used', frames.used),
  ...listed('  not used (well-formed, other streams)', frames.unused),
  ...listed('  refused', frames.refused),
  ...(otherSymbolFrames > 0 ? [`  of other symbols, left out: ${number(otherSymbolFrames)}`] : []),
  ...(unreadableLines.length > 0 ? listed('  lines that are no frame', unreadableLines) : []),
  ...(gaps > 0 ? [`  gaps in the recorder's clock, treated as blind: ${number(gaps)}`] : []),
];

const spanOf = ({ span, coverage }: CaptureReport): string[] => {
  if (span === undefined) return ['Span: nothing of these symbols was recorded'];
  return [
    `Span: ${iso(span.firstMs)} to ${iso(span.lastMs)} (${duration(span.lastMs - span.firstMs)}, venue time)`,
    'Coverage:',
    ...coverage.map((row) => `    ${row.symbol}: ${plural(row.trades, 'trade')}, traded in ${percent(row.tradedBarFraction)} of the 3-second bars, `
      + `longest silence ${duration(row.longestSilenceMs)}`),
  ];
};

const tradesOf = ({ radar }: CaptureReport): string =>
  `Trades late after their bar: ${number(radar.lateTrades)}, sent twice: ${number(radar.duplicateTrades)}, `
  + `stamped in the future: ${number(radar.futureTrades)}`;

/** The report for people. Every section says plainly when there is nothing. */
export const captureText = (report: CaptureReport): string => {
  const { span, radar, venue, symbols, elapsedSeconds } = report;
  const spanMs = span === undefined ? 0 : span.lastMs - span.firstMs;
  return [
    `REPLAY  ${venue}  ${symbols.join(', ')}  (recorded data, not live)`,
    ...framesOf(report),
    ...spanOf(report),
    ...opportunityLines(report, radar.suppressed, spanMs),
    tradesOf(report),
    ...decisionLines(report, spanMs),
    ...outcomeLines(report),
    speedText(elapsedSeconds, span),
  ].join('\n');
};
