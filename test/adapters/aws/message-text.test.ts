import fc from 'fast-check';
import { acceptableText, utf8Bytes } from '../../../adapters/aws/message-text';

describe('D4: message text', () => {
  test.each([
    ['a\u0000b', 'a\ufffdb'], ['\ufffe', '\ufffd'], ['\uffff', '\ufffd'], ['\ud800x', '\ufffdx'], ['x\udc00', 'x\ufffd'], ['\u001b[31m', '\ufffd[31m'],
    ['tab\tline\r\n', 'tab\tline\r\n'], ['기회 발견 ✨ 🚨', '기회 발견 ✨ 🚨'], ['\ue000\ufffd\u{10ffff}', '\ue000\ufffd\u{10ffff}'],
  ])('%j is sent as %j', (text, sent) => {
    expect(acceptableText(text)).toBe(sent);
  });

  test('holds no character that SQS refuses, and changes nothing twice', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      const sent = acceptableText(text);
      for (const char of sent) {
        const code = char.codePointAt(0)!;
        const isAllowed = [0x9, 0xa, 0xd].includes(code) || (code >= 0x20 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd) || code >= 0x10000;
        expect(isAllowed).toBe(true);
      }
      expect(acceptableText(sent)).toBe(sent);
    }));
  });

  test('is measured in UTF-8 bytes', () => {
    expect(utf8Bytes('a기✨🚨')).toBe(1 + 3 + 3 + 4);
  });
});
