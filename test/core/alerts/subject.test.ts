import fc from 'fast-check';
import { asciiSubject } from '../../../core/alerts/subject';

describe('an e-mail subject', () => {
  test.each([
    ['삼성전자 BUY', '? BUY'],
    ['TAOUSDT\r\nBcc: all@example.com', 'TAOUSDT Bcc: all@example.com'],
    ['\u2028a\u0000b', 'a b'],
    ['', 'Tapewatch alert'],
    [' \n\t ', 'Tapewatch alert'],
  ])('E6: %j becomes %j', (text, subject) => {
    expect(asciiSubject(text)).toBe(subject);
  });

  test('E6: 200 characters are cut and say so', () => {
    expect(asciiSubject('x'.repeat(200))).toBe(`${'x'.repeat(96)}...`);
  });

  test('E6: whatever the text, SNS accepts the subject', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(asciiSubject(text)).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,98}$/);
    }));
  });
});
