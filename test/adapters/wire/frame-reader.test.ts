import { FrameReader, type KnownLayout } from '../../../adapters/wire/frame-reader';
import { choice, constant, fields, integer, nonNegative, positive, rows, symbol, text, timeMs, type ObjectPattern } from '../../../adapters/wire/pattern';
import { SymbolIndex } from '../../../adapters/wire/symbol-index';
import { SymbolTable } from '../../../core/market/symbol-table';

const PRICE = 0;
const SIZE = 1;
const TIME = 2;
const TYPE = 3;
const COUNT = 4;
const PATTERN: ObjectPattern = {
  channel: symbol('ticks.'), type: constant(TYPE, 'full', 'part'), time: timeMs(TIME), count: integer(COUNT), data: fields({ symbol: symbol(), price: positive(PRICE), amount: nonNegative(SIZE) }),
};
const ROWS: ObjectPattern = { channel: symbol('rows.'), data: rows({ s: symbol(), side: choice(0, 'sell', 'buy'), p: positive(1), id: text(2) }), side: [[positive(PRICE)]] };

const readerOf = (): FrameReader => {
  const symbols = new SymbolTable();
  for (const name of ['BTCUSDT', 'ETHUSDT']) symbols.idOf(name);
  return new FrameReader([PATTERN, ROWS], new SymbolIndex(symbols, () => true));
};
const read = (reader: FrameReader, frame: string): KnownLayout | undefined => {
  const bytes = Buffer.from(frame);
  return reader.read(bytes, 0, bytes.length);
};
const learn = (reader: FrameReader, frame: string, pattern = 0): FrameReader => {
  read(reader, frame);
  reader.learn(JSON.parse(frame), pattern);
  return reader;
};

const FRAME = '{"channel":"ticks.BTCUSDT","type":"part","time":1795176000123,"extra":true,"count":7,"data":{"symbol":"BTCUSDT","price":"1.25","other":"x","amount":"0"}}';

