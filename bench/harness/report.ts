import type { Goal, Row } from './bench-case';

export interface CaseResult {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly failure: string | null;
}

export interface BenchReport {
  readonly machine: string;
  readonly node: string;
  /** Peer versions; null when they were not installed. */
  readonly peers: Readonly<Record<string, string>> | null;
  readonly command: string;
  readonly isQuick: boolean;
  readonly cases: readonly CaseResult[];
}

const significant = (value: number): string => (Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(3))));

const goalText = (goal: Goal | null): string => {
  if (goal === null) return '–';
  if ('timesCheaper' in goal) return `≥ ${goal.timesCheaper}×`;
  return 'timesItsCost' in goal ? `≤ ${goal.timesItsCost}×` : `≤ ${goal.atMost}`;
};

const ratioText = ({ ratio, ratioMin, ratioMax }: Row): string =>
  (ratio === null || ratioMin === null || ratioMax === null ? '–' : `${significant(ratio)}× [${significant(ratioMin)}–${significant(ratioMax)}]`);

const cellsOf = (row: Row): readonly string[] => [
  row.figure, row.peerName ?? '–', `${significant(row.ours)} ${row.unit}`, row.peer === null ? '–' : `${significant(row.peer)} ${row.unit}`,
  ratioText(row), goalText(row.goal), row.isReached === null ? '–' : row.isReached ? 'yes' : 'no', String(row.runs),
];

const HEADINGS = ['figure', 'against', 'ours', 'peer', 'ratio [min–max]', 'goal', 'reached', 'runs'];

const rowsOf = ({ cases }: BenchReport): readonly Row[] => cases.flatMap(({ rows }) => rows);

const notesOf = (report: BenchReport): readonly string[] => [
  ...rowsOf(report).flatMap(({ figure, peerName, note }) => (note === undefined ? [] : [`${figure}${peerName === null ? '' : ` against ${peerName}`}: ${note}`])),
  ...report.cases.flatMap(({ name, rows, failure }) => (rows.length === 0 && failure === null ? [`case ${name} left out: it needs the peers`] : [])),
  ...report.cases.flatMap(({ name, failure }) => (failure === null ? [] : [`case ${name} failed: ${failure}`])),
];

const originOf = (report: BenchReport): readonly string[] => [
  `Machine: ${report.machine}`,
  `Versions: Node ${report.node}; ${report.peers === null ? 'peers not installed' : Object.entries(report.peers).map(([name, version]) => `${name} ${version}`).join(', ')}`,
  `Command: ${report.command}${report.isQuick ? ' (a quick look: not for quoting)' : ''}`,
];

export const textReport = (report: BenchReport): string => {
  const table = [HEADINGS, ...rowsOf(report).map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  const lines = table.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd());
  return [...originOf(report), '', ...lines, '', ...notesOf(report)].join('\n').trimEnd();
};

export const markdownReport = (report: BenchReport): string => [
  ...originOf(report).map((line) => `- ${line}`), '',
  ...[HEADINGS, HEADINGS.map(() => '---'), ...rowsOf(report).map(cellsOf)].map((cells) => `| ${cells.join(' | ')} |`), '',
  ...notesOf(report).map((note) => `- ${note}`),
].join('\n').trimEnd();

/** One object, a line per figure with ours, peer, ratio, runs, goal and whether it was reached. */
export const jsonReport = (report: BenchReport): string => {
  const { cases, ...origin } = report;
  const rows = cases.flatMap(({ name, rows: found }) => found.map(({ isReached: reached, ...row }) => ({ case: name, ...row, reached })));
  const failures = cases.flatMap(({ name, failure }) => (failure === null ? [] : [{ case: name, failure }]));
  return JSON.stringify({ ...origin, rows, failures });
};
