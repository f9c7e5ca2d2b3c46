import { budgetHour, DEFAULT_ALERTS_PER_HOUR } from '../../core/alerts/budget';
import { type HitRecord, hitKey } from '../../core/alerts/plan/expected-value';
import { planAlert } from '../../core/alerts/plan/plan';
import { NO_ALERTS_YET } from '../../core/contracts/alert-state';
import { DEFAULT_USER, type User } from '../../core/contracts/user';
import type { DaySignal } from './day-run';

/** Who decides which accepted signals become alerts. Asked in order of time; may remember. */
export interface AlertPolicy {
  readonly name: string;
  sends(signal: DaySignal): boolean;
  /** At the end of a day, with what its accepted signals earned; undefined where nobody saw. */
  learn?(signals: readonly DaySignal[], netOf: (id: string) => number | undefined): void;
}

/** The hourly budget: first come, first served. */
export const hourlyBudget = (alertsPerHour: number = DEFAULT_ALERTS_PER_HOUR): AlertPolicy => {
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

const READER: User = {
  ...DEFAULT_USER,
  channels: [{ channel_id: 'mail', kind: 'email', address: 'reader@example.com', enabled: true, state: 'confirmed', state_time_ms: 0, state_reason: null, opt_in: null }],
};

const withNet = (record: HitRecord | undefined, net: number): HitRecord => ({
  n: (record?.n ?? 0) + 1, hits: (record?.hits ?? 0) + (net > 0 ? 1 : 0),
  winSumFraction: (record?.winSumFraction ?? 0) + Math.max(0, net), lossSumFraction: (record?.lossSumFraction ?? 0) + Math.max(0, -net),
});

/** The plan for one user with an e-mail address, who gives no feedback; what a day's signals earned is known from the next day on. */
export const userBudget = (user: User = READER): AlertPolicy => {
  let state = NO_ALERTS_YET;
  const records: Record<string, HitRecord> = {};
  return {
    name: `the user's budget of ${user.limits.per_day} a day, by expected value`,
    sends: ({ signal, timeMs }) => {
      if (signal === undefined) return false;
      const plan = planAlert({ signal, user, state, nowMs: timeMs, records });
      if (plan.kind === 'none') return false;
      state = plan.state;
      return plan.holdReason === undefined;
    },
    learn: (signals, netOf) => {
      for (const { id, type, confidence } of signals) {
        const net = netOf(id);
        const key = hitKey(type, confidence);
        if (net !== undefined) records[key] = withNet(records[key], net);
      }
    },
  };
};
