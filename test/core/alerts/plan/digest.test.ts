import fc from 'fast-check';
import { addHeld, digestChannels, takeDigest, withoutOutgoing } from '../../../../core/alerts/plan/digest';
import { byPriority } from '../../../../core/alerts/plan/priority';
import { NO_ALERTS_YET, parseAlertState, type AlertState } from '../../../../core/contracts/alert-state';
import { OPPORTUNITY_TYPES } from '../../../../core/contracts/common';
import { DIGEST_CAPACITY, DIGEST_SHAPE, HOLD_REASONS, SEVERITIES, type DigestItem } from '../../../../core/contracts/digest';
import { channelOf, userOf } from '../../../support/users';

const NOON_MS = Date.UTC(2026, 6, 1, 12);
const user = userOf();
const ITEM: DigestItem = {
  alert_id: 'a', symbol: 'TAOUSDT', exchange: 'bybit', market: 'live', opportunity_type: 'mixed_signal', side: 'buy', confidence: 0.7,
  severity: 'normal', score: 0.001, reason: 'budget', time_ms: NOON_MS, count: 1,
};
const items = fc.array(fc.record({
  alert_id: fc.uuid(), symbol: fc.integer({ min: 0, max: 150 }).map((index) => `S${index}USDT`), exchange: fc.constant('bybit' as const), market: fc.constant('live' as const),
  opportunity_type: fc.constantFrom(...OPPORTUNITY_TYPES), side: fc.constantFrom('buy' as const, 'sell' as const), confidence: fc.double({ min: 0, max: 1, noNaN: true }),
  severity: fc.constantFrom(...SEVERITIES), score: fc.option(fc.double({ min: -1, max: 1, noNaN: true })), reason: fc.constantFrom(...HOLD_REASONS),
  time_ms: fc.integer({ min: NOON_MS - 1_000, max: NOON_MS }), count: fc.constant(1),
}), { maxLength: 300 });
const keep = (held: readonly DigestItem[], nowMs = NOON_MS): AlertState =>
  ({ ...NO_ALERTS_YET, digest: held.reduce((digest, item) => addHeld(digest, item, user, nowMs), NO_ALERTS_YET.digest) });
const counted = ({ digest }: AlertState): number => digest.more + digest.items.reduce((sum, { count }) => sum + count, 0);

