import type { Count } from './tally';

export const HOUR_MS = 3_600_000;

export const number = (value: number): string => value.toLocaleString('en-US');
export const percent = (fraction: number, digits = 1): string => `${(100 * fraction).toFixed(digits)} %`;
export const plural = (count: number, noun: string): string => `${number(count)} ${noun}${count === 1 ? '' : 's'}`;
export const iso = (timeMs: number): string => new Date(timeMs).toISOString();

export const duration = (ms: number): string => {
  const seconds = ms / 1_000;
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  return seconds < 7_200 ? `${(seconds / 60).toFixed(1)} min` : `${(seconds / 3_600).toFixed(2)} h`;
};

/** A title and its counts below it, or `none` behind it. */
export const listed = (title: string, counts: readonly Count[]): string[] => [
  `${title}: ${counts.length === 0 ? 'none' : ''}`.trimEnd(),
  ...counts.flatMap(({ name, count, sample }) => [
    `    ${number(count).padStart(10)}  ${name}`, ...(sample === undefined ? [] : [`                first: ${sample}`]),
  ]),
];

/** Rows under a head, columns as wide as their widest cell; those named in `right` stand to the right. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[], right: readonly number[] = []): string[] => {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const cell = (text: string, column: number): string => (right.includes(column) ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0));
  return all.map((row) => `  ${row.map(cell).join('  ').trimEnd()}`);
};

/** `elapsed 0.42 s, 712 x real time`. */
export const speedText = (elapsedSeconds: number, span: { readonly firstMs: number; readonly lastMs: number } | undefined): string => {
  const times = span === undefined || elapsedSeconds === 0 ? '' : `, ${number(Math.round((span.lastMs - span.firstMs) / 1_000 / elapsedSeconds))} x real time`;
  return `Elapsed: ${elapsedSeconds.toFixed(2)} s${times}`;
};
