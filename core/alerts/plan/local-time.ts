import { WEEKDAYS, type Weekday } from '../../contracts/user';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** No zone is further from UTC; so the offsets of a day before and after bracket every change of clocks between. */
const PROBE_MS = DAY_MS;

/** What the clock on the wall shows. */
export interface LocalTime {
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly weekday: Weekday;
  /** 0..1439, in whole minutes. */
  readonly minuteOfDay: number;
  readonly hour: number;
}

/** Building one costs about 50 times as much as using it; the entries are those of the users' zones. */
const FORMATS = new Map<string, Intl.DateTimeFormat>();

const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = FORMATS.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23',
    year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  });
  FORMATS.set(timeZone, format);
  return format;
};

/**
 * The wall's reading as if it were UTC, in ms: what arithmetic on local times needs.
 * @throws RangeError where the zone is not known.
 */
export const wallMs = (timeMs: number, timeZone: string): number => {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(timeMs)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
};

const dayText = (wall: number): string => new Date(wall).toISOString().slice(0, 10);

/** 1970-01-01 was a Thursday. */
const weekdayOf = (wall: number): Weekday => WEEKDAYS[(((Math.floor(wall / DAY_MS) + 3) % 7) + 7) % 7] ?? 'mon';

export const localTime = (timeMs: number, timeZone: string): LocalTime => {
  const wall = wallMs(timeMs, timeZone);
  const minuteOfDay = Math.floor((((wall % DAY_MS) + DAY_MS) % DAY_MS) / MINUTE_MS);
  return { day: dayText(wall), weekday: weekdayOf(wall), minuteOfDay, hour: Math.floor(minuteOfDay / 60) };
};

/** Minutes since midnight of `HH:MM`. */
export const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

/** The first whole second of which something holds, where it does not hold at `lowMs` and holds from then to `highMs`. */
const firstSecond = (lowMs: number, highMs: number, holds: (moment: number) => boolean): number => {
  let [low, high] = [lowMs, highMs];
  while (high - low > 1_000) {
    const middle = Math.floor((low + high) / 2_000) * 1_000;
    if (holds(middle)) high = middle; else low = middle;
  }
  return high;
};

/**
 * When the wall shows this reading, earliest first: two moments in the hour that is repeated in autumn, and in the hour that is
 * skipped in spring the moment at which the clock jumps over it.
 */
export const momentsOf = (wall: number, timeZone: string): readonly number[] => {
  const offsets = [-PROBE_MS, PROBE_MS].map((probe) => wallMs(wall + probe, timeZone) - (wall + probe));
  const moments = [...new Set(offsets.map((offset) => wall - offset))].sort((a, b) => a - b);
  const exact = moments.filter((moment) => wallMs(moment, timeZone) === wall);
  if (exact.length > 0) return exact;
  return [firstSecond(wall - PROBE_MS, wall + PROBE_MS, (moment) => wallMs(moment, timeZone) >= wall)];
};

/** Wall readings of one clock time on the days around a moment, from `before` days back to `after` days on. */
export const wallsAround = (timeMs: number, timeZone: string, minute: number, before: number, after: number): readonly number[] => {
  const midnight = Math.floor(wallMs(timeMs, timeZone) / DAY_MS) * DAY_MS;
  return Array.from({ length: before + after + 1 }, (_, index) => midnight + (index - before) * DAY_MS + minute * MINUTE_MS);
};

const offsetMs = (timeMs: number, timeZone: string): number => wallMs(timeMs, timeZone) - timeMs;

/** When the clocks are changed, in whole seconds, within so many days from a moment on. No zone changes them twice within a day. */
export const clockChangesMs = (timeMs: number, timeZone: string, days: number): readonly number[] => {
  const start = Math.floor(timeMs / 1_000) * 1_000;
  return Array.from({ length: days }, (_, day) => start + day * DAY_MS).flatMap((from) => {
    const before = offsetMs(from, timeZone);
    if (before === offsetMs(from + DAY_MS, timeZone)) return [];
    return [firstSecond(from, from + DAY_MS, (moment) => offsetMs(moment, timeZone) !== before)];
  });
};

/** The next time strictly after `timeMs` at which the wall shows one of the clock times `HH:MM`. */
export const nextClockMs = (timeMs: number, timeZone: string, clocks: readonly string[]): number | undefined => {
  const moments = clocks.flatMap((clock) => wallsAround(timeMs, timeZone, minutesOf(clock), 1, 2))
    .flatMap((wall) => momentsOf(wall, timeZone).slice(0, 1)).filter((moment) => moment > timeMs);
  return moments.length === 0 ? undefined : Math.min(...moments);
};

interface DaySpan {
  readonly startMs: number;
  readonly endMs: number;
}

/** The day last asked for, by zone: its bounds cost ten readings of the wall, and the next alert is nearly always of the same day. */
const LAST_DAYS = new Map<string, DaySpan>();

const daySpan = (timeMs: number, timeZone: string): DaySpan => {
  const known = LAST_DAYS.get(timeZone);
  if (known !== undefined && timeMs >= known.startMs && timeMs < known.endMs) return known;
  const [today = 0, tomorrow = 0] = wallsAround(timeMs, timeZone, 0, 0, 1);
  const span = { startMs: momentsOf(today, timeZone)[0] ?? timeMs, endMs: momentsOf(tomorrow, timeZone)[0] ?? timeMs };
  LAST_DAYS.set(timeZone, span);
  return span;
};

/** The local day's share that is still to come, 0..1, by its true length of 23, 24 or 25 hours. */
export const dayLeftFraction = (timeMs: number, timeZone: string): number => {
  const { startMs, endMs } = daySpan(timeMs, timeZone);
  return endMs <= startMs ? 0 : Math.min(1, Math.max(0, (endMs - timeMs) / (endMs - startMs)));
};

/** Whole days from one YYYY-MM-DD to another. */
export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