describe('the digest', () => {
  test('E5: counts every held alert exactly once, and every reason', () => {
    fc.assert(fc.property(items, (held) => {
      const state = keep(held);
      expect(counted(state)).toBe(held.length);
      expect(Object.values(state.digest.reasons).reduce((sum, count) => sum + count, 0)).toBe(held.length);
      expect(state.digest.items.length).toBeLessThanOrEqual(DIGEST_CAPACITY);
    }));
  });

  test('D-6: shows the best of what was held, critical first, then by expected value', () => {
    fc.assert(fc.property(items, (held) => {
      const shown = keep(held).digest.items;
      expect(shown).toEqual([...shown].sort(byPriority));
      const best = [...held].sort(byPriority)[0];
      expect(shown[0]?.alert_id).toBe(best?.alert_id);
    }));
  });

  test('repeats of one thing are one entry, the best of them', () => {
    const { digest } = keep([ITEM, { ...ITEM, alert_id: 'b', score: 0.002 }, { ...ITEM, alert_id: 'c', score: null }]);
    expect(digest.items.map(({ alert_id, count }) => [alert_id, count])).toEqual([['b', 3]]);
  });

  test('comes at the user\'s next time, and not before', () => {
    const state = keep([ITEM]);
    expect(state.digest.due_ms).toBe(Date.UTC(2026, 6, 1, 20));
    expect(takeDigest(user, state, Date.UTC(2026, 6, 1, 20) - 1)).toBeUndefined();
    expect(takeDigest(user, NO_ALERTS_YET, Date.UTC(2030, 1, 1))).toBeUndefined();
    const taken = takeDigest(user, state, Date.UTC(2026, 6, 1, 20));
    expect(DIGEST_SHAPE.parse(taken?.digest)).toMatchObject({ user_id: 'user-1', from_ms: NOON_MS, items: [{ alert_id: 'a' }], more: 0 });
    expect(taken?.state.digest).toMatchObject({ items: [], more: 0, due_ms: null, since_ms: null });
  });

  test('stands in the state as outgoing until it is on its way, and holds the next one up until then', () => {
    const dueMs = Date.UTC(2026, 6, 1, 20);
    const taken = takeDigest(user, keep([ITEM]), dueMs)!;
    expect(parseAlertState(JSON.parse(JSON.stringify(taken.state))).outgoing_digest).toEqual(taken.digest);
    const more = { ...taken.state, digest: addHeld(taken.state.digest, ITEM, user, dueMs) };
    expect(takeDigest(user, more, dueMs + 86_400_000)).toBeUndefined();
    const next = takeDigest(user, withoutOutgoing(more), dueMs + 86_400_000);
    expect(next?.digest.digest_id).not.toBe(taken.digest.digest_id);
  });

  test('a state that was stored before there were outgoing digests has none', () => {
    expect(parseAlertState({ ...NO_ALERTS_YET, outgoing_digest: undefined })).toEqual(NO_ALERTS_YET);
  });

  test('a second attempt from the same state has the same id', () => {
    const state = keep([ITEM]);
    const ids = [20, 21].map((hour) => takeDigest(user, state, Date.UTC(2026, 6, 1, hour))?.digest.digest_id);
    expect(ids[0]).toBe(ids[1]);
  });

  test('a critical alert over the day\'s cap brings it forward, once an hour at most', () => {
    const critical: DigestItem = { ...ITEM, severity: 'critical' };
    const state = keep([ITEM, critical]);
    expect(state.digest.due_ms).toBe(NOON_MS + 300_000);
    const taken = takeDigest(user, state, NOON_MS + 300_000);
    const again = addHeld((taken?.state ?? state).digest, critical, user, NOON_MS + 400_000);
    expect(again.due_ms).toBe(NOON_MS + 300_000 + 3_600_000);
  });

  test('an alert of more than three days ago is not listed, and counted as expired', () => {
    const dayMs = 86_400_000;
    const held: DigestItem[] = [{ ...ITEM, reason: 'quiet' }, { ...ITEM, alert_id: 'b', reason: 'cooldown' }, { ...ITEM, alert_id: 'c', symbol: 'ETHUSDT', time_ms: NOON_MS + dayMs }];
    const atDay = (day: number) => takeDigest(user, keep(held), NOON_MS + day * dayMs)?.digest;
    expect(atDay(3)).toMatchObject({ items: [{ count: 2 }, { count: 1 }], more: 0, reasons: { quiet: 1, cooldown: 1, budget: 1 } });
    expect(atDay(4)).toMatchObject({ items: [{ alert_id: 'c' }], more: 2 });
    expect(atDay(90)).toMatchObject({ items: [], more: 3, reasons: { expired: 2, cooldown: 1 } });
    const next = { ...ITEM, alert_id: 'd', time_ms: NOON_MS + 90 * dayMs };
    expect(addHeld(keep(held).digest, next, user, next.time_ms)).toMatchObject({ items: [next], more: 3, reasons: { budget: 1, expired: 2, cooldown: 1 } });
  });

  test('E5: every held alert is counted once, however old the digest grows', () => {
    fc.assert(fc.property(items, fc.integer({ min: 0, max: 6 }), (held, days) => {
      const digest = held.reduce((kept, item, index) => {
        const timeMs = NOON_MS + index * days * 3_600_000;
        return addHeld(kept, { ...item, time_ms: timeMs }, user, timeMs);
      }, NO_ALERTS_YET.digest);
      const taken = takeDigest(user, { ...NO_ALERTS_YET, digest }, NOON_MS + 1e10)?.digest;
      expect(taken === undefined ? 0 : taken.more).toBe(held.length);
      expect(Object.values(taken?.reasons ?? {}).reduce((sum, count) => sum + count, 0)).toBe(held.length);
      expect(Object.values(taken?.reasons ?? {}).every((count) => count > 0)).toBe(true);
    }));
  });

  test('waits while no channel can carry it', () => {
    const state = keep([ITEM]);
    const silent = userOf({ channels: [channelOf('email', { state: 'muted' }), channelOf('sms')] });
    expect(digestChannels(silent)).toEqual([]);
    expect(takeDigest(silent, state, Date.UTC(2026, 6, 2))).toBeUndefined();
  });
});
