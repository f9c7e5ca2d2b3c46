import { WEEKDAYS, type QuietWindow, type User, type Weekday } from '../../contracts/user';
import { clockChangesMs, localTime, minutesOf, momentsOf, wallsAround } from './local-time';

/** A window ends at the latest a day after it began, and begins on one of seven days. */
const DAYS_AHEAD = 8;

type Quiet = Pick<User, 'quiet_hours' | 'time_zone'>;

const dayBefore = (weekday: Weekday): Weekday => WEEKDAYS[(WEEKDAYS.indexOf(weekday) + 6) % 7] ?? weekday;

const covers = ({ from, to, days }: QuietWindow, weekday: Weekday, minute: number): boolean => {
  const [start, end] = [minutesOf(from), minutesOf(to)];
  if (start < end) return days.includes(weekday) && minute >= start && minute < end;
  return (days.includes(weekday) && minute >= start) || (days.includes(dayBefore(weekday)) && minute < end);
};

/**
 * Whether the clock on the user's wall stands inside a quiet window. By the wall, so an hour that is repeated in autumn is quiet
 * twice, and one that is skipped in spring is not there to be quiet.
 */
export const isQuiet = ({ quiet_hours, time_zone }: Quiet, timeMs: number): boolean => {
  if (quiet_hours.length === 0) return false;
  const { weekday, minuteOfDay } = localTime(timeMs, time_zone);
  return quiet_hours.some((window) => covers(window, weekday, minuteOfDay));
};

/**
 * The first moment from `timeMs` on that is not quiet; undefined where the windows leave none. Either a window's end, or the moment at
 * which the clock is put back to before a window's beginning.
 */
export const quietEndMs = (user: Quiet, timeMs: number): number | undefined => {
  if (!isQuiet(user, timeMs)) return timeMs;
  const ends = user.quiet_hours
    .flatMap(({ to }) => wallsAround(timeMs, user.time_zone, minutesOf(to), 1, DAYS_AHEAD))
    .flatMap((wall) => momentsOf(wall, user.time_zone))
    .concat(clockChangesMs(timeMs, user.time_zone, DAYS_AHEAD))
    .filter((moment) => moment > timeMs && !isQuiet(user, moment));
  return ends.length === 0 ? undefined : Math.min(...ends);
};
