const MAX_WAIT_MS = 24 * 3_600_000;

/** Bans without a Retry-After. Bybit: "403, access too frequent" means stop every request for at least 10 minutes (rate-limit page). */
const DEFAULT_WAIT_MS: Readonly<Record<number, number>> = { 403: 600_000, 418: 600_000, 429: 60_000 };

/**
 * How long an HTTP answer asks us to stay away, in milliseconds; 0 when it does not.
 * `retryAfter` is the header's text: seconds or an HTTP date (RFC 9110, 10.2.3), read against the wall clock `nowMs`.
 */
export const askedWaitMs = (status: number, retryAfter: string | undefined, nowMs: number): number => {
  const text = retryAfter?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Math.min(MAX_WAIT_MS, Number(text) * 1_000);
  const dateMs = text === '' ? Number.NaN : Date.parse(text);
  if (Number.isFinite(dateMs)) return Math.min(MAX_WAIT_MS, Math.max(0, dateMs - nowMs));
  return DEFAULT_WAIT_MS[status] ?? 0;
};
