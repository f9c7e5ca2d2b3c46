import { oneLine } from '../../core/alerts/text/neutral-text';

export const NONE = '–';
const MINUS = '−';
const LONGEST_TEXT = 300;

/** Text from outside on one line, without marks that turn or hide text, cut. */
export const plain = (text: string): string => oneLine(text, LONGEST_TEXT);

const signed = (value: number, text: string): string => (Number(text.replace(/,/g, '')) === 0 ? text : `${value < 0 ? MINUS : '+'}${text}`);

/** As many digits as a price of its size is quoted with. */
export const price = (value: number | null): string => {
  if (value === null) return NONE;
  const digits = value >= 1_000 ? 2 : value >= 1 ? 4 : Math.min(10, 4 - Math.floor(Math.log10(value)));
  return value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: digits });
};

/** A fraction as per cent without sign. */
export const percent = (fraction: number | null, digits = 0): string => (fraction === null ? NONE : `${(fraction * 100).toFixed(digits)} %`);

/** A fraction as per cent with its sign, for returns. */
export const change = (fraction: number | null): string => (fraction === null ? NONE : `${signed(fraction, Math.abs(fraction * 100).toFixed(2))} %`);

/** A fraction in basis points with its sign. */
export const bps = (fraction: number | null): string => (fraction === null ? NONE : signed(fraction, Math.abs(fraction * 10_000).toFixed(1)));

export const decimal = (value: number | null, digits = 2): string => (value === null ? NONE : `${value < 0 ? MINUS : ''}${Math.abs(value).toFixed(digits)}`);

/** Four significant digits: values here run from fractions to notionals. */
export const figure = (value: number | null): string =>
  (value === null ? NONE : Number(value.toPrecision(4)).toLocaleString('en-US', { maximumFractionDigits: 8 }).replace('-', MINUS));

/** US dollars, short: $1.25M. */
export const usd = (value: number): string => {
  const [divided, unit] = value >= 1e9 ? [value / 1e9, 'B'] : value >= 1e6 ? [value / 1e6, 'M'] : value >= 1e3 ? [value / 1e3, 'k'] : [value, ''];
  return `$${divided.toFixed(unit === '' || divided >= 100 ? 0 : divided >= 10 ? 1 : 2)}${unit}`;
};

/** What one alert costs: fractions of a cent. */
export const costUsd = (value: number): string => `$${value.toFixed(value < 0.01 ? 6 : 4)}`;

/** A length of time in the largest unit that leaves a whole number. */
export const duration = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3_600)} h` : `${Math.floor(seconds / 86_400)} d`;
};

export const milliseconds = (ms: number): string => {
  const size = Math.abs(ms);
  if (size < 10_000) return `${figure(Math.round(ms * 10) / 10)} ms`;
  return size < 120_000 ? `${decimal(ms / 1_000, 1)} s` : `${decimal(ms / 60_000, 1)} min`;
};

/** `HH:MM:SS`, UTC. */
export const clock = (timeMs: number): string => new Date(timeMs).toISOString().slice(11, 19);

export const day = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 10);

export const plural = (count: number, one: string, many = `${one}s`): string => `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
