import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { orderHashOf } from '../../../core/whales/order-hash';
import { sha256Hex } from '../../../core/whales/sha256';

const ASCII = fc.string({ unit: fc.integer({ min: 0, max: 127 }).map((code) => String.fromCharCode(code)), maxLength: 300 });

describe('SHA-256', () => {
  test.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq', '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1'],
    ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
  ])('the vectors of FIPS 180-4', (text, digest) => {
    expect(sha256Hex(text)).toBe(digest);
  });

  test('any ASCII text has the digest that the platform gives it', () => {
    fc.assert(fc.property(ASCII, (text) => {
      expect(sha256Hex(text)).toBe(createHash('sha256').update(text, 'latin1').digest('hex'));
    }));
  });

  test('another text is refused', () => {
    expect(() => sha256Hex('aé')).toThrow('character 1 of the text has code 233: expected ASCII');
  });
});

describe('order hash', () => {
  const level = { exchange: 'binance', symbol: 'BTCUSDT', side: 'sell', price: 65_500, firstSeenMs: 1_719_830_400_000, incarnation: 1 } as const;

  test('S2.7, C2.11: SYMBOL- and 12 hex of exchange|symbol|side|price|firstSeenMs|incarnation', () => {
    const digest = createHash('sha256').update('binance|BTCUSDT|sell|65500|1719830400000|1').digest('hex');
    expect(orderHashOf(level)).toBe(`BTCUSDT-${digest.slice(0, 12)}`);
  });

  test('S2.13: every part of the identity changes it', () => {
    const others = [{ exchange: 'binance-usdm' as const }, { symbol: 'ETHUSDT' }, { side: 'buy' as const }, { price: 65_500.01 }, { firstSeenMs: level.firstSeenMs + 1 }, { incarnation: 2 }];
    expect(new Set([level, ...others.map((other) => ({ ...level, ...other }))].map(orderHashOf)).size).toBe(7);
  });
});
