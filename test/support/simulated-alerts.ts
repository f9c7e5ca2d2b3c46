import type { AlertState } from '../../core/contracts/alert-state';
import { NO_ALERTS_YET } from '../../core/contracts/alert-state';
import { OPPORTUNITY_TYPES } from '../../core/contracts/common';
import type { HitRecord, HitRecords } from '../../core/alerts/plan/expected-value';
import { hitKey } from '../../core/alerts/plan/expected-value';
import { planAlert, type Planned } from '../../core/alerts/plan/plan';
import type { Signal } from '../../core/contracts/signal';
import type { User } from '../../core/contracts/user';
import { roundTripFeeFraction } from '../../core/market/fees';
import { Random } from '../../simulator/market/random';
import { sampleSignal } from './messages';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const RADAR = OPPORTUNITY_TYPES.slice(0, 4);
const TEMPLATE = sampleSignal();
const [STOP_FRACTION, TARGET_FRACTION] = [0.004, 0.006];

export interface SimulatedAlert {
  readonly signal: Signal;
  readonly timeMs: number;
  /** What it turned out to be worth, net, as a fraction. */
  readonly outcomeFraction: number;
}

/** Alerts per hour of the day: a quiet night, two busy spells. */
const BASE_RATE = Array.from({ length: 24 }, (_, hour) => 2 + 6 * Math.exp(-((hour - 9) ** 2) / 8) + 9 * Math.exp(-((hour - 15) ** 2) / 6));

/** Calm, ordinary and wild spells of days, which change rate and how well confidence foretells the outcome. */
const REGIMES = [{ rate: 0.4, skill: 0.5 }, { rate: 1, skill: 0.7 }, { rate: 3, skill: 0.35 }] as const;

const alertAt = (random: Random, timeMs: number, id: number, skill: number): SimulatedAlert => {
  const confidence = Math.round((0.35 + 0.6 * random.uniform() ** 2) * 1_000) / 1_000;
  const type = random.pick(RADAR);
  // Types differ, as detectors do; what confidence says is only partly true.
  const hitRate = Math.min(0.95, Math.max(0.05, 0.42 + 0.06 * RADAR.indexOf(type) + skill * (confidence - 0.55)));
  const isHit = random.chance(hitRate);
  const size = isHit ? TARGET_FRACTION : -STOP_FRACTION;
  const signal: Signal = {
    ...TEMPLATE, signal_id: `alert-${id}`, symbol: `S${random.below(300)}USDT`, side: random.chance(0.5) ? 'buy' : 'sell', opportunity_type: type, confidence,
    entry_price: 100, stop_price: 100 * (1 - STOP_FRACTION), target1_price: 100 * (1 + TARGET_FRACTION), valid_until_ms: timeMs + 120_000,
  };
  return { signal, timeMs, outcomeFraction: size * random.between(0.7, 1.3) - roundTripFeeFraction(signal.exchange) };
};

/** `days` of alerts in order of time: hourly Poisson arrivals by regime, with bursts of hundreds within minutes on some days. */
export const simulatedAlerts = (seed: number, days: number, startMs: number): SimulatedAlert[] => {
  const random = new Random(seed, 7, 0);
  const times: { timeMs: number; skill: number }[] = [];
  let regime: (typeof REGIMES)[number] = REGIMES[1];
  for (let day = 0; day < days; day += 1) {
    if (random.chance(0.2)) regime = random.pick(REGIMES);
    const { rate, skill } = regime;
    const dayMs = startMs + day * DAY_MS;
    BASE_RATE.forEach((base, hour) => {
      for (let count = random.poisson(base * rate); count > 0; count -= 1) times.push({ timeMs: dayMs + Math.floor((hour + random.uniform()) * HOUR_MS), skill });
    });
    if (random.chance(0.25)) {
      const burstMs = dayMs + random.between(0, 23) * HOUR_MS;
      for (let count = 50 + random.below(300); count > 0; count -= 1) times.push({ timeMs: Math.floor(burstMs + random.between(0, 10 * 60_000)), skill });
    }
  }
  return times.sort((a, b) => a.timeMs - b.timeMs).map(({ timeMs, skill }, index) => alertAt(random, timeMs, index, skill));
};

export interface SimulatedPlan {
  readonly alert: SimulatedAlert;
  readonly plan: Planned;
}

const withOutcome = (record: HitRecord, net: number): HitRecord => ({
  n: record.n + 1,
  hits: record.hits + (net > 0 ? 1 : 0),
  winSumFraction: record.winSumFraction + Math.max(0, net),
  lossSumFraction: record.lossSumFraction + Math.max(0, -net),
});

/** Plans every alert for one user, the outcomes of each day being known from the next day on. */
export const planSimulated = (
  alerts: readonly SimulatedAlert[], user: User, eachDay: (state: AlertState) => AlertState = (state) => state,
): SimulatedPlan[] => {
  let state = NO_ALERTS_YET;
  let records: HitRecords = {};
  let today: SimulatedAlert[] = [];
  const plans: SimulatedPlan[] = [];
  for (const alert of alerts) {
    const first = today[0];
    if (first !== undefined && Math.floor(alert.timeMs / DAY_MS) !== Math.floor(first.timeMs / DAY_MS)) {
      const next: Record<string, HitRecord> = { ...records };
      for (const { signal, outcomeFraction } of today) {
        const key = hitKey(signal.opportunity_type, signal.confidence);
        next[key] = withOutcome(next[key] ?? { n: 0, hits: 0, winSumFraction: 0, lossSumFraction: 0 }, outcomeFraction);
      }
      records = next;
      today = [];
      state = eachDay(state);
    }
    today.push(alert);
    const plan = planAlert({ signal: alert.signal, user, state, nowMs: alert.timeMs, records });
    if (plan.kind === 'none') throw new Error(`simulated alert "${alert.signal.signal_id}" was not planned: ${plan.reason}`);
    state = plan.state;
    plans.push({ alert, plan });
  }
  return plans;
};
