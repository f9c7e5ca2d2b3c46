import fc from 'fast-check';
import { localTime } from '../../../../core/alerts/plan/local-time';
import { isQuiet, quietEndMs } from '../../../../core/alerts/plan/quiet-hours';
import { WEEKDAYS, type QuietWindow } from '../../../../core/contracts/user';

const utc = (text: string): number => Date.parse(`${text}Z`);
const iso = (timeMs: number | undefined): string | undefined => (timeMs === undefined ? undefined : new Date(timeMs).toISOString().slice(0, 16));
const nightly = (from: string, to: string, days: QuietWindow['days'] = [...WEEKDAYS]): QuietWindow => ({ from, to, days });
const at = (time_zone: string, ...quiet_hours: QuietWindow[]) => ({ time_zone, quiet_hours });

describe('quiet hours', () => {
  test.each([
    ['the night that loses an hour', 'Europe/Berlin', '2026-03-28T21:00', '2026-03-29T05:00'],
    ['the night that gains an hour', 'Europe/Berlin', '2026-10-24T20:00', '2026-10-25T06:00'],
    ['the night that loses an hour', 'America/New_York', '2026-03-08T03:00', '2026-03-08T11:00'],
    ['the night that gains an hour', 'America/New_York', '2026-11-01T02:00', '2026-11-01T12:00'],
    ['a zone without daylight saving', 'Asia/Seoul', '2026-03-28T13:00', '2026-03-28T22:00'],
    ['a half-hour zone', 'Asia/Kolkata', '2026-03-28T16:30', '2026-03-29T01:30'],
  ])('%s in %s: quiet from 22:00 to 07:00 on the wall', (_, zone, startUtc, endUtc) => {
    const user = at(zone, nightly('22:00', '07:00'));
    const [start, end] = [utc(`${startUtc}:00`), utc(`${endUtc}:00`)];
    expect([isQuiet(user, start - 1), isQuiet(user, start), isQuiet(user, end - 1), isQuiet(user, end)]).toEqual([false, true, true, false]);
    expect(iso(quietEndMs(user, start))).toBe(endUtc);
    expect(iso(quietEndMs(user, end - 1))).toBe(endUtc);
  });

  test('an end that the clock skips is the moment of the jump', () => {
    const user = at('Europe/Berlin', nightly('01:00', '02:30'));
    expect(iso(quietEndMs(user, utc('2026-03-29T00:30:00')))).toBe('2026-03-29T01:00');
  });

  test('an hour that comes twice is quiet twice', () => {
    const user = at('Europe/Berlin', nightly('01:00', '02:30'));
    expect(iso(quietEndMs(user, utc('2026-10-25T00:00:00')))).toBe('2026-10-25T00:30');
    expect(isQuiet(user, utc('2026-10-25T00:45:00'))).toBe(false);
    expect(iso(quietEndMs(user, utc('2026-10-25T01:10:00')))).toBe('2026-10-25T01:30');
  });

  test('a window that begins in the hour that comes twice ends with its first half, and begins again', () => {
    const user = at('Europe/London', nightly('01:30', '23:15'));
    expect(iso(quietEndMs(user, utc('2026-10-25T00:36:00')))).toBe('2026-10-25T01:00');
    expect([isQuiet(user, utc('2026-10-25T01:29:00')), isQuiet(user, utc('2026-10-25T01:30:00'))]).toEqual([false, true]);
  });

  test('a window belongs to the day on which it begins', () => {
    const user = at('UTC', nightly('22:00', '07:00', ['fri']));
    expect([isQuiet(user, utc('2026-07-03T23:00:00')), isQuiet(user, utc('2026-07-04T06:59:00')), isQuiet(user, utc('2026-07-04T23:00:00'))]).toEqual([true, true, false]);
  });

  test('windows that follow each other end together; a week without a gap has no end', () => {
    const day = nightly('00:00', '12:00');
    const night = nightly('12:00', '00:00');
    expect(iso(quietEndMs(at('UTC', nightly('22:00', '00:00'), nightly('00:00', '06:00')), utc('2026-07-03T22:30:00')))).toBe('2026-07-04T06:00');
    expect(quietEndMs(at('UTC', day, night), utc('2026-07-03T22:30:00'))).toBeUndefined();
  });

  test('the same moment is night for one user and day for another', () => {
    const night = nightly('22:00', '07:00');
    const moment = utc('2026-07-01T22:30:00');
    expect([isQuiet(at('Europe/Berlin', night), moment), isQuiet(at('Asia/Seoul', night), moment), isQuiet(at('America/New_York', night), moment)]).toEqual([true, false, false]);
  });

  describe('S3.28: the end is not quiet, and every minute before it is', () => {
    const clockOf = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
    const clock = fc.integer({ min: 0, max: 1_439 }).map(clockOf);
    /** Hours in which clocks are changed. */
    const smallHours = fc.integer({ min: 0, max: 240 }).map(clockOf);
    const days = fc.oneof(fc.constant<QuietWindow['days']>([...WEEKDAYS]), fc.subarray([...WEEKDAYS], { minLength: 1 }));
    const windowOf = (one: fc.Arbitrary<string>): fc.Arbitrary<QuietWindow> =>
      fc.record({ from: one, to: fc.oneof(one, clock), days }).filter(({ from, to }) => from !== to);
    const windows = (one: fc.Arbitrary<string>): fc.Arbitrary<QuietWindow[]> => fc.array(windowOf(one), { minLength: 1, maxLength: 2 });

    const expectEndByWalking = (time_zone: string, quiet_hours: QuietWindow[], timeMs: number): void => {
      const user = { time_zone, quiet_hours };
      let expected = timeMs;
      while (isQuiet(user, expected) && expected < timeMs + 9 * 86_400_000) expected += 60_000;
      if (expected >= timeMs + 9 * 86_400_000) return;
      expect({ end: quietEndMs(user, timeMs), at: localTime(timeMs, time_zone) }).toEqual({ end: expected, at: localTime(timeMs, time_zone) });
    };

    test('in the days around changes of clocks', () => {
      const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Seoul', 'Asia/Kolkata', 'Australia/Lord_Howe');
      const moment = fc.tuple(fc.constantFrom('2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01'), fc.integer({ min: -2_000, max: 2_000 }))
        .map(([day, minutes]) => utc(`${day}T01:00:00`) + minutes * 60_000);
      fc.assert(fc.property(zone, windows(clock), moment, expectEndByWalking), { numRuns: 150 });
    });

    test('in the hours around them, with windows that begin and end there', () => {
      const change = fc.constantFrom(
        ['Europe/London', '2026-10-25T01:00'], ['Europe/London', '2026-03-29T01:00'], ['Europe/Berlin', '2026-10-25T01:00'], ['America/New_York', '2026-11-01T06:00'],
        ['America/New_York', '2026-03-08T07:00'], ['America/St_Johns', '2026-11-01T04:30'], ['Australia/Lord_Howe', '2026-04-04T15:00'], ['Australia/Lord_Howe', '2026-10-03T15:30'],
      );
      fc.assert(fc.property(change, windows(smallHours), fc.integer({ min: -150, max: 90 }), ([zone = '', changeUtc = ''], quiet_hours, minutes) => {
        expectEndByWalking(zone, quiet_hours, utc(`${changeUtc}:00`) + minutes * 60_000);
      }), { numRuns: 200 });
    });
  });
});
