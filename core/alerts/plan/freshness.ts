/** So long after its validity an alert is still worth a message, marked late; then only a line in the digest. */
export const LATE_GRACE_MS = 300_000;

export type Freshness = 'fresh' | 'late' | 'expired';

/** Asked when an alert is planned and again when it is sent: a queue may have lain between. */
export const freshnessOf = (validUntilMs: number, nowMs: number): Freshness => {
  if (nowMs <= validUntilMs) return 'fresh';
  return nowMs <= validUntilMs + LATE_GRACE_MS ? 'late' : 'expired';
};
