import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { BinanceDecoder } from '../../../../adapters/exchanges/binance/decode';
import { SymbolTable } from '../../../../core/market/symbol-table';
import { fingerprintText } from '../../../../core/market/trade-fingerprint';
import { Random } from '../../../../simulator/market/random';
import { BinanceDecoderCheck } from '../../../support/binance-decoder-check';
import { BinanceFrames, LISTED } from '../../../support/binance-frames';
import { mutate } from '../../../support/odd-frames';

const RECEIVED_MS = 1_750_000_000_500;

const tableOf = (...names: string[]): SymbolTable => {
  const symbols = new SymbolTable();
  for (const name of names) symbols.idOf(name);
  return symbols;
};

// Written after the documented payloads and the shapes of recorded ones; the numbers are made up.
const spotDiff = '{"stream":"ethusdt@depth@100ms","data":{"e":"depthUpdate","E":1750000000012,"s":"ETHUSDT","U":11,"u":13,"b":[["2500.10000000","0.40000000"],["2499.00000000","0.00000000"]],"a":[]}}';
const spotBest = '{"stream":"ethusdt@depth20@100ms","data":{"lastUpdateId":15,"bids":[["2500.10","1"]],"asks":[["2500.20","2"],["2500.30","3"]]}}';
const futuresDiff = '{"stream":"ethusdt@depth@100ms","data":{"e":"depthUpdate","E":1750000000012,"T":1750000000010,"s":"ETHUSDT","U":500,"u":600,"pu":450,"b":[["2500.10","0"]],"a":[["2500.20","5"]],"st":1,"ps":"ETHUSDT"}}';
const futuresBest = futuresDiff.replace('@depth@100ms', '@depth20@100ms');
const spotTrade = '{"stream":"ethusdt@trade","data":{"e":"trade","E":1750000000012,"s":"ETHUSDT","t":987654,"p":"2500.10","q":"0.4","T":1750000000010,"m":true,"M":true}}';
const aggregate = '{"stream":"ethusdt@aggTrade","data":{"e":"aggTrade","E":1750000000012,"s":"ETHUSDT","a":5555,"p":"2500.10","q":"1.5","f":10,"l":12,"T":1750000000009,"m":false}}';

/** The second of two equal frames is read from its bytes. */
const readTwice = (frame: string, decoder = new BinanceDecoder(tableOf('ETHUSDT'), { venue: 'binance' })) => {
  const first = decoder.decode(Buffer.from(frame), RECEIVED_MS);
  const before = decoder.fastFrames;
  expect(decoder.decode(Buffer.from(frame), RECEIVED_MS)).toEqual(first);
  return { decoder, decoded: first, isFast: decoder.fastFrames > before };
};

