import { BybitDecoder, type BybitDecoderOptions, type Decoded } from '../../../../adapters/exchanges/bybit/decode';
import { FIELD } from '../../../../core/market/market-frame';
import { SymbolTable } from '../../../../core/market/symbol-table';
import { FINGERPRINT_WORDS, fingerprintText } from '../../../../core/market/trade-fingerprint';
import { fixture } from './fixture';

const RECEIVED = 1_795_176_000_999;

const decoderOf = (names: readonly string[] = ['BTCUSDT', 'TAOUSDT'], options?: BybitDecoderOptions): { readonly symbols: SymbolTable; readonly decoder: BybitDecoder } => {
  const symbols = new SymbolTable();
  for (const name of names) symbols.idOf(name);
  return { symbols, decoder: new BybitDecoder(symbols, options) };
};
const decode = (decoder: BybitDecoder, text: string): Decoded => decoder.decode(Buffer.from(text), RECEIVED);
/** Twice, so that the second answer comes from the bytes. */
const decodeKnown = (decoder: BybitDecoder, text: string): Decoded => {
  decode(decoder, text);
  return decode(decoder, text);
};
const fingerprintOf = (id: string): number[] => {
  const words = new Int32Array(FINGERPRINT_WORDS);
  fingerprintText(id, words, 0);
  return [...words];
};

