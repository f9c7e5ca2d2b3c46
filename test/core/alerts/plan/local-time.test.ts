import fc from 'fast-check';
import { dayLeftFraction, daysBetween, localTime, momentsOf, nextClockMs, wallMs } from '../../../../core/alerts/plan/local-time';

const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Seoul', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC', 'America/St_Johns', 'Asia/Kathmandu'];
const utc = (text: string): number => Date.parse(`${text}Z`);
const texts = (moments: readonly number[]): string[] => moments.map((moment) => new Date(moment).toISOString().slice(0, 16));

describe('local time', () => {
  test.each([
    ['Europe/Berlin', '2026-03-29T00:59:59', { day: '2026-03-29', weekday: 'sun', minuteOfDay: 119, hour: 1 }],
    ['Europe/Berlin', '2026-03-29T01:00:00', { day: '2026-03-29', weekday: 'sun', minuteOfDay: 180, hour: 3 }],
    ['America/New_York', '2026-11-01T05:30:00', { day: '2026-11-01', weekday: 'sun', minuteOfDay: 90, hour: 1 }],
    ['America/New_York', '2026-11-01T06:30:00', { day: '2026-11-01', weekday: 'sun', minuteOfDay: 90, hour: 1 }],
    ['Asia/Seoul', '2026-06-30T15:00:00', { day: '2026-07-01', weekday: 'wed', minuteOfDay: 0, hour: 0 }],
    ['Asia/Kolkata', '2026-01-01T00:00:00', { day: '2026-01-01', weekday: 'thu', minuteOfDay: 330, hour: 5 }],
  ])('CX.6: %s at %s UTC', (zone, at, expected) => {
    expect(localTime(utc(at), zone)).toEqual(expected);
  });

  test('a reading that the clock shows twice has two moments, one that it skips has the moment of the jump', () => {
    const wall = (text: string): number => utc(text);
    expect(texts(momentsOf(wall('2026-10-25T02:30:00'), 'Europe/Berlin'))).toEqual(['2026-10-25T00:30', '2026-10-25T01:30']);
    expect(texts(momentsOf(wall('2026-03-29T02:30:00'), 'Europe/Berlin'))).toEqual(['2026-03-29T01:00']);
    expect(texts(momentsOf(wall('2026-03-29T03:00:00'), 'Europe/Berlin'))).toEqual(['2026-03-29T01:00']);
    expect(texts(momentsOf(wall('2026-04-05T01:45:00'), 'Australia/Lord_Howe'))).toEqual(['2026-04-04T14:45', '2026-04-04T15:15']);
    expect(texts(momentsOf(wall('2026-07-01T02:30:00'), 'Asia/Kolkata'))).toEqual(['2026-06-30T21:00']);
  });

  test('every minute of two years in every zone is among the moments of its own reading', () => {
    const from = utc('2026-01-01T00:00:00') / 60_000;
    fc.assert(fc.property(fc.constantFrom(...ZONES), fc.integer({ min: from, max: from + 2 * 366 * 1_440 }), (zone, minute) => {
      const moments = momentsOf(wallMs(minute * 60_000, zone), zone);
      expect(moments).toContain(minute * 60_000);
      for (const moment of moments) expect(wallMs(moment, zone)).toBe(wallMs(minute * 60_000, zone));
    }), { numRuns: 2_000 });
  });

  test('the next of several clock times, and over the hour that is skipped', () => {
    expect(nextClockMs(utc('2026-07-01T00:00:00'), 'Asia/Seoul', ['08:00', '20:00'])).toBe(utc('2026-07-01T11:00:00'));
    expect(nextClockMs(utc('2026-07-01T11:00:00'), 'Asia/Seoul', ['08:00', '20:00'])).toBe(utc('2026-07-01T23:00:00'));
    expect(nextClockMs(utc('2026-03-28T12:00:00'), 'Europe/Berlin', ['02:30'])).toBe(utc('2026-03-29T01:00:00'));
    expect(nextClockMs(utc('2026-03-29T01:00:00'), 'Europe/Berlin', ['02:30'])).toBe(utc('2026-03-30T00:30:00'));
    expect(nextClockMs(0, 'UTC', [])).toBeUndefined();
  });

  test('a day of 23 or 25 hours is left by its true length', () => {
    expect(dayLeftFraction(utc('2026-03-28T23:00:00'), 'Europe/Berlin')).toBe(1);
    expect(dayLeftFraction(utc('2026-03-29T10:30:00'), 'Europe/Berlin')).toBe(0.5);
    expect(dayLeftFraction(utc('2026-10-25T10:30:00'), 'Europe/Berlin')).toBe(0.5);
    fc.assert(fc.property(fc.constantFrom(...ZONES), fc.integer({ min: 1_767_225_600, max: 1_830_000_000 }), (zone, seconds) => {
      const left = dayLeftFraction(seconds * 1_000, zone);
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThanOrEqual(1);
    }));
  });

  test('days are counted by the calendar', () => {
    expect(daysBetween('2026-02-27', '2026-03-02')).toBe(3);
    expect(daysBetween('2026-03-02', '2026-03-02')).toBe(0);
  });

  test('a zone that does not exist is an error', () => {
    expect(() => localTime(0, 'Mars/Olympus')).toThrow(RangeError);
  });
});
