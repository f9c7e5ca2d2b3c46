import { BinanceDecoder, type Decoded } from '../../adapters/exchanges/binance/decode';
import { loadDepth } from '../../adapters/exchanges/binance/decode-depth';
import { decodeBinanceMessage, parseFrame, type DecodedMessage } from '../../adapters/exchanges/binance/decode-json';
import { DepthFrame, type DepthSide } from '../../core/market/depth-frame';
import { MarketFrame } from '../../core/market/market-frame';
import type { SymbolTable } from '../../core/market/symbol-table';

/** Bound once: a test runner's sandbox looks globals up slowly. */
const { is } = Object;
const { stringify } = JSON;

const RECEIVED_MS = 1_795_176_000_999;

/** Holds the decoder to the parsing way: each frame decoded by both, and the first difference named. */
export class BinanceDecoderCheck {
  readonly decoder: BinanceDecoder;
  private readonly depth = new DepthFrame();
  private readonly trades = new MarketFrame();

  constructor(private readonly symbols: SymbolTable, private readonly venue: 'binance' | 'binance-usdm') {
    this.decoder = new BinanceDecoder(symbols, { venue });
  }

  /** What is wrong with the decoder's answer; undefined when nothing is. */
  fault(buffer: Buffer, start = 0, end = buffer.length): string | undefined {
    const size = this.symbols.size;
    const decoded = this.decoder.decode(buffer, RECEIVED_MS, start, end);
    if (this.symbols.size !== size) return 'the wire made the symbol table grow';
    const parsed = decodeBinanceMessage(parseFrame(buffer.toString('utf8', start, end)), { venue: this.venue, receivedTimeMs: RECEIVED_MS });
    return this.difference(decoded, parsed);
  }

  private difference(decoded: Decoded, parsed: DecodedMessage): string | undefined {
    if (parsed.kind !== 'depth' && parsed.kind !== 'events') return sameAnswer(decoded, parsed);
    if (parsed.name === 'bookTicker') return sameAnswer(decoded, { kind: 'unused', name: 'bookTicker' });
    const symbol = parsed.kind === 'depth' ? parsed.depth.symbol : parsed.events[0]?.symbol ?? '';
    if (this.symbols.find(symbol) === undefined) return sameAnswer(decoded, { kind: 'unused', name: 'symbol not listed' });
    if (parsed.kind === 'depth') {
      loadDepth(this.depth, parsed.depth, this.symbols);
      return sameAnswer(decoded, { kind: 'depth' }) ?? depthDifference(this.decoder.depth, this.depth);
    }
    for (const event of parsed.events) this.trades.load(event, this.symbols);
    return sameAnswer(decoded, { kind: 'trades' }) ?? tradesDifference(this.decoder.trades, this.trades) ?? this.idDifference(parsed);
  }

  private idDifference(parsed: Extract<DecodedMessage, { kind: 'events' }>): string | undefined {
    const [event] = parsed.events;
    const expected = event?.kind === 'trade' ? Number(event.tradeId.replace('a', '')) : Number.NaN;
    return is(this.decoder.tradeId[0], expected) ? undefined : `tradeId is ${this.decoder.tradeId[0]}, expected ${expected}`;
  }
}

const sameAnswer = (decoded: Decoded, expected: unknown): string | undefined => {
  const [given, wanted] = [stringify(decoded), stringify(expected)];
  return given === wanted ? undefined : `is ${given}, expected ${wanted}`;
};

const depthDifference = (frame: DepthFrame, expected: DepthFrame): string | undefined => {
  for (const name of ['kind', 'symbolId', 'hasExchangeTime', 'exchangeTimeMs', 'receivedTimeMs', 'firstUpdateId', 'lastUpdateId', 'previousUpdateId'] as const) {
    if (!is(frame[name], expected[name])) return `${name} is ${String(frame[name])}, expected ${String(expected[name])}`;
  }
  return sideDifference('bids', frame.bids, expected.bids) ?? sideDifference('asks', frame.asks, expected.asks);
};

const sideDifference = (name: string, side: DepthSide, expected: DepthSide): string | undefined => {
  if (side.count !== expected.count) return `${name} are ${side.count}, expected ${expected.count}`;
  for (let level = 0; level < side.count; level += 1) {
    for (const column of ['prices', 'quantities'] as const) {
      if (!is(side[column][level], expected[column][level])) return `${name}.${column}[${level}] is ${side[column][level]}, expected ${expected[column][level]}`;
    }
  }
  return undefined;
};

const tradesDifference = (frame: MarketFrame, expected: MarketFrame): string | undefined => {
  for (const name of ['kind', 'symbolId', 'isSnapshot', 'present', 'tradeCount', 'exchangeTimeMs', 'receivedTimeMs'] as const) {
    if (!is(frame[name], expected[name])) return `${name} is ${String(frame[name])}, expected ${String(expected[name])}`;
  }
  for (const name of ['tradeTimesMs', 'tradePrices', 'tradeQuantities', 'tradeIsBuy'] as const) {
    if (!is(frame[name][0], expected[name][0])) return `${name} is ${frame[name][0]}, expected ${expected[name][0]}`;
  }
  const [prints, expectedPrints] = [frame, expected].map(({ tradeFingerprints }) => tradeFingerprints.slice(0, 4).join());
  return prints === expectedPrints ? undefined : `fingerprint is ${prints}, expected ${expectedPrints}`;
};