describe('layouts that a reader learns', () => {
  test('the first frame is refused, from the second on its layout is known', () => {
    const reader = readerOf();
    expect(read(reader, FRAME)).toBeUndefined();
    reader.learn(JSON.parse(FRAME), 0);
    const layout = read(reader, FRAME.replaceAll('BTCUSDT', 'ETHUSDT').replace('1.25', '98000.5').replace('true', 'false').replace('"x"', '"something else"').replace(':7,', ':123456,'));
    expect(layout).toMatchObject({ pattern: 0 });
    expect(layout?.constants[TYPE]).toBe(1);
    expect([...reader.columns.numbers.slice(0, 5)]).toEqual([98_000.5, 0, 1_795_176_000_123, 0, 123_456]);
    expect(reader.columns.present).toBe((1 << PRICE) | (1 << SIZE) | (1 << TIME) | (1 << COUNT));
  });

  test('keys of an object of fields come and go in any order; "" is no value', () => {
    const reader = learn(readerOf(), FRAME);
    expect(read(reader, FRAME.replace('"symbol":"BTCUSDT","price":"1.25","other":"x","amount":"0"', '"amount":"","later":"1","symbol":"BTCUSDT"'))).toBeDefined();
    expect(reader.columns.present).toBe((1 << TIME) | (1 << COUNT));
  });

  test('another order of keys is another layout', () => {
    const reader = learn(readerOf(), FRAME);
    const { data, ...rest } = JSON.parse(FRAME) as Record<string, unknown>;
    const reordered = JSON.stringify({ data, ...rest });
    expect(read(reader, reordered)).toBeUndefined();
    learn(reader, reordered);
    expect([read(reader, reordered), read(reader, FRAME)]).toEqual([expect.objectContaining({ pattern: 0 }), expect.objectContaining({ pattern: 0 })]);
  });

  test('a layout that begins with a value fits whatever that is', () => {
    const frameOf = (count: number): string => `{"count":${count},"channel":"ticks.BTCUSDT","type":"part","time":1795176000123,"data":{"symbol":"BTCUSDT"}}`;
    const reader = learn(readerOf(), frameOf(1));
    expect([read(reader, frameOf(2)), read(reader, frameOf(123_456_789))]).toEqual([expect.objectContaining({ pattern: 0 }), expect.objectContaining({ pattern: 0 })]);
  });

  test.each([
    ['white space', FRAME.replace(',"time"', ', "time"')],
    ['bytes behind the end', `${FRAME} `],
    ['a missing end', FRAME.slice(0, -1)],
    ['another constant', FRAME.replace('"part"', '"full"')],
    ['an unlisted symbol', FRAME.replaceAll('BTCUSDT', 'XRPUSDT')],
    ['two symbols', FRAME.replace('"symbol":"BTCUSDT"', '"symbol":"ETHUSDT"')],
    ['no symbol in the data', FRAME.replace('"symbol":"BTCUSDT",', '')],
    ['a key twice', FRAME.replace('"other":"x"', '"price":"2"')],
    ['a price of zero', FRAME.replace('1.25', '0.00')],
    ['an escape', FRAME.replace('"x"', '"\\u0078"')],
    ['a control character', FRAME.replace('"x"', '"\t"')],
    ['a leading zero', FRAME.replace(':7,', ':07,')],
    ['a negative number', FRAME.replace(':7,', ':-7,')],
    ['an exponent', FRAME.replace('1.25', '125e-2')],
    ['a number for a text', FRAME.replace('"x"', '5')],
    ['nothing', ''],
  ])('B1: refuses %s', (_, frame) => {
    expect(read(learn(readerOf(), FRAME), frame)).toBeUndefined();
  });

  test('rows all look like the first, as many as there are, and the columns grow with them', () => {
    const row = (index: number): string => `{"s":"BTCUSDT","side":"${index % 2 === 0 ? 'sell' : 'buy'}","p":"${index + 1}.5","id":"id-${index}"}`;
    const frameOf = (count: number): string => `{"channel":"rows.BTCUSDT","data":[${Array.from({ length: count }, (_, index) => row(index)).join(',')}],"side":[["2.5"]]}`;
    const reader = learn(readerOf(), frameOf(1), 1);
    expect(read(reader, frameOf(1_500))).toMatchObject({ pattern: 1 });
    const { columns } = reader;
    expect(columns.rowCount).toBe(1_500);
    expect([columns.integers[columns.rowBase(1_499)], columns.numbers[columns.rowBase(1_499) + 1], columns.numbers[PRICE]]).toEqual([1, 1_500.5, 2.5]);
    expect(read(reader, frameOf(2).replace('"s":"BTCUSDT","side":"buy"', '"side":"buy","s":"BTCUSDT"'))).toBeUndefined();
    expect(read(reader, frameOf(0))).toBeUndefined();
  });

  test('the first row\'s symbol holds for all rows and for what comes behind them', () => {
    const frameOf = (...names: readonly [string, string, string]): string =>
      `{"data":[{"s":"${names[0]}","side":"buy","p":"1","id":"a"},{"s":"${names[1]}","side":"buy","p":"1","id":"b"}],"channel":"rows.${names[2]}","side":[]}`;
    const reader = learn(readerOf(), frameOf('BTCUSDT', 'BTCUSDT', 'BTCUSDT'), 1);
    expect(read(reader, frameOf('ETHUSDT', 'ETHUSDT', 'ETHUSDT'))).toBeDefined();
    expect(read(reader, frameOf('BTCUSDT', 'ETHUSDT', 'BTCUSDT'))).toBeUndefined();
    expect(read(reader, frameOf('ETHUSDT', 'ETHUSDT', 'BTCUSDT'))).toBeUndefined();
  });

  test.each([
    ['nested values that nobody wants', FRAME.replace('true', '{"a":1}')],
    ['null', FRAME.replace('true', 'null')],
    ['a constant that is not known', FRAME.replace('"part"', '"other"')],
    ['a key beyond ASCII', FRAME.replace('"extra"', '"é"')],
    ['a key with an escape', FRAME.replace('"extra"', '"a\\"b"')],
    ['a key twice', FRAME.replace('"extra"', '"count":1,"extra"')],
    ['a key of 5,000 characters', FRAME.replace('"extra"', `"${'x'.repeat(5_000)}"`)],
  ])('a message with %s is not learned, or only as it stands', (_, frame) => {
    const reader = learn(readerOf(), frame);
    expect(read(reader, FRAME)).toBeUndefined();
    expect(() => read(reader, frame)).not.toThrow();
  });

  test('B1: a venue that never repeats itself costs no more than one layout in a thousand frames, and the usual ones are learned again', () => {
    const reader = readerOf();
    const odd = (index: number): string => FRAME.replace('"extra"', `"extra${index}"`);
    for (let index = 0; index < 300; index += 1) learn(reader, odd(index));
    expect([read(reader, odd(63)), read(reader, odd(64))]).toEqual([expect.objectContaining({ pattern: 0 }), undefined]);
    for (let index = 0; index < 1_000; index += 1) read(reader, FRAME);
    expect(read(learn(reader, FRAME), FRAME)).toBeDefined();
  });

  test('a frame that is longer than the area is refused, not cut', () => {
    const reader = learn(readerOf(), FRAME);
    expect(read(reader, FRAME.replace('"x"', `"${'x'.repeat(600_000)}"`))).toBeUndefined();
    expect(read(reader, FRAME)).toBeDefined();
  });
});