describe('BinanceDecoder', () => {
  test('a diff of spot carries its ids, its time and both sides; a quantity of 0 stays one', () => {
    const { decoder: { depth }, decoded, isFast } = readTwice(spotDiff);
    expect([decoded.kind, isFast, depth.kind, depth.hasExchangeTime, depth.exchangeTimeMs, depth.receivedTimeMs]).toEqual(['depth', true, 'diff', true, 1_750_000_000_012, RECEIVED_MS]);
    expect([depth.firstUpdateId, depth.lastUpdateId, depth.previousUpdateId, depth.asks.count]).toEqual([11, 13, Number.NaN, 0]);
    expect([...depth.bids.prices.subarray(0, depth.bids.count)]).toEqual([2_500.1, 2_499]);
    expect([...depth.bids.quantities.subarray(0, depth.bids.count)]).toEqual([0.4, 0]);
  });

  test('C2.18: best levels of spot say neither symbol nor time: the stream’s name and the receive time stand in', () => {
    const { decoder: { depth }, isFast } = readTwice(spotBest);
    expect([isFast, depth.kind, depth.symbolId, depth.hasExchangeTime, depth.exchangeTimeMs]).toEqual([true, 'depth', 0, false, RECEIVED_MS]);
    expect([depth.firstUpdateId, depth.lastUpdateId, depth.bids.count, depth.asks.count]).toEqual([Number.NaN, 15, 1, 2]);
  });

  test('futures chain by `pu` and are timed by the matching engine; the stream’s name tells best levels from changes', () => {
    const { decoder, isFast } = readTwice(futuresDiff);
    const { depth } = decoder;
    expect([isFast, depth.kind, depth.previousUpdateId, depth.exchangeTimeMs]).toEqual([true, 'diff', 450, 1_750_000_000_010]);
    expect([readTwice(futuresBest, decoder).isFast, depth.kind]).toEqual([true, 'depth']);
    expect([readTwice(futuresDiff, decoder).isFast, depth.kind]).toEqual([true, 'diff']);
  });

  test.each([[spotTrade, '987654', 0, 987_654], [aggregate, 'a5555', 1, 5_555]] as const)('trades carry side, number and the fingerprint of their id: %s', (frame, id, isBuy, number) => {
    const { decoder: { trades, tradeId }, decoded, isFast } = readTwice(frame);
    const print = new Int32Array(4);
    fingerprintText(id, print, 0);
    expect([decoded.kind, isFast, trades.kind, trades.tradeCount, trades.tradeIsBuy[0], tradeId[0]]).toEqual(['trades', true, 'trades', 1, isBuy, number]);
    expect([...trades.tradeFingerprints.subarray(0, 4)]).toEqual([...print]);
  });

  test('off-book prints and COIN-M are dropped, known layout or not', () => {
    const market = spotTrade.replace('"m":true,"M":true', '"X":"MARKET","m":true,"st":1');
    const { decoder, isFast } = readTwice(market);
    expect(isFast).toBe(true);
    expect(decoder.decode(Buffer.from(market.replace('MARKET', 'ADL')), 1)).toEqual({ kind: 'unused', name: 'trade off the book (ADL)' });
    expect(decoder.decode(Buffer.from(market.replace('"st":1', '"st":2')), 1)).toEqual({ kind: 'unused', name: 'trade of COIN-M' });
  });

  test('B11: an update id or trade id beyond 2^53 is refused', () => {
    const { decoder } = readTwice(spotDiff);
    expect(decoder.decode(Buffer.from(spotDiff.replace('"u":13', '"u":9007199254740993')), 1)).toMatchObject({ kind: 'refused' });
    expect(readTwice(spotTrade.replace('987654', '9007199254740993'), decoder).decoded).toMatchObject({ kind: 'refused' });
    expect(readTwice(spotTrade.replace('987654', '9007199254740991'), decoder).decoded).toMatchObject({ kind: 'trades' });
  });

  test('a symbol that the payload and the stream’s name do not agree about is refused', () => {
    const { decoder } = readTwice(spotDiff, new BinanceDecoder(tableOf('ETHUSDT', 'BTCUSDT'), { venue: 'binance' }));
    expect(decoder.decode(Buffer.from(spotDiff.replace('"s":"ETHUSDT"', '"s":"BTCUSDT"')), 1)).toMatchObject({ kind: 'refused' });
  });

  test('a symbol that nobody listed gives no id, except in a recording', () => {
    const live = new BinanceDecoder(new SymbolTable(), { venue: 'binance' });
    expect(live.decode(Buffer.from(spotDiff), 1)).toEqual({ kind: 'unused', name: 'symbol not listed' });
    const symbols = new SymbolTable();
    const recorded = new BinanceDecoder(symbols, { venue: 'binance', takesUnlistedSymbols: true });
    expect([recorded.decode(Buffer.from(spotDiff), 1).kind, symbols.symbols()]).toEqual(['depth', ['ETHUSDT']]);
  });

  test('a symbol in another script is read, by the slow way', () => {
    const { decoder, decoded, isFast } = readTwice(spotBest.replace('ethusdt', '币安人生usdt'), new BinanceDecoder(tableOf('币安人生USDT'), { venue: 'binance' }));
    expect([decoded.kind, isFast, decoder.depth.symbolId]).toEqual(['depth', false, 0]);
  });

  test.each<[string, unknown]>([
    ['{"result":null,"id":3}', { kind: 'acknowledged', requestId: 3 }],
    ['{"error":{"code":2,"msg":"Invalid request"},"id":4}', { kind: 'rejected', requestId: 4, message: '2 Invalid request' }],
    ['{"code":3,"msg":"Invalid JSON"}', { kind: 'rejected', requestId: undefined, message: '3 Invalid JSON' }],
    ['{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1750000000000}}', { kind: 'shutdown' }],
    ['{"e":"serverShutdown","E":1750000000000}', { kind: 'shutdown' }],
    ['{"stream":"btcusdt@kline_1m","data":{"e":"kline"}}', { kind: 'unused', name: 'kline' }],
    ['{"stream":"btcusdt@rpiDepth@500ms","data":{"e":"depthUpdate"}}', { kind: 'unused', name: 'depthUpdate' }],
    ['{"stream"', { kind: 'refused', cause: 'not JSON' }],
  ])('%s is answered as what it is', (frame, expected) => {
    expect(new BinanceDecoder(new SymbolTable(), { venue: 'binance' }).decode(Buffer.from(frame), 1)).toEqual(expected);
  });
});

