import fc from 'fast-check';
import { textFrame } from '../../../containers/stream/text-frame';
import { text } from '../../adapters/exchanges/thin-socket/frames';

describe('a text frame', () => {
  test.each([0, 1, 125, 126, 127, 65_535, 65_536, 70_000])('of %d bytes is what the protocol says', (length) => {
    expect(textFrame('x'.repeat(length)).equals(text('x'.repeat(length)))).toBe(true);
  });

  test('counts bytes, not characters', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (value) => { expect(textFrame(value).equals(text(value))).toBe(true); }));
  });
});
