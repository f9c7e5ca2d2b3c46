import fc from 'fast-check';
import { readDecimal, readInteger, readTimeMs, skipBoolean, skipInteger, skipText } from '../../../adapters/wire/read-values';
import { REFUSED } from '../../../adapters/wire/wire-area';
import { load, START } from './area';

const out = new Float64Array(1);
/** The value, or undefined where it is refused; what follows the digits must not be taken. */
const decimalOf = (text: string, least = 0): number | undefined => {
  const end = load(`${text}"`) - 1;
  return readDecimal(START, least, out, 0) === end ? out[0] : undefined;
};
const digits = (max: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: max }).map((list) => list.join(''));

describe('decimals', () => {
  test('B12: any that is accepted is, bit for bit, what Number gives', () => {
    let accepted = 0;
    fc.assert(fc.property(digits(20), fc.option(digits(26), { nil: undefined }), (whole, fraction) => {
      const text = fraction === undefined ? whole : `${whole}.${fraction}`;
      const value = decimalOf(text);
      if (value === undefined) return;
      accepted += 1;
      expect(Object.is(value, Number(text))).toBe(true);
    }), { numRuns: 15_000 });
    expect(accepted).toBeGreaterThan(1_500);
  });

  test('all of up to 15 digits are accepted: what an exchange sends never has to be parsed', () => {
    fc.assert(fc.property(digits(15), fc.nat(15), (text, point) => {
      const at = Math.min(Math.max(1, point), text.length);
      const decimal = at === text.length ? text : `${text.slice(0, at)}.${text.slice(at)}`;
      expect(decimalOf(decimal)).toBe(Number(decimal));
    }), { numRuns: 4_000 });
  });

  test('every double that prints within 15 digits reads back as itself', () => {
    fc.assert(fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (value) => {
      const text = String(Number(value.toPrecision(15)));
      if (text.includes('e')) return;
      expect(decimalOf(text)).toBe(Number(text));
    }), { numRuns: 4_000 });
  });

  test.each(['9007199254740991', '0.9007199254740991', '90071992.54740991'])('%s is the last that its digits leave exact', (text) => {
    expect(decimalOf(text)).toBe(Number(text));
  });

  test.each(['', '.', '.5', '5.', '-1', '+1', '1e5', '1E5', ' 1', '1 ', '1.2.3', '0x10', 'NaN', 'Infinity', '9007199254740992', '0.9007199254740993', '1/2', '1:2', `0.${'0'.repeat(22)}1`])(
    '%j is left to JSON.parse and Number', (text) => { expect(decimalOf(text)).toBeUndefined(); });

  test.each([['0', 0], ['0.000', 0], ['007', 7], ['00012.50', 12.5]])('%s is %d, as Number has it', (text, value) => { expect(decimalOf(text)).toBe(value); });

  test.each(['0', '0.00', '000'])('%s is refused where zero cannot be', (text) => { expect(decimalOf(text, 1)).toBeUndefined(); });

  test('the smallest price there is, is not zero', () => { expect(decimalOf('0.0000000000000000000001', 1)).toBe(1e-22); });
});

describe('whole numbers', () => {
  const readOf = (text: string): number | undefined => (readInteger(START, out, 0) === load(text) ? out[0] : undefined);

  test('B12: accepted only where JSON.parse accepts, with the same value', () => {
    fc.assert(fc.property(fc.oneof(fc.nat().map(String), digits(18), fc.maxSafeNat().map(String)), (text) => {
      load(text);
      const value = readOf(text);
      if (value !== undefined) expect(value).toBe(JSON.parse(text));
      const isSkipped = skipInteger(START) === load(text);
      if (isSkipped) expect(typeof JSON.parse(text)).toBe('number');
      expect(isSkipped).toBe(text === '0' || !text.startsWith('0'));
    }), { numRuns: 4_000 });
  });

  test.each(['', '-1', '00', '01', 'x', '1234567890123456'])('%j is not read', (text) => {
    load(text);
    expect(readOf(text)).toBeUndefined();
  });
});

describe('times', () => {
  const timeOf = (text: string): number | undefined => {
    const end = load(text);
    return readTimeMs(START, out, 0) === end ? out[0] : undefined;
  };

  test('every 13-digit time reads as itself, in any order', () => {
    fc.assert(fc.property(fc.integer({ min: 1e12, max: 9_999_999_999_999 }), fc.nat(300_000), (timeMs, step) => {
      expect(timeOf(String(timeMs))).toBe(timeMs);
      expect(timeOf(String(Math.min(timeMs + step, 9_999_999_999_999)))).toBe(Math.min(timeMs + step, 9_999_999_999_999));
    }), { numRuns: 4_000 });
  });

  test.each(['', '0795176000123', '179517600012', '17951760001x3', '1x95176000123', '\0\0\0\0\0\0\0\x0012345'])('%j is none', (text) => {
    timeOf('1795176000123');
    expect(timeOf(text)).toBeUndefined();
  });

  test('the digit behind it is not swallowed', () => {
    load('17951760001234');
    expect(readTimeMs(START, out, 0)).toBe(START + 13);
  });
});

describe('what is passed over', () => {
  test('B1: text is passed over only where JSON.parse takes it as it stands', () => {
    fc.assert(fc.property(fc.string({ unit: fc.oneof(fc.constantFrom('"', '\\', '\0', '\x1f', '\x7f', 'é', ' '), fc.string({ minLength: 1, maxLength: 1 })), maxLength: 24 }), (inside) => {
      const end = load(`${inside}"`) - 1;
      const isPlain = /^[\x20\x21\x23-\x5b\x5d-\x7f]*$/.test(inside);
      expect(skipText(START) === end).toBe(isPlain);
      if (isPlain) expect(JSON.parse(`"${inside}"`)).toBe(inside);
    }), { numRuns: 4_000 });
  });

  test('text without an end is refused at the frame\'s end', () => {
    load(`${'x'.repeat(200)}"`);
    load('no quote behind this');
    expect(skipText(START)).toBe(REFUSED);
  });

  test.each([['true', 4], ['false', 5], ['tru', 0], ['False', 0], ['null', 0]])('%s', (text, length) => {
    load(text);
    expect(skipBoolean(START)).toBe(length === 0 ? REFUSED : START + length);
  });

  test('once refused, every reader refuses', () => {
    load('1795176000123');
    readTimeMs(START, out, 0);
    expect([readDecimal(REFUSED, 0, out, 0), readInteger(REFUSED, out, 0), readTimeMs(REFUSED, out, 0), skipInteger(REFUSED), skipBoolean(REFUSED), skipText(REFUSED)]).toEqual(Array(6).fill(REFUSED));
  });
});
