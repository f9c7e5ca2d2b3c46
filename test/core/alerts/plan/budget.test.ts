import fc from 'fast-check';
import { expectedRemaining, foldDays, observeArrival, scoreThreshold, takesPlace, type Place } from '../../../../core/alerts/plan/budget';
import { MAX_SCORES, NO_ALERTS_YET, type Learnt } from '../../../../core/contracts/alert-state';
import { Random } from '../../../../simulator/market/random';
import { planSimulated, simulatedAlerts, type SimulatedPlan } from '../../../support/simulated-alerts';
import { userOf } from '../../../support/users';

const { learnt: NOTHING } = NO_ALERTS_YET;
/** 240 a day, evenly over the hours, with the scores 1 to 100. */
const KNOWN: Learnt = {
  scores: Array.from({ length: 100 }, (_, index) => ((index * 37) % 100) + 1), hourly_mean: Array<number>(24).fill(10), hourly_today: Array<number>(24).fill(0), days: 7,
};
const place = (changes: Partial<Place> = {}): Place => ({ learnt: KNOWN, placesLeft: 12, placesOfDay: 12, dayGoneFraction: 0, minuteOfDay: 0, ...changes });
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('D-6: the threshold', () => {
  test('is the score that as many of the alerts to come will reach as there are places', () => {
    expect(scoreThreshold(place())).toBe(96);
    expect(scoreThreshold(place({ placesLeft: 24 }))).toBe(91);
    expect(scoreThreshold(place({ placesLeft: 240 }))).toBe(-Infinity);
  });

  test('falls as the day goes by with places left, and rises as they are taken', () => {
    const quietDay = { ...KNOWN, hourly_today: KNOWN.hourly_mean.map((count, hour) => (hour < 18 ? count : 0)) };
    expect(scoreThreshold(place({ learnt: quietDay, minuteOfDay: 18 * 60 }))).toBe(81);
    expect(scoreThreshold(place({ placesLeft: 2 }))).toBe(100);
  });

  test('follows the pace of the day: twice the usual number so far is expected to go on', () => {
    const usual = { ...KNOWN, hourly_today: KNOWN.hourly_mean.map((count, hour) => (hour < 12 ? count : 0)) };
    const double = { ...KNOWN, hourly_today: usual.hourly_today.map((count) => 2 * count) };
    expect(expectedRemaining(usual, 720)).toBe(120);
    expect(expectedRemaining(double, 720)).toBeCloseTo(235.2);
    expect(expectedRemaining(NOTHING, 720)).toBeUndefined();
  });

  test('before anything is known, places are given out evenly over the day', () => {
    const early = place({ learnt: NOTHING });
    expect([takesPlace(early, 1), takesPlace({ ...early, placesLeft: 11 }, 1), takesPlace({ ...early, placesLeft: 10 }, 1)]).toEqual([true, true, false]);
    expect(takesPlace({ ...early, placesLeft: 10, dayGoneFraction: 0.5 }, null)).toBe(true);
  });

  test('an alert without a score gets a place only where there are places for all', () => {
    expect([takesPlace(place(), null), takesPlace(place({ placesLeft: 240 }), null)]).toEqual([false, true]);
  });

  test('with no place left nothing gets one', () => {
    fc.assert(fc.property(fc.integer({ min: -5, max: 0 }), fc.double({ noNaN: true }), (placesLeft, score) => {
      expect(takesPlace(place({ placesLeft }), score)).toBe(false);
    }));
  });
});

describe('what the budget learns', () => {
  test('hours are averaged over about a week, days without alerts counting as such', () => {
    const busy = Array.from({ length: 24 }).reduce<Learnt>((learnt) => observeArrival(learnt, 9, 1), NOTHING);
    expect(foldDays(busy, 1)).toMatchObject({ days: 1, hourly_mean: expect.arrayContaining([24]) as number[] });
    expect(foldDays(busy, 2).hourly_mean[9]).toBe(12);
    expect(foldDays(busy, 100)).toMatchObject({ days: 7, hourly_today: Array(24).fill(0) });
  });

  test('its memory is bounded, and an alert without a score counts as an arrival', () => {
    let learnt = NOTHING;
    for (let index = 0; index < MAX_SCORES + 50; index += 1) learnt = observeArrival(learnt, 3, index);
    expect([learnt.scores.length, learnt.scores[0], learnt.hourly_today[3]]).toEqual([MAX_SCORES, 50, MAX_SCORES + 50]);
    expect(observeArrival(learnt, 3, null).scores).toBe(learnt.scores);
  });
});

