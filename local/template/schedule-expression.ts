/** When a rule of EventBridge calls, as far as this product's templates say it. Times are UTC. */
export type Timing =
  | { readonly kind: 'every'; readonly everyMs: number }
  | { readonly kind: 'daily'; readonly hour: number; readonly minute: number };

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const DAY_MS = 86_400_000;

const RATE = /^rate\((\d+) (minute|hour|day)s?\)$/;
const DAILY = /^cron\((\d{1,2}) (\d{1,2}) \* \* \? \*\)$/;

/**
 * `rate(5 minutes)` and `cron(5 15 * * ? *)`; undefined for anything else that EventBridge would take.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export const timingOf = (expression: string): Timing | undefined => {
  const [, count, unit] = RATE.exec(expression) ?? [];
  const everyMs = Number(count) * (UNIT_MS[unit ?? ''] ?? 0);
  if (everyMs > 0) return { kind: 'every', everyMs };
  const [, minute, hour] = DAILY.exec(expression)?.map(Number) ?? [];
  return minute !== undefined && minute < 60 && hour !== undefined && hour < 24 ? { kind: 'daily', hour, minute } : undefined;
};

const phaseOf = (timing: Timing): { readonly everyMs: number; readonly offsetMs: number } =>
  (timing.kind === 'every' ? { everyMs: timing.everyMs, offsetMs: 0 } : { everyMs: DAY_MS, offsetMs: (timing.hour * 60 + timing.minute) * 60_000 });

/** The first time after `afterMs`. A rate runs at whole multiples of itself since 1970: where it begins is EventBridge's own affair. */
export const nextRunMs = (timing: Timing, afterMs: number): number => {
  const { everyMs, offsetMs } = phaseOf(timing);
  return (Math.floor((afterMs - offsetMs) / everyMs) + 1) * everyMs + offsetMs;
};
