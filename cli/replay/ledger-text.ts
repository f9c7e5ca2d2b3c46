import { DEFAULT_ALERTS_PER_HOUR } from '../../core/alerts/budget';
import { precisionLine } from '../../core/outcomes/precision-line';
import type { LedgerReport } from './run-ledger';
import { HOUR_MS, number } from './text';

const perHour = (count: number, spanMs: number): string => (spanMs > 0 ? `  ${((count * HOUR_MS) / spanMs).toFixed(1)} per hour` : '');

/** Opportunities by type; `held` is what the cool-down let through no further. */
export const opportunityLines = ({ opportunities }: LedgerReport, held: number, spanMs: number): string[] => {
  const total = opportunities.reduce((sum, { count }) => sum + count, 0);
  return [
    `Opportunities: ${number(total)}${perHour(total, spanMs)}; held back by the cool-down: ${number(held)}`,
    ...opportunities.map(({ name, count }) => `    ${number(count).padStart(10)}  ${name}${perHour(count, spanMs)}`),
  ];
};

export const decisionLines = ({ accepted, rejected, rejectReasons, alerts, heldAlerts }: LedgerReport, spanMs: number): string[] => [
  `Finder: ${number(accepted)} accepted, ${number(rejected)} rejected`,
  ...(rejectReasons.length > 0 ? ['  rejected for (an opportunity may have several):'] : []),
  ...rejectReasons.map(({ name, count }) => `    ${number(count).padStart(10)}  ${name}`),
  `Alerts: ${number(alerts)}${perHour(alerts, spanMs)}; over the budget of ${DEFAULT_ALERTS_PER_HOUR} per hour: ${number(heldAlerts)}`,
];

export const outcomeLines = ({ outcomes }: LedgerReport): string[] => [
  outcomes.length === 0 ? 'Outcomes: none' : 'Outcomes (a hit earns more than the round trip costs; 95 % Wilson intervals):',
  ...outcomes.map((row) => `    ${precisionLine(row)}`),
];
