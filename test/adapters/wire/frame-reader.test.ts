import { FrameReader, type KnownLayout } from '../../../adapters/wire/frame-reader';
import { boolean, choice, constant, digits, fields, integer, levels, nonNegative, positive, rows, stream, symbol, text, timeMs, type ObjectPattern } from '../../../adapters/wire/pattern';
import { SymbolIndex } from '../../../adapters/wire/symbol-index';
import { DepthSide } from '../../../core/market/depth-frame';
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

describe('books in stream envelopes', () => {
  const BOOK: ObjectPattern = { stream: stream(), data: { s: symbol(), version: constant(TYPE, 1), id: digits(COUNT), flag: boolean(TIME), bids: levels(0), asks: levels(1) } };
  const FRAME = '{"stream":"btcusdt@depth","data":{"s":"BTCUSDT","version":1,"id":12345678901234567890,"flag":true,"bids":[["1.5","2"],["1.4","0"]],"asks":[]}}';

  const bookReader = () => {
    const symbols = new SymbolTable();
    for (const name of ['BTCUSDT', 'ETHUSDT']) symbols.idOf(name);
    const lists = [new DepthSide(), new DepthSide()] as const;
    const index = new SymbolIndex(symbols, () => true);
    const reader = new FrameReader([BOOK], index, lists);
    read(reader, FRAME);
    reader.learn({ stream: 'btcusdt@depth', data: { s: 'BTCUSDT', version: 1, id: 1, flag: true, bids: [['1', '2']], asks: [] } }, 0);
    return { reader, index, lists };
  };
  const rowsOf = ({ count, prices, quantities }: DepthSide): number[][] => Array.from({ length: count }, (_, row) => [prices[row] ?? Number.NaN, quantities[row] ?? Number.NaN]);

  test('rows of price and quantity go to their lists, empty ones too; an id of any length stays where it stands', () => {
    const { reader, index, lists } = bookReader();
    expect(read(reader, FRAME.replace('btcusdt', 'ethusdt').replace('BTCUSDT', 'ETHUSDT'))).toMatchObject({ pattern: 0 });
    expect([index.found, lists.map(rowsOf)]).toEqual([1, [[[1.5, 2], [1.4, 0]], []]]);
    const { integers } = reader.columns;
    expect([(integers[COUNT + 1] ?? 0) - (integers[COUNT] ?? 0), integers[TIME]]).toEqual([20, 1]);
    expect(read(reader, FRAME.replace('true', 'false').replace('"asks":[]', '"asks":[["9","1"]]'))).toMatchObject({ pattern: 0 });
    expect([integers[TIME], lists.map(rowsOf)]).toEqual([0, [[[1.5, 2], [1.4, 0]], [[9, 1]]]]);
  });

  test('more rows than there was room for', () => {
    const { reader, lists } = bookReader();
    const many = Array.from({ length: 1_000 }, (_, row) => `["${row + 1}","${row}"]`).join();
    expect(read(reader, FRAME.replace('["1.5","2"],["1.4","0"]', many))).toMatchObject({ pattern: 0 });
    expect([lists[0].count, lists[0].prices[999], lists[0].quantities[999]]).toEqual([1_000, 1_000, 999]);
  });

  test.each([
    ['another symbol than in the stream’s name', ['"BTCUSDT"', '"ETHUSDT"']], ['another stream', ['@depth', '@depth5']], ['no symbol', ['btcusdt@', '@']], ['another constant', ['"version":1', '"version":2']],
    ['a price of zero', ['"1.5"', '"0.0"']], ['a row of one', ['["1.4","0"]', '["1.4"]']], ['a row of three', ['["1.4","0"]', '["1.4","0","1"]']], ['numbers without quotes', ['["1.4","0"]', '[1.4,0]']],
    ['white space', ['["1.4","0"]', '[ "1.4","0"]']], ['a comma too many', ['["1.4","0"]', '["1.4","0"],']], ['no rows', ['[["1.5","2"],["1.4","0"]]', 'null']], ['no flag', ['true', '"true"']],
  ] as const)('%s is refused', (_, [from, to]) => {
    const { reader } = bookReader();
    expect(read(reader, FRAME)).toMatchObject({ pattern: 0 });
    expect(read(reader, FRAME.replace(from, to))).toBeUndefined();
  });

  test('a pattern may only name lists that there are', () => {
    const symbols = new SymbolTable();
    symbols.idOf('BTCUSDT');
    const reader = new FrameReader([BOOK], new SymbolIndex(symbols, () => true));
    read(reader, FRAME);
    expect(() => { reader.learn(JSON.parse(FRAME), 0); }).toThrow('list of levels is 0: expected one of 0');
  });
});
