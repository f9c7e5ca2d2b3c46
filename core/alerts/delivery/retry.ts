import type { ChannelKind } from '../../contracts/channel';

export interface RetrySchedule {
  /** Attempts in all, the first one included. */
  readonly attempts: number;
  /** The wait before the second attempt is at most this, and doubles with each one ... */
  readonly firstWaitMs: number;
  /** ... up to this. */
  readonly longestWaitMs: number;
  /** No attempt is made later than so long after the message was queued. */
  readonly giveUpAfterMs: number;
}

const MINUTE_MS = 60_000;

/**
 * An alert is worth minutes; a webhook is a program's, which wants all of them, so it is tried over an hour's outage. SMS costs money
 * each time that its fate is unknown: few attempts.
 */
export const RETRY_SCHEDULES: Readonly<Record<ChannelKind, RetrySchedule>> = {
  email: { attempts: 6, firstWaitMs: 2_000, longestWaitMs: 2 * MINUTE_MS, giveUpAfterMs: 15 * MINUTE_MS },
  sms: { attempts: 3, firstWaitMs: 5_000, longestWaitMs: MINUTE_MS, giveUpAfterMs: 5 * MINUTE_MS },
  push: { attempts: 5, firstWaitMs: 1_000, longestWaitMs: MINUTE_MS, giveUpAfterMs: 5 * MINUTE_MS },
  webhook: { attempts: 22, firstWaitMs: 2_000, longestWaitMs: 10 * MINUTE_MS, giveUpAfterMs: 120 * MINUTE_MS },
  telegram: { attempts: 6, firstWaitMs: 1_000, longestWaitMs: 2 * MINUTE_MS, giveUpAfterMs: 15 * MINUTE_MS },
  slack: { attempts: 6, firstWaitMs: 1_000, longestWaitMs: 2 * MINUTE_MS, giveUpAfterMs: 15 * MINUTE_MS },
  discord: { attempts: 6, firstWaitMs: 2_000, longestWaitMs: 2 * MINUTE_MS, giveUpAfterMs: 15 * MINUTE_MS },
};

export interface Attempted {
  readonly kind: ChannelKind;
  /** Attempts made, the one that just failed included. */
  readonly attempts: number;
  readonly queuedMs: number;
  readonly nowMs: number;
  /** What the channel asked for (Retry-After); undefined where it did not. */
  readonly retryAfterMs?: number | undefined;
  /** Uniform in [0, 1): randomness is handed in. */
  readonly jitter: number;
}

/**
 * When to try again; undefined: not any more. Half of the wait is certain and half random ("equal jitter"; M. Brooker, "Exponential
 * Backoff And Jitter", AWS Architecture Blog 2015): what failed together does not come back together, and the attempts are sure to span
 * a known time. Never before the channel said, which may be too late.
 */
export const nextAttemptMs = ({ kind, attempts, queuedMs, nowMs, retryAfterMs = 0, jitter }: Attempted): number | undefined => {
  const { attempts: most, firstWaitMs, longestWaitMs, giveUpAfterMs } = RETRY_SCHEDULES[kind];
  if (attempts >= most) return undefined;
  const ceilingMs = Math.min(longestWaitMs, firstWaitMs * 2 ** (attempts - 1));
  const dueMs = nowMs + Math.ceil(Math.max(retryAfterMs, ((1 + jitter) / 2) * ceilingMs));
  return dueMs > queuedMs + giveUpAfterMs ? undefined : dueMs;
};

/** `throttled` is no attempt of ours that failed, but it counts as one: a channel that only throttles is given up in the end. */
export type HttpVerdict = 'ok' | 'throttled' | 'transient' | 'refused' | 'gone';

/**
 * What an answer of an HTTPS channel means for the row. Gone: 410, and where the service says so the ids of a removed webhook (404,
 * Slack, Discord) or a bot that the user blocked (403, Telegram). For a webhook of the user's own, 401, 403 and 404 are mistakes that
 * may be mended, and other messages may get through.
 */
export const httpVerdict = (kind: ChannelKind, status: number): HttpVerdict => {
  if (status >= 200 && status < 300) return 'ok';
  if (status === 429) return 'throttled';
  if (status === 408 || status === 425 || status >= 500) return 'transient';
  if (status === 410 || (status === 404 && (kind === 'slack' || kind === 'discord')) || (status === 403 && kind === 'telegram')) return 'gone';
  return 'refused';
};
