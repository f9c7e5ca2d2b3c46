import fc from 'fast-check';
import { httpVerdict, nextAttemptMs, RETRY_SCHEDULES } from '../../../../core/alerts/delivery/retry';
import { CHANNEL_KINDS } from '../../../../core/contracts/channel';

const HOUR_MS = 3_600_000;

describe('the next attempt', () => {
  test('E1: waits longer each time, half of it random, up to a bound', () => {
    const waits = [1, 2, 3, 4, 5].map((attempts) => nextAttemptMs({ kind: 'email', attempts, queuedMs: 0, nowMs: 0, jitter: 0.5 }));
    expect(waits).toEqual([1_500, 3_000, 6_000, 12_000, 24_000]);
    expect(nextAttemptMs({ kind: 'email', attempts: 6, queuedMs: 0, nowMs: 0, jitter: 0.5 })).toBeUndefined();
    expect(nextAttemptMs({ kind: 'webhook', attempts: 14, queuedMs: 0, nowMs: 0, jitter: 0.5 })).toBe(450_000);
  });

  test('never before the channel said (Retry-After), and not at all where that is too late', () => {
    expect(nextAttemptMs({ kind: 'telegram', attempts: 1, queuedMs: 0, nowMs: 0, jitter: 0, retryAfterMs: 35_000 })).toBe(35_000);
    expect(nextAttemptMs({ kind: 'telegram', attempts: 1, queuedMs: 0, nowMs: 0, jitter: 0, retryAfterMs: HOUR_MS })).toBeUndefined();
  });

  test('C-1: a webhook that answers 500 for an hour gets its message afterwards', () => {
    fc.assert(fc.property(fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })), (jitters) => {
      const draws = jitters[Symbol.iterator]();
      let [nowMs, attempts]: [number | undefined, number] = [0, 1];
      while (nowMs !== undefined && nowMs < HOUR_MS) {
        nowMs = nextAttemptMs({ kind: 'webhook', attempts, queuedMs: 0, nowMs, jitter: Number(draws.next().value) });
        attempts += 1;
      }
      expect(nowMs).toBeGreaterThanOrEqual(HOUR_MS);
      expect(attempts).toBeLessThanOrEqual(RETRY_SCHEDULES.webhook.attempts);
    }));
  });

  test('retries are bounded for every channel, whatever it answers', () => {
    fc.assert(fc.property(fc.constantFrom(...CHANNEL_KINDS), fc.array(fc.record({ jitter: fc.double({ min: 0, max: 0.999, noNaN: true }), retryAfterMs: fc.integer({ min: 0, max: HOUR_MS }) }), { minLength: 50 }), (kind, answers) => {
      let [nowMs, attempts]: [number | undefined, number] = [0, 0];
      for (const answer of answers) {
        if (nowMs === undefined) break;
        attempts += 1;
        nowMs = nextAttemptMs({ kind, attempts, queuedMs: 0, nowMs, ...answer });
        if (nowMs !== undefined) expect(nowMs).toBeLessThanOrEqual(RETRY_SCHEDULES[kind].giveUpAfterMs);
      }
      expect(nowMs).toBeUndefined();
      expect(attempts).toBeLessThanOrEqual(RETRY_SCHEDULES[kind].attempts);
    }));
  });

  test.each([
    ['webhook', 204, 'ok'], ['webhook', 429, 'throttled'], ['webhook', 500, 'transient'], ['webhook', 408, 'transient'], ['webhook', 404, 'refused'], ['webhook', 410, 'gone'],
    ['webhook', 302, 'refused'], ['slack', 404, 'gone'], ['discord', 404, 'gone'], ['telegram', 403, 'gone'], ['telegram', 400, 'refused'], ['slack', 403, 'refused'],
  ] as const)('E3: %s answering %i means %s', (kind, status, verdict) => {
    expect(httpVerdict(kind, status)).toBe(verdict);
  });
});
