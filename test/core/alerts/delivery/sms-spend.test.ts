import fc from 'fast-check';
import { isSpent, takeSpend, type SmsSpend } from '../../../../core/alerts/delivery/sms-spend';

const LIMIT = { monthlyUsd: 1, segmentUsd: 0.04 };
const JULY_MS = Date.UTC(2026, 6, 15);

/** Takes until refused; tells how many were granted and at which one the alarm was raised. */
const spendAll = (start: SmsSpend | undefined, nowMs: number): { granted: number; alarms: number[]; spend: SmsSpend | undefined } => {
  let [spend, granted]: [SmsSpend | undefined, number] = [start, 0];
  const alarms: number[] = [];
  for (;;) {
    const answer = takeSpend(spend, LIMIT, 1, nowMs);
    if (answer.kind === 'refused') return { granted, alarms, spend };
    spend = JSON.parse(JSON.stringify(answer.spend)) as SmsSpend;
    granted += 1;
    if (answer.raisesAlarm) alarms.push(granted);
  }
};

describe('E4: the month\'s money for SMS', () => {
  test('is used to the last cent and not beyond, with one alarm at 80 %', () => {
    const { granted, alarms, spend } = spendAll(undefined, JULY_MS);
    expect([granted, alarms]).toEqual([25, [20]]);
    expect([isSpent(spend, LIMIT, JULY_MS), isSpent(undefined, LIMIT, JULY_MS)]).toEqual([true, false]);
  });

  test('a new month begins with nothing spent; a clock that is set back does not', () => {
    const { spend } = spendAll(undefined, JULY_MS);
    expect(takeSpend(spend, LIMIT, 1, Date.UTC(2026, 7, 1)).kind).toBe('granted');
    expect(takeSpend(spend, LIMIT, 1, Date.UTC(2026, 5, 30)).kind).toBe('refused');
  });

  test('is never overdrawn, whatever the prices are', () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 5, noNaN: true }), fc.double({ min: 0.001, max: 0.5, noNaN: true }), fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 200 }), (monthlyUsd, segmentUsd, messages) => {
      let spend: SmsSpend | undefined;
      for (const segments of messages) {
        const answer = takeSpend(spend, { monthlyUsd, segmentUsd }, segments, JULY_MS);
        if (answer.kind === 'granted') spend = answer.spend;
      }
      expect(spend?.spentUsd ?? 0).toBeLessThanOrEqual(monthlyUsd);
    }));
  });

  test('no segments is a mistake', () => {
    expect(() => takeSpend(undefined, LIMIT, 0, JULY_MS)).toThrow('segments is 0: expected a whole number from 1 on');
  });
});
