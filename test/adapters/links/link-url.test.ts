import fc from 'fast-check';
import { LINK_PATH, linkKey, linkUrl, readLink } from '../../../adapters/links/link-url';
import { grantsOf, LINK_ACTIONS, type LinkGrant } from '../../../core/alerts/plan/links';
import { OPPORTUNITY_TYPES } from '../../../core/contracts/common';
import { alertOf } from '../../../core/alerts/wording';
import { sampleSignal } from '../../support/messages';

const KEY = linkKey('0123456789abcdef0123456789abcdef');
const [GRANT] = grantsOf({ userId: 'user-1', channelId: 'email', alert: alertOf(sampleSignal()) }) as [LinkGrant];
const tokenOf = (grant: LinkGrant, key = KEY): string => linkUrl(key, '', grant).slice(LINK_PATH.length);

describe('D-16: the address of a one-tap link', () => {
  test('is the base, /l/ and a token of letters that no mail program cuts', () => {
    expect(linkUrl(KEY, 'https://tapewatch.example/', GRANT)).toMatch(/^https:\/\/tapewatch\.example\/l\/[\w-]+\.[\w-]{43}$/);
  });

  test('gives its grant back, whatever the names in it are', () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 200 });
    const grant = fc.record({
      userId: name, alertId: name, channelId: name, symbol: name, action: fc.constantFrom(...LINK_ACTIONS), opportunityType: fc.constantFrom(...OPPORTUNITY_TYPES), expiresMs: fc.maxSafeNat(),
    });
    fc.assert(fc.property(grant, (one) => {
      const token = tokenOf(one);
      expect(readLink(KEY, token)).toEqual(one);
    }));
  });

  test('any other character anywhere is refused', () => {
    const token = tokenOf(GRANT);
    fc.assert(fc.property(fc.nat(token.length - 1), fc.constantFrom(...'AZaz09-_.=%/ é'), (at, letter) => {
      const forged = token.slice(0, at) + letter + token.slice(at + 1);
      // The last letter of each part has bits to spare: another spelling of the same bytes says the same.
      if (forged !== token && at !== token.length - 1 && token[at + 1] !== '.') expect(readLink(KEY, forged)).toBeUndefined();
    }));
  });

  test('another installation\'s link is refused, and a webhook\'s key signs none', () => {
    expect(readLink(KEY, tokenOf(GRANT, linkKey('fedcba9876543210fedcba9876543210')))).toBeUndefined();
    expect(readLink(KEY, tokenOf(GRANT, Buffer.from('0123456789abcdef0123456789abcdef')))).toBeUndefined();
  });

  test.each(['', '.', 'a.b', `${'a'.repeat(10)}.${'b'.repeat(43)}`, `${'a'.repeat(9_000)}.${'b'.repeat(43)}`])('what is no token is refused (%#)', (token) => {
    expect(readLink(KEY, token)).toBeUndefined();
  });
});
