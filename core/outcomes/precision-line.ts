import type { PrecisionRow } from './precision';

const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`;

const basisPoints = (fraction: number): string => `${fraction < 0 ? '-' : '+'}${Math.abs(10_000 * fraction).toFixed(1)} bps`;

/** "2/5 hits = 40.0 % [11.8 %, 76.9 %]", or what is missing for that. */
const precisionText = (row: PrecisionRow): string => {
  if (row.precision === undefined || row.interval === undefined) return 'no outcome';
  const interval = `[${percent(row.interval.low)}, ${percent(row.interval.high)}]`;
  return `${row.hits}/${row.n} hits = ${percent(row.precision)} ${interval}${row.hasEnoughData ? '' : ` not enough data (n=${row.n})`}`;
};

/** One kind of outcome on one line for people: hits with their 95 % interval, mean return, what was touched first, blind ones. */
export const precisionLine = (row: PrecisionRow): string => {
  const mean = row.meanReturnFraction === undefined ? '' : `, mean return ${basisPoints(row.meanReturnFraction)}`;
  const touches = row.n === 0 ? '' : `, stop first ${row.stopFirst}, target first ${row.target1First}`;
  const name = `${row.opportunityType.padEnd(18)} ${row.decision.padEnd(8)} ${String(row.horizonMinutes).padStart(3)} min`;
  return `${name}  ${precisionText(row)}${mean}${touches}${row.blind > 0 ? `, blind ${row.blind}` : ''}`;
};
