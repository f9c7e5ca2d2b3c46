/** Where days are counted for people (CX.6, S3.23). */
export const REPORT_TIME_ZONE = 'Asia/Seoul';

/** Which day something belongs to: the report's, or the trading day of the exchange, which for crypto is the UTC day. */
export type DayKind = 'report' | 'exchange';

const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  formats.set(timeZone, format);
  return format;
};

/** `2026-01-07`. @throws RangeError for an unknown IANA zone. */
export const localDayOf = (timeMs: number, timeZone: string): string => formatOf(timeZone).format(timeMs);

export const dayOf = (timeMs: number, kind: DayKind): string => localDayOf(timeMs, kind === 'report' ? REPORT_TIME_ZONE : 'UTC');
