import type { WireBar } from '../../../core/contracts/common';
import { daySessionOf, volatilityTercileOf, weekPartOf } from '../../../core/outcomes/regime';
import { dayOf, localDayOf } from '../../../core/outcomes/days';
import { HORIZON_IDS, horizonOf, horizonText, isReference, minutesHorizon } from '../../../core/outcomes/horizon';
import { SeededDraws } from '../../../core/outcomes/null/seeded-draws';
import { walkBars } from '../../support/seeded';

const END_MS = Date.UTC(2026, 0, 7, 12);
const joined = (...parts: readonly WireBar[][]): WireBar[] => parts.flat();

describe('regime', () => {
  test('sessions of the day in UTC, with Seoul at nine in the morning in Asia', () => {
    const at = (hour: number) => daySessionOf(Date.UTC(2026, 0, 7, hour));
    expect([0, 7, 8, 13, 14, 20, 21, 23].map(at)).toEqual(['asia', 'asia', 'europe', 'europe', 'america', 'america', 'late', 'late']);
  });

  test('Saturday and Sunday are the weekend', () => {
    const days = [5, 6, 7, 8, 9, 10, 11].map((day) => weekPartOf(Date.UTC(2026, 0, day, 23, 59)));
    expect(days).toEqual(['weekday', 'weekday', 'weekday', 'weekday', 'weekday', 'weekend', 'weekend']);
  });

  test('a wild end after calm hours is high, a calm one after wild hours low', () => {
    const [calm, wild] = [(count: number) => walkBars(new SeededDraws('calm'), count, END_MS, 0.0005), (count: number) => walkBars(new SeededDraws('wild'), count, END_MS, 0.01)];
    expect(volatilityTercileOf(joined(calm(170), wild(30)))).toBe('high');
    expect(volatilityTercileOf(joined(wild(170), calm(30)))).toBe('low');
  });

  test('on a steady walk each third comes up about as often', () => {
    const counts = { low: 0, middle: 0, high: 0 };
    for (let run = 0; run < 300; run += 1) counts[volatilityTercileOf(walkBars(new SeededDraws(`walk ${run}`), 200, END_MS))!] += 1;
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(60);
  });

  test('with too few bars there is no answer', () => {
    expect(volatilityTercileOf(walkBars(new SeededDraws('few'), 119, END_MS))).toBeUndefined();
    expect(volatilityTercileOf([])).toBeUndefined();
  });
});

describe('days', () => {
  test('S3.23: the report\'s day begins at midnight in Seoul, the exchange\'s at midnight UTC', () => {
    expect(dayOf(Date.UTC(2026, 0, 7, 14, 59, 59, 999), 'report')).toBe('2026-01-07');
    expect(dayOf(Date.UTC(2026, 0, 7, 15), 'report')).toBe('2026-01-08');
    expect(dayOf(Date.UTC(2026, 0, 7, 23, 59), 'exchange')).toBe('2026-01-07');
  });

  test('another zone keeps its own days, also across a change of the clock', () => {
    expect(localDayOf(Date.UTC(2026, 2, 29, 22, 30), 'Europe/Berlin')).toBe('2026-03-30');
    expect(localDayOf(Date.UTC(2026, 2, 28, 22, 30), 'Europe/Berlin')).toBe('2026-03-28');
  });
});

describe('horizons', () => {
  test('minutes for markets that never close, sessions for stocks (C3.12)', () => {
    expect(HORIZON_IDS.map(horizonOf)).toEqual([
      ...[1, 5, 15, 60].map((count) => ({ unit: 'minutes', count })), ...[1, 5].map((count) => ({ unit: 'sessions', count })),
    ]);
    expect(HORIZON_IDS.map(horizonText)).toEqual(['1 min', '5 min', '15 min', '60 min', '1 session', '5 sessions']);
    expect(HORIZON_IDS.filter(isReference)).toEqual(['15m', '5s']);
  });

  test('an unknown one is refused by name', () => {
    expect(() => minutesHorizon(7)).toThrow('minutes=7: expected 1, 5, 15 or 60');
  });
});
