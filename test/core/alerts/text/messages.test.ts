import { message, MESSAGES, REASON_NAMES, TYPE_NAMES, type MessageKey } from '../../../../core/alerts/text/messages';
import { LANGUAGES } from '../../../../core/contracts/user';

const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();
const KEYS = Object.keys(MESSAGES.ko) as MessageKey[];

describe('CX.8: the message catalogue', () => {
  test('S3.20: the Korean defaults are the source\'s', () => {
    expect(MESSAGES.ko.subject).toBe('🚨 {symbol} {signal} 시그널');
    expect(MESSAGES.ko.push_title).toBe('📈 {symbol} 시그널');
    expect(MESSAGES.ko.push_body).toBe('{signal} - 신뢰도: {confidence}%');
  });

  test.each(LANGUAGES)('%s has every message, with the placeholders of the Korean one', (language) => {
    expect(Object.keys(MESSAGES[language]).sort()).toEqual([...KEYS].sort());
    for (const key of KEYS) {
      expect([key, placeholders(MESSAGES[language][key])]).toEqual([key, placeholders(MESSAGES.ko[key])]);
      expect(MESSAGES[language][key].trim()).not.toBe('');
    }
    expect(Object.values({ ...TYPE_NAMES[language], ...REASON_NAMES[language] })).not.toContain('');
  });

  test('nothing promises a profit', () => {
    expect(JSON.stringify(MESSAGES)).not.toMatch(/guarantee|보장|гарант/i);
  });

  test('a brace inside a value is only text', () => {
    expect(message('ko', 'subject', { symbol: '{signal}', signal: 'BUY' })).toBe('🚨 {signal} BUY 시그널');
  });
});
