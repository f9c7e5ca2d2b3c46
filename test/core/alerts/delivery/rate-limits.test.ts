import fc from 'fast-check';
import { rateLimitsOf, takeRate, type BucketState, type RateLimit } from '../../../../core/alerts/delivery/rate-limits';
import { ADDRESSES } from '../../../support/users';

/** Sends as fast as the limits let it, a message each `stepMs`, and tells when each was granted. */
const grants = (limits: readonly RateLimit[], steps: readonly number[]): number[] => {
  const states = new Map<string, BucketState>();
  const granted: number[] = [];
  let nowMs = 1_000_000;
  for (const stepMs of steps) {
    nowMs += stepMs;
    const answer = takeRate(limits, states, nowMs);
    if (answer.kind === 'wait') continue;
    answer.states.forEach((state, key) => states.set(key, JSON.parse(JSON.stringify(state)) as BucketState));
    granted.push(nowMs);
  }
  return granted;
};

const mostIn = (times: readonly number[], windowMs: number): number =>
  Math.max(0, ...times.map((start) => times.filter((time) => time >= start && time < start + windowMs).length));

describe('the rate limits of a channel', () => {
  const steps = fc.array(fc.oneof(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 9_000 })), { minLength: 100, maxLength: 400 });

  test.each([
    ['Telegram, one chat', { kind: 'telegram', address: '123' }, 1_000, 1],
    ['Telegram, one group, in a second', { kind: 'telegram', address: '-100123' }, 1_000, 1],
    ['Telegram, one group, in a minute', { kind: 'telegram', address: '-100123' }, 60_000, 20],
    ['Telegram, a public channel', { kind: 'telegram', address: '@prices' }, 60_000, 20],
    ['Slack', { kind: 'slack', address: ADDRESSES.slack }, 1_000, 1],
    ['Discord', { kind: 'discord', address: ADDRESSES.discord }, 2_000, 5],
  ] as const)('C-1: %s, in any window', (_, channel, windowMs, most) => {
    fc.assert(fc.property(steps, (times) => {
      expect(mostIn(grants(rateLimitsOf(channel), times), windowMs)).toBeLessThanOrEqual(most);
    }));
  });

  test('C-1: Telegram in all: 30 a second over any number of chats', () => {
    const states = new Map<string, BucketState>();
    const granted: number[] = [];
    for (let index = 0; index < 3_000; index += 1) {
      const nowMs = Math.floor(index / 3);
      const answer = takeRate(rateLimitsOf({ kind: 'telegram', address: String(index + 1) }), states, nowMs);
      if (answer.kind !== 'granted') continue;
      answer.states.forEach((state, key) => states.set(key, state));
      granted.push(nowMs);
    }
    expect(mostIn(granted, 1_000)).toBeLessThanOrEqual(30);
    expect(granted.length).toBeGreaterThan(25);
  });

  test('the wait that is told is enough, and a millisecond less is not', () => {
    const limits = rateLimitsOf({ kind: 'telegram', address: '-1' });
    const first = takeRate(limits, new Map(), 0);
    if (first.kind !== 'granted') throw new Error('no place at the start');
    const second = takeRate(limits, first.states, 100);
    if (second.kind !== 'wait') throw new Error('no wait');
    expect(takeRate(limits, first.states, 100 + second.waitMs).kind).toBe('granted');
    expect(takeRate(limits, first.states, 100 + second.waitMs - 1).kind).toBe('wait');
  });

  test('where one limit is used up, none of the others is taken from', () => {
    const limits: RateLimit[] = [{ key: 'a', burst: 1, perSecond: 1 }, { key: 'b', burst: 5, perSecond: 1 }];
    expect(takeRate(limits, new Map([['a', { tokens: 0, updatedMs: 0 }]]), 0)).toEqual({ kind: 'wait', waitMs: 1_000 });
  });

  test('a clock that is set back gives nothing away', () => {
    const limits: RateLimit[] = [{ key: 'a', burst: 1, perSecond: 1 }];
    expect(takeRate(limits, new Map([['a', { tokens: 0, updatedMs: 10_000 }]]), 0).kind).toBe('wait');
  });

  test.each(['email', 'sms', 'push', 'webhook'] as const)('%s has none of its own', (kind) => {
    expect(takeRate(rateLimitsOf({ kind, address: ADDRESSES[kind] }), new Map(), 0)).toEqual({ kind: 'granted', states: new Map() });
  });
});
