import fc from 'fast-check';
import { ExactTexts } from '../../../adapters/wire/exact-text';
import { load, START } from './area';

const printable = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)), minLength: 1, maxLength: 40 });

describe('exact texts', () => {
  test('a text stands where its bytes stand, whatever is before and behind', () => {
    fc.assert(fc.property(fc.array(printable, { minLength: 1, maxLength: 30 }), printable, (list, behind) => {
      const texts = new ExactTexts();
      const ids = list.map((text) => texts.add(text));
      for (const [index, text] of list.entries()) {
        load(text + behind);
        expect(texts.standsAt(START, ids[index] ?? -1)).toBe(true);
        expect(texts.lengthOf(ids[index] ?? -1)).toBe(text.length);
      }
    }), { numRuns: 500 });
  });

  test('B1: one byte that differs is seen, wherever it is and whatever it is', () => {
    fc.assert(fc.property(printable, fc.nat(), fc.integer({ min: 1, max: 255 }), (text, at, difference) => {
      const texts = new ExactTexts();
      const id = texts.add(text);
      const bytes = Buffer.from(text, 'latin1');
      bytes[at % bytes.length]! ^= difference;
      load(bytes.toString('latin1'));
      expect(texts.standsAt(START, id)).toBe(false);
    }), { numRuns: 5_000 });
  });

  test('a frame that ends too soon holds no text that an earlier frame left behind', () => {
    const texts = new ExactTexts();
    const id = texts.add('"bid1Price":"');
    load('"bid1Price":"');
    load('"bid1Price');
    expect(texts.standsAt(START, id)).toBe(false);
  });

  test.each(['', 'é', '\n', '\x7f'])('%j is no text to compare by words', (text) => {
    expect(() => new ExactTexts().add(text)).toThrow('expected printable ASCII');
  });
});
