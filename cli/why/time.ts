import { UsageError } from '../usage';

export interface Span {
  readonly firstMs: number;
  readonly lastMs: number;
}

const DAY_MS = 86_400_000;
const CLOCK = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z?$/;

/** The latest moment of this clock time (UTC) that is not after the end of the span. */
const ofClock = ([, hours, minutes, seconds = '0']: RegExpExecArray, { lastMs }: Span): number => {
  const ofDayMs = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
  const todayMs = Math.floor(lastMs / DAY_MS) * DAY_MS + ofDayMs;
  return todayMs <= lastMs ? todayMs : todayMs - DAY_MS;
};

const read = (text: string, span: Span): number => {
  const clock = CLOCK.exec(text);
  if (clock !== null) return ofClock(clock, span);
  return ISO.test(text) ? Date.parse(text.endsWith('Z') ? text : `${text}Z`) : NaN;
};

/** Whether a text can be a time at all, whatever the recording holds. */
export const isTimeText = (text: string): boolean => Number.isFinite(read(text, { firstMs: 0, lastMs: 0 }));

/**
 * The moment that a person names, epoch ms: `15:45`, `15:45:30` (the last one in the recording) or an ISO time, all UTC; none: the end.
 * @throws UsageError for a text that is no time, and for a time that the recording does not hold.
 */
export const timeOf = (text: string | undefined, span: Span): number => {
  if (text === undefined) return span.lastMs;
  const timeMs = read(text, span);
  if (Number.isNaN(timeMs)) throw new UsageError(`TIME is "${text}": expected 15:45, 15:45:30 or 2025-12-18T15:45:30Z (UTC)`);
  if (timeMs >= span.firstMs && timeMs <= span.lastMs) return timeMs;
  const iso = (ms: number): string => new Date(ms).toISOString();
  throw new UsageError(`TIME is "${text}": expected one in the recording, which holds ${iso(span.firstMs)} to ${iso(span.lastMs)}`);
};
