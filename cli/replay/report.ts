import type { PrecisionRow } from '../../core/outcomes/precision';
import { precisionLine } from '../../core/outcomes/precision-line';
import type { RadarCounts } from '../../core/radar/radar';
import type { Coverage } from './tape';

export interface Count {
  readonly name: string;
  readonly count: number;
  readonly sample?: string;
}

/** Everything a replay found, as `--json` prints it. Times in epoch ms of the venue's clock, ratios as fractions. */
export interface ReplayReport {
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
  readonly opportunities: readonly Count[];
  readonly accepted: number;
  readonly rejected: number;
  readonly rejectReasons: readonly Count[];
  readonly outcomes: readonly PrecisionRow[];
  readonly elapsedSeconds: number;
}

const HOUR_MS = 3_600_000;

const number = (value: number): string => value.toLocaleString('en-US');
const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`;
const plural = (count: number, noun: string): string => `${number(count)} ${noun}${count === 1 ? '' : 's'}`;

const duration = (ms: number): string => {
  const seconds = ms / 1_000;
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  return seconds < 7_200 ? `${(seconds / 60).toFixed(1)} min` : `${(seconds / 3_600).toFixed(2)} h`;
};

const listed = (title: string, counts: readonly Count[]): string[] => [
  `${title}: ${counts.length === 0 ? 'none' : ''}`.trimEnd(),
  ...counts.flatMap(({ name, count, sample }) => [
    `    ${number(count).padStart(10)}  ${name}`, ...(sample === undefined ? [] : [`                first: ${sample}`]),
  ]),
];

const framesOf = ({ frames, unreadableLines, otherSymbolFrames, gaps }: ReplayReport): string[] => [
  `Frames read: ${number(frames.read)}`,
  ...listed('  used', frames.used),
  ...listed('  not used (well-formed, other streams)', frames.unused),
  ...listed('  refused', frames.refused),
  ...(otherSymbolFrames > 0 ? [`  of other symbols, left out: ${number(otherSymbolFrames)}`] : []),
  ...(unreadableLines.length > 0 ? listed('  lines that are no frame', unreadableLines) : []),
  ...(gaps > 0 ? [`  gaps in the recorder's clock, treated as blind: ${number(gaps)}`] : []),
];

const spanOf = ({ span, coverage }: ReplayReport): string[] => {
  if (span === undefined) return ['Span: nothing of these symbols was recorded'];
  const iso = (ms: number): string => new Date(ms).toISOString();
  return [
    `Span: ${iso(span.firstMs)} to ${iso(span.lastMs)} (${duration(span.lastMs - span.firstMs)}, venue time)`,
    'Coverage:',
    ...coverage.map((row) => `    ${row.symbol}: ${plural(row.trades, 'trade')}, traded in ${percent(row.tradedBarFraction)} of the 3-second bars, `
      + `longest silence ${duration(row.longestSilenceMs)}`),
  ];
};

const opportunitiesOf = (report: ReplayReport): string[] => {
  const { span, opportunities, radar } = report;
  const hours = span === undefined ? 0 : (span.lastMs - span.firstMs) / HOUR_MS;
  const total = opportunities.reduce((sum, { count }) => sum + count, 0);
  const rate = (count: number): string => (hours > 0 ? `  ${(count / hours).toFixed(1)} per hour` : '');
  return [
    `Opportunities: ${number(total)}${rate(total)}; held back by the cool-down: ${number(radar.suppressed)}`,
    ...opportunities.map(({ name, count }) => `    ${number(count).padStart(10)}  ${name}${rate(count)}`),
    `Trades late after their bar: ${number(radar.lateTrades)}, sent twice: ${number(radar.duplicateTrades)}, `
      + `stamped in the future: ${number(radar.futureTrades)}`,
  ];
};

const decisionsOf = ({ accepted, rejected, rejectReasons }: ReplayReport): string[] => [
  `Finder: ${number(accepted)} accepted, ${number(rejected)} rejected`,
  ...(rejectReasons.length > 0 ? ['  rejected for (an opportunity may have several):'] : []),
  ...rejectReasons.map(({ name, count }) => `    ${number(count).padStart(10)}  ${name}`),
];

const outcomesOf = ({ outcomes }: ReplayReport): string[] => [
  outcomes.length === 0 ? 'Outcomes: none' : 'Outcomes (a hit earns more than the round trip costs; 95 % Wilson intervals):',
  ...outcomes.map((row) => `    ${precisionLine(row)}`),
];

const speedOf = ({ elapsedSeconds, span }: ReplayReport): string => {
  const times = span === undefined || elapsedSeconds === 0 ? '' : `, ${number(Math.round((span.lastMs - span.firstMs) / 1_000 / elapsedSeconds))} x real time`;
  return `Elapsed: ${elapsedSeconds.toFixed(2)} s${times}`;
};

/** The report for people. Every section says plainly when there is nothing. */
export const reportText = (report: ReplayReport): string => [
  `REPLAY  ${report.venue}  ${report.symbols.join(', ')}  (recorded data, not live)`,
  ...framesOf(report),
  ...spanOf(report),
  ...opportunitiesOf(report),
  ...decisionsOf(report),
  ...outcomesOf(report),
  speedOf(report),
].join('\n');