describe('D-6: 30 simulated days with bursts and changes of regime', () => {
  const START_MS = Date.UTC(2026, 2, 10);
  const DAY_MS = 86_400_000;
  const SEEDS = [1, 2];
  const runs = SEEDS.map((seed) => planSimulated(simulatedAlerts(seed, 30, START_MS), userOf()));
  const isSent = ({ plan }: SimulatedPlan): boolean => plan.holdReason === undefined;
  const isOver = ({ plan }: SimulatedPlan): boolean => plan.holdReason === 'budget';
  const bySms = ({ plan }: SimulatedPlan): boolean => plan.decisions.some(({ kind, channel }) => kind === 'send' && channel.kind === 'sms');
  const daysOf = (plans: readonly SimulatedPlan[]): SimulatedPlan[][] =>
    Array.from({ length: 30 }, (_, day) => plans.filter(({ alert }) => Math.floor((alert.timeMs - START_MS) / DAY_MS) === day));
  const outcomes = (plans: readonly SimulatedPlan[]): number => mean(plans.map(({ alert }) => alert.outcomeFraction));
  const scores = (plans: readonly SimulatedPlan[]): number => mean(plans.map(({ plan }) => plan.score ?? 0));

  test('every day is within 12 alerts and 2 SMS', () => {
    for (const day of runs.flatMap(daysOf)) {
      expect(day.filter(isSent).length).toBeLessThanOrEqual(12);
      expect(day.filter(bySms).length).toBeLessThanOrEqual(2);
    }
  });

  test('the budget is used: nine places in ten, on average', () => {
    for (const plans of runs) expect(plans.filter(isSent).length).toBeGreaterThan(0.85 * 12 * 30);
  });

  test('what was kept did better than what was dropped, and than first come, first served', () => {
    for (const plans of runs) {
      expect(outcomes(plans.filter(isSent))).toBeGreaterThan(outcomes(plans.filter(isOver)));
      const first = daysOf(plans).flatMap((day) => day.filter((one) => isSent(one) || isOver(one)).slice(0, 12));
      expect(outcomes(plans.filter(isSent))).toBeGreaterThan(outcomes(first));
    }
  });

  test('it comes near to what hindsight would have chosen', () => {
    for (const plans of runs) {
      const best = daysOf(plans).flatMap((day) => {
        const able = day.filter((one) => isSent(one) || isOver(one)).sort((a, b) => (b.plan.score ?? 0) - (a.plan.score ?? 0));
        return able.slice(0, day.filter(isSent).length);
      });
      expect(scores(plans.filter(isSent))).toBeGreaterThan(0.75 * scores(best));
    }
  });

  test('D-16: a type called noise is sent less often from the next day on', () => {
    const alerts = simulatedAlerts(5, 12, START_MS);
    const user = userOf({ critical: { enabled: false, min_confidence: 1, types: [], reserved_per_day: 0 } });
    let day = 0;
    const disliked = planSimulated(alerts, user, (state) => {
      day += 1;
      return day === 6 ? { ...state, feedback: { mixed_signal: { useful: 0, noise: 20 } } } : state;
    });
    const share = (plans: readonly SimulatedPlan[], from: number): number => {
      const sent = plans.filter(isSent).filter(({ alert }) => alert.timeMs >= START_MS + from * DAY_MS);
      return sent.filter(({ alert }) => alert.signal.opportunity_type === 'mixed_signal').length / sent.length;
    };
    expect(share(disliked, 6)).toBeLessThan(share(planSimulated(alerts, user), 6) / 3);
  });

  test('a random generator of scores: the chosen ones are the best of their day in expectation', () => {
    const random = new Random(9, 9, 9);
    let learnt = KNOWN;
    const chosen: number[] = [];
    for (let day = 0; day < 20; day += 1) {
      let left = 12;
      for (let arrival = 0; arrival < 240; arrival += 1) {
        const score = random.uniform() * 100;
        const takes = takesPlace({ learnt, placesLeft: left, placesOfDay: 12, dayGoneFraction: arrival / 240, minuteOfDay: arrival * 6 }, score);
        learnt = observeArrival(learnt, Math.floor(arrival / 10), score);
        if (takes) { left -= 1; chosen.push(score); }
      }
      learnt = foldDays(learnt, 1);
    }
    expect(chosen.length).toBeGreaterThan(0.9 * 240);
    expect(mean(chosen)).toBeGreaterThan(95);
  });
});
