import * as z from 'zod';
import { CHANNEL, CHANNEL_KINDS } from './channel';
import { EXCHANGE, OPPORTUNITY_TYPES, SIDE, SYMBOL } from './common';
import { parserOf } from './contract';

export const USER_SCHEMA = 'user.v1';

export const LANGUAGES = ['ko', 'en', 'ru'] as const;
export type Language = (typeof LANGUAGES)[number];
export const LANGUAGE = z.enum(LANGUAGES);

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export const USER_ID = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'expected 1 to 64 of a-z 0-9 . _ -');

/** Of the synthetic alerts that show whether alerts arrive; nobody else may be called so. */
export const CANARY_USER_ID = 'canary';

const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

/** A bare offset such as `+09:00` is refused: it knows no daylight-saving time. */
export const TIME_ZONE = z.string().refine((name) => /^[A-Za-z]/.test(name) && isTimeZone(name), 'expected an IANA time zone such as Asia/Seoul');
const LOCAL_TIME = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'expected a local time HH:MM from 00:00 to 23:59');

/** From `from` up to, not including, `to`; past midnight where `to` is earlier. `days` are the days on which it begins. */
const QUIET_WINDOW = z.object({ from: LOCAL_TIME, to: LOCAL_TIME, days: z.array(z.enum(WEEKDAYS)).min(1) })
  .refine(({ from, to }) => from !== to, 'expected two different times; a whole day is two windows');
export type QuietWindow = z.infer<typeof QUIET_WINDOW>;

/** What a user wants to hear of; an empty list asks for everything. */
const CONDITIONS = z.object({
  symbols: z.array(SYMBOL).max(500),
  types: z.array(z.enum(OPPORTUNITY_TYPES)),
  sides: z.array(SIDE),
  exchanges: z.array(EXCHANGE),
  min_confidence: z.number().min(0).max(1),
});
export type AlertConditions = z.infer<typeof CONDITIONS>;

const COUNT = z.int().min(0).max(1_000);

/** Hard caps, counted in the user's own days and hours; an alert that goes out on three channels counts once. */
const LIMITS = z.object({
  per_day: COUNT,
  /** At most so many of them in any 60 minutes. Critical alerts are not held by it. */
  per_hour: COUNT,
  /** At most so many a day on each channel of the kind; a kind that is not named has the day's limit alone. */
  per_channel_per_day: z.partialRecord(z.enum(CHANNEL_KINDS), COUNT),
});
export type AlertLimits = z.infer<typeof LIMITS>;

const RE_ALERT = z.object({
  /** Nothing of the same symbol, type and side for so long after one was sent. */
  cool_down_seconds: z.int().min(0).max(86_400),
  /** Then only if by this fraction bigger than the last one sent (0.2 is 20 %) ... */
  bigger_fraction: z.number().min(0).max(10),
  /** ... until that is so long ago, when the next one counts as new. */
  forget_after_seconds: z.int().min(0).max(604_800),
});
export type ReAlertRule = z.infer<typeof RE_ALERT>;

/**
 * Which alerts are critical. A critical alert passes quiet hours, the hourly limit and the budget's threshold, and passes the
 * cool-down if it is bigger than the last one sent. It never passes the day's cap: `reserved_per_day` places of it are kept for
 * critical alerts alone. What finds even those used up brings the next digest forward.
 */
const CRITICAL = z.object({
  enabled: z.boolean(),
  min_confidence: z.number().min(0).max(1),
  types: z.array(z.enum(OPPORTUNITY_TYPES)),
  reserved_per_day: COUNT,
});
export type CriticalRule = z.infer<typeof CRITICAL>;

const DIGEST = z.object({
  enabled: z.boolean(),
  at: z.array(LOCAL_TIME).min(1).max(24),
  channels: z.array(z.enum(CHANNEL_KINDS)),
  max_items: z.int().min(1).max(50),
});
export type DigestSettings = z.infer<typeof DIGEST>;

const SHAPE = z.object({
  schema: z.literal(USER_SCHEMA),
  user_id: USER_ID.refine((id) => id !== CANARY_USER_ID, 'expected another id: this one is kept for the synthetic alerts that show whether alerts arrive'),
  language: LANGUAGE,
  time_zone: TIME_ZONE,
  channels: z.array(CHANNEL).max(20).refine((channels) => new Set(channels.map(({ channel_id }) => channel_id)).size === channels.length,
    'expected a different channel_id for each channel'),
  conditions: CONDITIONS,
  quiet_hours: z.array(QUIET_WINDOW).max(20),
  limits: LIMITS,
  re_alert: RE_ALERT,
  critical: CRITICAL,
  digest: DIGEST,
  /** Silence for one symbol after a tap on "snooze". */
  snooze_minutes: z.int().min(1).max(10_080),
}).superRefine(({ critical, limits }, context) => {
  if (critical.reserved_per_day > limits.per_day) {
    context.addIssue({ code: 'custom', path: ['critical', 'reserved_per_day'], message: `expected at most limits.per_day (${limits.per_day})`, input: critical.reserved_per_day });
  }
});

export type User = z.infer<typeof SHAPE>;
export const parseUser = parserOf<User>(USER_SCHEMA, SHAPE);

/** How far a clock that stamped a consent may be ahead. */
const CONSENT_AHEAD_MS = 5 * 60_000;
const ONE_EMAIL = 'expected at most one e-mail channel: mail goes to whoever subscribed to the topic for this user, who would get each message twice';

/**
 * For settings that come in. It refuses besides what a stored user may still have: a second e-mail channel, and a consent from the
 * future, which no STOP would ever be younger than.
 */
export const newUserParser = (nowMs: number): typeof parseUser => parserOf<User>(USER_SCHEMA, SHAPE.superRefine(({ channels }, context) => {
  channels.forEach(({ kind, opt_in }, index) => {
    if (kind === 'email' && channels.findIndex((other) => other.kind === 'email') < index) {
      context.addIssue({ code: 'custom', path: ['channels', index, 'kind'], message: ONE_EMAIL, input: kind });
    }
    if (opt_in !== null && opt_in.time_ms > nowMs + CONSENT_AHEAD_MS) {
      context.addIssue({ code: 'custom', path: ['channels', index, 'opt_in', 'time_ms'], message: `expected a time that has come: it is ${nowMs} now`, input: opt_in.time_ms });
    }
  });
}));

export const LOCAL_USER_ID = 'local';

/** The single user of an own installation: everything, at most 12 a day and 2 by SMS, no quiet hours, Korean as in the source. */
export const DEFAULT_USER: User = {
  schema: USER_SCHEMA,
  user_id: LOCAL_USER_ID,
  language: 'ko',
  time_zone: 'Asia/Seoul',
  channels: [],
  conditions: { symbols: [], types: [], sides: [], exchanges: [], min_confidence: 0 },
  quiet_hours: [],
  limits: { per_day: 12, per_hour: 4, per_channel_per_day: { sms: 2 } },
  re_alert: { cool_down_seconds: 900, bigger_fraction: 0.2, forget_after_seconds: 14_400 },
  critical: { enabled: true, min_confidence: 0.9, types: [], reserved_per_day: 3 },
  digest: { enabled: true, at: ['08:00', '20:00'], channels: ['email', 'telegram', 'slack', 'discord'], max_items: 20 },
  snooze_minutes: 60,
};