describe('BybitDecoder', () => {
  test('C1.3: a ticker, from its bytes', () => {
    const { symbols, decoder } = decoderOf();
    expect(decodeKnown(decoder, fixture('ws_ticker_snapshot'))).toMatchObject({ kind: 'market', updateId: undefined, rejectedFields: [] });
    expect([decoder.fastFrames, decoder.fallbackFrames]).toEqual([1, 1]);
    const { frame } = decoder;
    expect([frame.kind, symbols.nameOf(frame.symbolId), frame.isSnapshot, frame.exchangeTimeMs, frame.receivedTimeMs]).toEqual(['ticker', 'TAOUSDT', true, 1_795_176_000_123, RECEIVED]);
    expect([...frame.values]).toEqual([412.35, 420, 398.1, 403.75, 92_555_120.7741, 412.34, 7.21, 412.36, 0.9]);
    decodeKnown(decoder, fixture('ws_ticker_delta'));
    expect([frame.isSnapshot, frame.present]).toEqual([false, (1 << FIELD.askPrice) | (1 << FIELD.askQuantity)]);
    expect(decoder.fastFrames).toBe(2);
  });

  test('S1.13: a top of book, on the matching engine\'s time, with its update id', () => {
    const { decoder } = decoderOf();
    expect(decodeKnown(decoder, fixture('ws_orderbook_1_snapshot'))).toMatchObject({ kind: 'market', updateId: 7_200_311 });
    const { frame } = decoder;
    expect([frame.kind, frame.exchangeTimeMs, frame.valueOf('bidPrice'), frame.valueOf('askQuantity'), frame.valueOf('lastPrice')]).toEqual(['book-top', 1_795_176_000_298, 412.34, 0.9, undefined]);
    decodeKnown(decoder, fixture('ws_orderbook_1_snapshot').replace(',"cts":1795176000298', ''));
    expect(frame.exchangeTimeMs).toBe(1_795_176_000_301);
    decodeKnown(decoder, fixture('ws_orderbook_1_snapshot').replace('[["412.34","7.21"]]', '[]'));
    expect([frame.valueOf('bidPrice'), frame.valueOf('askPrice')]).toEqual([undefined, 412.36]);
    expect(decoder.fastFrames).toBe(3);
  });

  test('C1.2: trades with time, side and id', () => {
    const { decoder } = decoderOf();
    decodeKnown(decoder, fixture('ws_public_trade'));
    const { frame } = decoder;
    expect([frame.kind, frame.tradeCount, frame.exchangeTimeMs, decoder.fastFrames]).toEqual(['trades', 2, 1_795_176_000_410, 1]);
    expect([[...frame.tradePrices.slice(0, 2)], [...frame.tradeQuantities.slice(0, 2)], [...frame.tradeIsBuy.slice(0, 2)]]).toEqual([[412.36, 412.34], [1.2, 0.35], [1, 0]]);
    expect([...frame.tradeFingerprints.slice(FINGERPRINT_WORDS, 2 * FINGERPRINT_WORDS)]).toEqual(fingerprintOf('2290000001202469356'));
  });

  test('1,024 trades in one message, as many as the venue puts in', () => {
    const { decoder } = decoderOf();
    const [row] = /\{"T".*?\}/.exec(fixture('ws_public_trade')) ?? [''];
    const frameOf = (count: number): string => fixture('ws_public_trade').replace(/\[.*\]/, `[${Array.from({ length: count }, (_, index) => row.replace('469355', String(100_000 + index))).join(',')}]`);
    decode(decoder, frameOf(1));
    decode(decoder, frameOf(1_024));
    expect([decoder.fastFrames, decoder.frame.tradeCount]).toEqual([1, 1_024]);
    expect([...decoder.frame.tradeFingerprints.slice(1_023 * FINGERPRINT_WORDS, 1_024 * FINGERPRINT_WORDS)]).toEqual(fingerprintOf('2290000001202101023'));
  });

  test('C1.5: keys in any order are read from the bytes once they were seen in it', () => {
    const { decoder } = decoderOf();
    const sorted = '{"cs":1,"data":{"ask1Price":"98000.00","lastPrice":"97866.70","preOpenPrice":"","symbol":"BTCUSDT"},"topic":"tickers.BTCUSDT","ts":1747997985272,"type":"delta"}';
    decodeKnown(decoder, sorted);
    expect([decoder.fastFrames, decoder.frame.valueOf('askPrice'), decoder.frame.valueOf('lastPrice')]).toEqual([1, 98_000, 97_866.7]);
  });

  test('a frame may be a part of a larger buffer', () => {
    const { decoder } = decoderOf();
    const frame = fixture('ws_orderbook_1_snapshot');
    const buffer = Buffer.from(`before${frame}after`);
    for (let pass = 0; pass < 2; pass += 1) expect(decoder.decode(buffer, RECEIVED, 6, 6 + frame.length).kind).toBe('market');
    expect([decoder.fastFrames, decoder.frame.valueOf('bidPrice')]).toEqual([1, 412.34]);
  });

  test('B12: a field that cannot be is dropped and named, also where the layout is known', () => {
    const { decoder } = decoderOf();
    decodeKnown(decoder, fixture('ws_ticker_snapshot'));
    expect(decode(decoder, fixture('ws_ticker_snapshot').replace('"412.35"', '"-1"'))).toMatchObject({ kind: 'market', rejectedFields: ['lastPrice'] });
    expect([decoder.frame.valueOf('lastPrice'), decoder.frame.valueOf('askPrice')]).toEqual([undefined, 412.36]);
    expect(decode(decoder, fixture('ws_ticker_snapshot'))).toMatchObject({ rejectedFields: [] });
  });

  test.each([['', 'data[0].i'], ['x'.repeat(101), 'data[0].i']])('B12: a trade id of %j is rejected where the layout is known, too', (id, name) => {
    const { decoder } = decoderOf();
    decodeKnown(decoder, fixture('ws_public_trade'));
    expect(decode(decoder, fixture('ws_public_trade').replace('2290000001202469355', id))).toMatchObject({ kind: 'market', rejectedFields: [name] });
    expect(decoder.frame.tradeCount).toBe(1);
  });

  test('B1: symbols that are not in the table are refused, and no frame makes it grow', () => {
    const { symbols, decoder } = decoderOf(['BTCUSDT']);
    expect(decodeKnown(decoder, fixture('ws_public_trade'))).toEqual({ kind: 'refused', reason: 'symbol-not-listed', isMalformed: false });
    expect(symbols.size).toBe(1);
    symbols.idOf('TAOUSDT');
    expect(decode(decoder, fixture('ws_public_trade')).kind).toBe('market');
  });

  test('a recording made elsewhere may bring its own symbols', () => {
    const { symbols, decoder } = decoderOf([], { takesUnlistedSymbols: true });
    decodeKnown(decoder, fixture('ws_public_trade'));
    expect([symbols.nameOf(decoder.frame.symbolId), decoder.fastFrames]).toEqual(['TAOUSDT', 1]);
  });

  test('B1, S1.41: answers and refusals are those of the parsing way', () => {
    const { decoder } = decoderOf();
    expect(decode(decoder, fixture('ws_pong_linear'))).toEqual({ kind: 'pong' });
    expect(decode(decoder, fixture('ws_subscribe_acknowledged'))).toEqual({ kind: 'acknowledged', op: 'subscribe', requestId: '7' });
    expect(decode(decoder, fixture('ws_public_trade').slice(0, 90))).toEqual({ kind: 'refused', reason: 'not-json', isMalformed: true });
    expect(decode(decoder, fixture('ws_ticker_snapshot').replaceAll('TAOUSDT', 'BTC-26DEC25-90000-C'))).toMatchObject({ reason: 'option-payload' });
  });
});
