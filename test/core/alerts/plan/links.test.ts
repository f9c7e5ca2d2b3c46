import fc from 'fast-check';
import { feedbackFactor } from '../../../../core/alerts/plan/expected-value';
import { grantsOf, grantText, LINK_LIFE_MS, parseGrant, useLink, type LinkGrant } from '../../../../core/alerts/plan/links';
import { NO_ALERTS_YET } from '../../../../core/contracts/alert-state';
import { OPPORTUNITY_TYPES } from '../../../../core/contracts/common';
import { userOf } from '../../../support/users';

const NOW_MS = Date.UTC(2026, 6, 1);
const user = userOf();
const [USEFUL, NOISE, SNOOZE] = grantsOf({
  userId: user.user_id, channelId: 'email', alert: { alert_id: 'bybit|TAOUSDT|x@1|1|buy', symbol: 'TAOUSDT', opportunity_type: 'mixed_signal', valid_until_ms: NOW_MS },
}) as [LinkGrant, LinkGrant, LinkGrant];

describe('D-16: a one-tap link', () => {
  test('its text gives the same grant back, whatever the ids are', () => {
    const grant = fc.record({
      userId: fc.string({ unit: 'binary' }), alertId: fc.string({ unit: 'binary' }), channelId: fc.string(), symbol: fc.string(), action: fc.constantFrom('useful', 'noise', 'snooze'),
      opportunityType: fc.constantFrom(...OPPORTUNITY_TYPES), expiresMs: fc.maxSafeNat(),
    });
    fc.assert(fc.property(grant, (one) => expect(parseGrant(grantText(one))).toEqual(one)));
  });

  test('two different grants have two different texts', () => {
    expect(grantText({ ...USEFUL, userId: 'a', alertId: 'b,c' })).not.toBe(grantText({ ...USEFUL, userId: 'a,b', alertId: 'c' }));
  });

  test.each(['', 'null', '[]', '{}', '["link.v1"]', '["link.v1","u","a","noise","S","mixed_signal",1]', '["link.v1","u","a",1,"noise","S","mixed_signal",1]', '["link.v2","u","a","c","noise","S","mixed_signal",1]', '["link.v1","u","a","c","delete","S","mixed_signal",1]',
    '["link.v1","u","a","c","noise","S","mixed_signal","1"]', '["link.v1","u","a","c","noise","S","other",1]', '["link.v1",1,"a","c","noise","S","mixed_signal",1]'])('%s is no grant', (text) => {
    expect(parseGrant(text)).toBeUndefined();
  });

  test('works once; useful and noise are one question', () => {
    const first = useLink(USEFUL, user, NO_ALERTS_YET, NOW_MS);
    if (first.kind !== 'accepted') throw new Error('refused');
    expect(useLink(USEFUL, user, first.state, NOW_MS)).toEqual({ kind: 'refused', reason: 'used' });
    expect(useLink(NOISE, user, first.state, NOW_MS)).toEqual({ kind: 'refused', reason: 'used' });
    expect(useLink(SNOOZE, user, first.state, NOW_MS).kind).toBe('accepted');
  });

  test('works to its last millisecond, and for its own user', () => {
    expect(useLink(USEFUL, user, NO_ALERTS_YET, NOW_MS + LINK_LIFE_MS).kind).toBe('accepted');
    expect(useLink(USEFUL, user, NO_ALERTS_YET, NOW_MS + LINK_LIFE_MS + 1)).toEqual({ kind: 'refused', reason: 'expired' });
    expect(useLink(USEFUL, userOf({ user_id: 'user-2' }), NO_ALERTS_YET, NOW_MS)).toEqual({ kind: 'refused', reason: 'other-user' });
  });

  test('a verdict weighs its type and no other; a snooze silences its symbol for the hour', () => {
    const after = (grant: LinkGrant) => {
      const answer = useLink(grant, user, NO_ALERTS_YET, NOW_MS);
      if (answer.kind !== 'accepted') throw new Error('refused');
      return answer.state;
    };
    expect(feedbackFactor(NO_ALERTS_YET, 'mixed_signal')).toBe(1);
    expect(feedbackFactor(after(NOISE), 'mixed_signal')).toBeLessThan(1);
    expect(feedbackFactor(after(USEFUL), 'mixed_signal')).toBeGreaterThan(1);
    expect(feedbackFactor(after(NOISE), 'volume_spark')).toBe(1);
    expect(after(SNOOZE).snoozed_until).toEqual({ TAOUSDT: NOW_MS + 3_600_000 });
  });
});