describe('both ways of decoding', () => {
  const LINES = 15_000;

  test.each(['binance', 'binance-usdm'] as const)('B1: 30,000 generated and damaged frames of %s give the same, bit for bit', (venue) => {
    const random = new Random(7, venue === 'binance' ? 1 : 2, 0);
    for (const oddShare of [0, 0.002, 0.02]) {
      const check = new BinanceDecoderCheck(tableOf(...LISTED), venue);
      const frames = new BinanceFrames(random, oddShare);
      for (let count = 0; count < 10_000; count += 1) {
        const text = Buffer.from(frames.next());
        const memory = Buffer.alloc(text.length + 100);
        text.copy(memory, 7);
        const length = random.chance(0.2) ? mutate(random, memory.subarray(7), text.length) : text.length;
        const fault = check.fault(memory, 7, 7 + length);
        if (fault !== undefined) throw new Error(`${fault}: ${memory.toString('latin1', 7, 7 + length)}`);
      }
      expect(check.decoder.fastFrames).toBeGreaterThan(3_000);
    }
  });

  const FOLDER = resolve(__dirname, '../../../../../shared/captures/ws');
  const recorded = existsSync(FOLDER) ? test : test.skip;
  const suffix = existsSync(FOLDER) ? '' : ' (skipped: captures not present)';

  recorded.each([
    ['binance_spot_btcusdt_20240808.txt.gz', 'binance', 'BTCUSDT'],
    ['binance_spot_ethusdt_20240808.txt.gz', 'binance', 'ETHUSDT'],
    ['binance_usdm_btcusdt_20240808.txt.gz', 'binance-usdm', 'BTCUSDT'],
    ['binance_usdm_btcusdt_20230404.txt.gz', 'binance-usdm', 'BTCUSDT'],
    ['binance_spot_nexousdt_20240724.txt.gz', 'binance', 'NEXOUSDT'],
    ['binance_usdm_multi_20210722.cryptofeed.txt.gz', 'binance-usdm', 'SUSHIUSDT'],
    ['binance_spot_multi_20211012.cryptofeed.txt.gz', 'binance', 'NKNUSDT'],
  ] as const)(`give the same for the first 15,000 lines of %s, all books and trades but the first few fast${suffix}`, (file, venue, symbol) => {
    const check = new BinanceDecoderCheck(tableOf(symbol), venue);
    let wanted = 0;
    for (const line of gunzipSync(readFileSync(resolve(FOLDER, file))).toString().split('\n', LINES)) {
      const frame = line.slice(line.indexOf('{'));
      const isOurs = frame.startsWith(`{"stream":"${symbol.toLowerCase()}@`);
      if (isOurs && /@(?:depth|trade|aggTrade)/.test(frame.slice(0, 60))) wanted += 1;
      const fault = check.fault(Buffer.from(frame));
      if (fault !== undefined) throw new Error(`${fault}: ${frame.slice(0, 300)}`);
    }
    expect(wanted).toBeGreaterThan(20);
    expect(wanted - check.decoder.fastFrames).toBeLessThan(4);
  });
});
