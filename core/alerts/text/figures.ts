import type { Language } from '../../contracts/user';
import { wallMs } from '../plan/local-time';

/** A fraction as whole per cent without the sign: 0.712 is `71` (C3.9). */
export const percent = (fraction: number): string => (fraction * 100).toFixed(0);

/** An expected return in per cent with its sign, to hundredths; `n/a` where there is none. */
export const signedPercent = (fraction: number | null): string => {
  if (fraction === null) return 'n/a';
  const text = Math.abs(fraction * 100).toFixed(2);
  return `${fraction < 0 && Number(text) !== 0 ? '-' : '+'}${text}%`;
};

/** What the wall shows there: `2026-07-01 09:30`. */
export const localText = (timeMs: number, timeZone: string): string =>
  new Date(wallMs(timeMs, timeZone)).toISOString().slice(0, 16).replace('T', ' ');

export const localClock = (timeMs: number, timeZone: string): string => localText(timeMs, timeZone).slice(11);

/** A time in minutes as it is said there, in whole hours where it is that: `1 hr`, `1시간`, `90 мин`. */
export const duration = (minutes: number, language: Language): string => {
  const [unit, count] = minutes % 60 === 0 ? ['hour', minutes / 60] as const : ['minute', minutes] as const;
  return new Intl.NumberFormat(language, { style: 'unit', unit }).format(count);
};
