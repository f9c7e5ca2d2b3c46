import { choiceEnv, type Environment } from './env';
import { loggable, redactText } from './redact';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export const LOG_FORMATS = ['json', 'human'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** A level in either case, as the source writes it (S1.25); `info` where the variable is absent. */
export const logLevelEnv = (name: string, env: Environment): LogLevel =>
  choiceEnv(name, LOG_LEVELS.flatMap((level) => [level, level.toUpperCase() as LogLevel]), 'info', env).toLowerCase() as LogLevel;

export type LogFields = Readonly<Record<string, unknown>>;

/** `event` is a stable kebab-case id to search and alarm on; `message` is for people and may change. */
type LogCall = (event: string, message: string, fields?: LogFields) => void;
export type Logger = Readonly<Record<LogLevel, LogCall>>;

export interface LoggerSettings {
  /** Which program speaks, for example `scanner`. */
  readonly service: string;
  readonly level?: LogLevel;
  readonly format?: LogFormat;
  /** Gets one line without its line end; default: standard output. */
  readonly write?: (line: string) => void;
  readonly nowMs?: () => number;
}

/** CloudWatch splits events above 256 KiB; a line for people to read needs far less. */
const MAX_LINE = 16_384;

/**
 * Characters that could forge a second line, colour a terminal or turn the reading direction round:
 * controls, lone surrogates, line and paragraph separators, bidi marks, byte order mark, non-characters.
 */
const UNSAFE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu;

const escapeUnsafe = (text: string): string =>
  text.replace(UNSAFE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

const LINE_NAMES = new Set(['time', 'level', 'service', 'event', 'message']);

interface Line {
  readonly time: string;
  readonly level: LogLevel;
  readonly service: string;
  readonly event: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const safeFields = (fields: LogFields): Record<string, unknown> => {
  const safe = loggable(fields) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(safe).map(([name, value]) => [LINE_NAMES.has(name) ? `${name}_` : name, value]));
};

const jsonLine = ({ fields, ...line }: Line): string => {
  const full = JSON.stringify({ ...line, ...fields });
  const kept = full.length <= MAX_LINE ? full : JSON.stringify({ ...line, fields_dropped: full.length });
  return escapeUnsafe(kept);
};

const humanValue = (value: unknown): string => (typeof value === 'string' && /^\S*$/.test(value) ? value : JSON.stringify(value));

const humanLine = ({ time, level, message, fields }: Line): string => {
  const shown = Object.entries(fields).map(([name, value]) => ` ${name}=${humanValue(value)}`).join('');
  const line = `${time.slice(11, 19)} ${level.toUpperCase().padEnd(5)} ${message}${shown}`;
  return escapeUnsafe(line.length <= MAX_LINE ? line : `${line.slice(0, MAX_LINE)}...`);
};

/**
 * A logger that prints one line per call: JSON for CloudWatch, or a short line for a terminal. Whatever stands in the fields,
 * a call stays one line, secrets named as such are replaced, and the line is capped at 16 KiB.
 */
export const createLogger = (settings: LoggerSettings): Logger => {
  const { service, level: lowest = 'info', format = 'json', nowMs = Date.now } = settings;
  const write = settings.write ?? ((line: string) => void process.stdout.write(`${line}\n`));
  const render = format === 'json' ? jsonLine : humanLine;
  const callAt = (level: LogLevel): LogCall => (event, message, fields = {}) => {
    if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(lowest)) return;
    const time = new Date(nowMs()).toISOString();
    write(render({ time, level, service, event, message: redactText(message), fields: safeFields(fields) }));
  };
  return { debug: callAt('debug'), info: callAt('info'), warn: callAt('warn'), error: callAt('error') };
};
