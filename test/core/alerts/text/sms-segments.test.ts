import fc from 'fast-check';
import { oneSegment, packSms, smsSize, withoutEmoji } from '../../../../core/alerts/text/sms-segments';

describe('the size of an SMS', () => {
  test.each([
    ['160 of GSM-7', 'a'.repeat(160), { encoding: 'gsm7', units: 160, segments: 1 }],
    ['161 of GSM-7', 'a'.repeat(161), { encoding: 'gsm7', units: 161, segments: 2 }],
    ['306 of GSM-7', 'a'.repeat(306), { encoding: 'gsm7', units: 306, segments: 2 }],
    ['307 of GSM-7', 'a'.repeat(307), { encoding: 'gsm7', units: 307, segments: 3 }],
    ['a euro sign counts twice', '€'.repeat(80), { encoding: 'gsm7', units: 160, segments: 1 }],
    ['an escape pair is not cut in two', `${'a'.repeat(152)}€${'a'.repeat(152)}`, { encoding: 'gsm7', units: 306, segments: 3 }],
    ['70 of UCS-2', '가'.repeat(70), { encoding: 'ucs2', units: 70, segments: 1 }],
    ['71 of UCS-2', '가'.repeat(71), { encoding: 'ucs2', units: 71, segments: 2 }],
    ['135 of UCS-2', '가'.repeat(135), { encoding: 'ucs2', units: 135, segments: 3 }],
    ['a surrogate pair counts twice and is not cut', `${'가'.repeat(66)}😀${'가'.repeat(66)}`, { encoding: 'ucs2', units: 134, segments: 3 }],
    ['one character outside makes all UCS-2', `${'a'.repeat(70)}ç`, { encoding: 'ucs2', units: 71, segments: 2 }],
    ['the pipe of our ids is in the extension table', '|', { encoding: 'gsm7', units: 2, segments: 1 }],
    ['nothing', '', { encoding: 'gsm7', units: 0, segments: 1 }],
  ])('E6: %s', (_, text, size) => {
    expect(smsSize(text)).toEqual(size);
  });
});

describe('an SMS that has to fit', () => {
  test('E6: any text is cut to one segment, and one that fits stays as it is', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const cut = oneSegment(text);
      expect(smsSize(cut).segments).toBe(1);
      expect(text.startsWith(cut)).toBe(true);
      if (smsSize(text).segments === 1) expect(cut).toBe(text);
    }));
  });

  test('the id stays whole, the rest as far as there is room, most important first', () => {
    expect(packSms('[모의] TAOUSDT BUY 71%', ['$7.5200', '01:00까지'], 'opp-20251218-154521-001')).toBe('[모의] TAOUSDT BUY 71% $7.5200 01:00까지 opp-20251218-154521-001');
    expect(packSms('가'.repeat(40), ['나'.repeat(20), '다'], 'opp-20251218-154521-001')).toBe(`${'가'.repeat(40)} 다 opp-20251218-154521-001`);
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.array(fc.string({ unit: 'grapheme', maxLength: 40 })), (first, middle) => {
      const text = packSms(first, middle, 'opp-20251218-154521-001');
      expect(smsSize(text).segments).toBe(1);
      expect(text.endsWith('opp-20251218-154521-001')).toBe(true);
    }));
  });

  test('C3.10: emoji go, digits and signs stay', () => {
    expect(withoutEmoji('🚨 TAOUSDT 👩‍👩‍👧 BUY 🇰🇷 1️⃣ #1 * ❤️ 71%')).toBe('TAOUSDT BUY 1 #1 * 71%');
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => expect(withoutEmoji(text)).not.toMatch(/\p{Extended_Pictographic}/u)));
  });
});
