import type { Outcome } from '../../../core/contracts/outcome';
import { addSums, NO_OUTCOMES, type Precision, precisionOf, type PrecisionRow } from '../../../core/outcomes/precision';
import type { OutcomeSettings } from '../../../core/outcomes/settings';
import type { FieldDifference } from '../compare/first-difference';
import type { LedgerReport } from '../run-ledger';
import { HOUR_MS, number, percent, table } from '../text';

/** What settings would have changed, from the same recording. */
export interface WhatIfReport {
  /** Settings that differ: `there` live, `here` what if. */
  readonly settings: readonly FieldDifference[];
  readonly live: LedgerReport;
  readonly whatIf: LedgerReport;
  /** Distinct symbols on its watch list, and those of them that were not watched live at some of that time: no trades are recorded then. */
  readonly watchedSymbols: number;
  readonly unseenSymbols: number;
}

const HORIZONS = [1, 5, 15, 60] as const satisfies readonly Outcome['horizon_minutes'][];
const DECISIONS = ['accepted', 'rejected'] as const satisfies readonly Outcome['decision'][];

/** All types together. */
const pooled = (rows: readonly PrecisionRow[], decision: Outcome['decision'], horizon: number, settings: OutcomeSettings): Precision =>
  precisionOf(rows.filter((row) => row.decision === decision && row.horizonMinutes === horizon).reduce(addSums, NO_OUTCOMES), settings);

const precisionCell = ({ precision, interval, hits, n, hasEnoughData }: Precision): string => {
  if (precision === undefined || interval === undefined) return 'no outcome';
  return `${hits}/${n} = ${percent(precision)} [${percent(interval.low)}, ${percent(interval.high)}]${hasEnoughData ? '' : ' *'}`;
};

const perHour = (count: number, spanMs: number): string => (spanMs > 0 ? ((count * HOUR_MS) / spanMs).toFixed(1) : 'none');

const totalOf = ({ accepted, rejected }: LedgerReport): number => accepted + rejected;
const countOf = ({ opportunities }: LedgerReport, name: string): number => opportunities.find((one) => one.name === name)?.count ?? 0;

const rateRows = ({ live, whatIf }: WhatIfReport, spanMs: number): string[][] => {
  const row = (name: string, count: (ledger: LedgerReport) => number): string[] => [name, perHour(count(live), spanMs), perHour(count(whatIf), spanMs)];
  const types = [...new Set([...live.opportunities, ...whatIf.opportunities].map(({ name }) => name))].sort();
  return [
    row('opportunities per hour', totalOf), ...types.map((type) => row(`  ${type}`, (ledger) => countOf(ledger, type))),
    row('accepted per hour', ({ accepted }) => accepted), row('alerts per hour', ({ alerts }) => alerts),
  ];
};

const precisionRows = ({ live, whatIf }: WhatIfReport, outcomes: { readonly live: OutcomeSettings; readonly whatIf: OutcomeSettings }): string[][] =>
  DECISIONS.flatMap((decision) => HORIZONS.map((horizon) => [
    `precision, ${decision}, ${horizon} min`,
    precisionCell(pooled(live.outcomes, decision, horizon, outcomes.live)), precisionCell(pooled(whatIf.outcomes, decision, horizon, outcomes.whatIf)),
  ]));

const unseenText = ({ watchedSymbols, unseenSymbols }: WhatIfReport): string => (unseenSymbols === 0
  ? `All ${number(watchedSymbols)} symbols that it would have watched were watched live: their trades are in the recording.`
  : `${number(unseenSymbols)} of ${number(watchedSymbols)} symbols that it would have watched were not watched live for some or all of that time: the recording has no trades of them then, so what if is too low.`);

/** Live and what if side by side. */
export const whatIfLines = (report: WhatIfReport, spanMs: number, outcomes: { readonly live: OutcomeSettings; readonly whatIf: OutcomeSettings }): string[] => [
  'What if:',
  ...(report.settings.length === 0 ? ['  no setting differs from the live ones'] : report.settings.map(({ path, there, here }) => `  ${path}: ${String(there)} live, ${String(here)} what if`)),
  ...table(['', 'live', 'what if'], [...rateRows(report, spanMs), ...precisionRows(report, outcomes)], [1, 2]),
  `  * not enough data: fewer than ${outcomes.live.minOutcomes} outcomes`,
  `  ${unseenText(report)}`,
];
