import { isSecretOf, issueToken, readTokenText } from '../../../adapters/stream-tokens/token-text';
import { isUsable, parseStreamToken } from '../../../core/contracts/stream-token';

const NOW_MS = 1_700_000_000_000;
const wish = { tier: 'vip', label: 'desk 4', days: 90 } as const;

describe('a token of the stream', () => {
  test('C2.21: what is stored does not hold the token, only a digest of its secret', () => {
    const { text, stored } = issueToken(wish, NOW_MS);
    const { tokenId, secret } = readTokenText(text)!;
    expect(text).toMatch(/^tw_vip_[a-z2-7]{12}_[A-Za-z0-9_-]{43}$/);
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(JSON.stringify(stored)).not.toContain(secret);
    expect(parseStreamToken(stored)).toMatchObject({ token_id: tokenId, tier: 'vip', label: 'desk 4', revoked_at: null });
  });

  test('its secret opens it and no other does; an unknown token has none', () => {
    const { text, stored } = issueToken(wish, NOW_MS);
    const { secret } = readTokenText(text)!;
    const flipped = `${secret.startsWith('A') ? 'B' : 'A'}${secret.slice(1)}`;
    expect([secret, flipped, '', `${secret} `].map((one) => isSecretOf(one, stored))).toEqual([true, false, false, false]);
    expect(isSecretOf(secret, undefined)).toBe(false);
  });

  test('it opens until the second of its expiry, and never once it is revoked', () => {
    const { stored } = issueToken(wish, NOW_MS);
    const endMs = NOW_MS + 90 * 86_400_000;
    expect([isUsable(stored, endMs - 1), isUsable(stored, endMs), isUsable({ ...stored, revoked_at: 1 }, NOW_MS)]).toEqual([true, false, false]);
  });

  test.each(['', 'tw_vip_abc_def', 'tw_public_abcdefghijkl_' + 'A'.repeat(43), 'tw_vip_abcdefghijkl_' + 'A'.repeat(44), 'TW_VIP_abcdefghijkl_' + 'A'.repeat(43),
    'tw_vip_#revocations_' + 'A'.repeat(43), 'tw_vip_abcdefghijkl_' + 'A'.repeat(42) + 'Ä', ' tw_vip_abcdefghijkl_' + 'A'.repeat(43)])('%j is not the text of a token', (text) => {
    expect(readTokenText(text)).toBeUndefined();
  });

  test('G7: a million guesses open nothing', () => {
    const { stored } = issueToken(wish, NOW_MS);
    let opened = 0;
    let seed = 1;
    for (let guess = 0; guess < 1_000_000; guess += 1) {
      seed = Math.imul(seed, 1_664_525) + 1_013_904_223 | 0;
      if (isSecretOf(`${(seed >>> 0).toString(36).padStart(8, 'A')}${guess.toString(36).padStart(35, 'z')}`, stored)) opened += 1;
    }
    expect(opened).toBe(0);
  });
});
