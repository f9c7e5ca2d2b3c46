import { budgetHour, DEFAULT_ALERTS_PER_HOUR } from '../../core/alerts/budget';
import type { DaySignal } from './day-run';

/** Who decides which accepted signals become alerts. Asked in order of time; may remember. */
export interface AlertPolicy {
  readonly name: string;
  sends(signal: DaySignal): boolean;
}

/** The hourly budget: first come, first served. */
export const hourlyBudget = (alertsPerHour = DEFAULT_ALERTS_PER_HOUR): AlertPolicy => {
  const sent = new Map<string, number>();
  return {
    name: `at most ${alertsPerHour} an hour, first come first served`,
    sends: ({ timeMs }) => {
      const hour = budgetHour(timeMs);
      const count = (sent.get(hour) ?? 0) + 1;
      if (count > alertsPerHour) return false;
      sent.set(hour, count);
      return true;
    },
  };
};
