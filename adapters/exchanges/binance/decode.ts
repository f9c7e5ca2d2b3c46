import { DepthFrame } from '../../../core/market/depth-frame';
import { MarketFrame } from '../../../core/market/market-frame';
import type { SymbolTable } from '../../../core/market/symbol-table';
import { fingerprintBytes } from '../../../core/market/trade-fingerprint';
import { FrameReader, type KnownLayout } from '../../wire/frame-reader';
import { boolean, constant, digits, integer, levels, positive, stream, symbol, timeMs, type ObjectPattern } from '../../wire/pattern';
import { SymbolIndex } from '../../wire/symbol-index';
import { BYTES } from '../../wire/wire-area';
import { isRecord } from '../numeric-fields';
import type { ControlFrame } from './decode-answer';
import { loadDepth } from './decode-depth';
import { AGGREGATE_MARK, decodeBinanceMessage, parseFrame, type DecodedMessage } from './decode-json';
import { EARLIEST_MS } from './frame-fields';
import { USD_MARGINED } from './messages';

/** Columns of a message. A trade's id takes two. */
const MADE_MS = 0;
const SENT_MS = 1;
const FIRST_ID = 2;
const LAST_ID = 3;
const PREVIOUS_ID = 4;
const PRICE = 5;
const QUANTITY = 6;
const IS_SELL = 7;
const ID = 8;
const EVENT = 10;
const PRINT = 11;
const MARGIN = 12;
/** Numbers of the lists of levels. */
const BIDS = 0;
const ASKS = 1;

const DEPTH_UPDATE: ObjectPattern = {
  stream: stream(),
  data: {
    e: constant(EVENT, 'depthUpdate'), E: timeMs(SENT_MS), T: timeMs(MADE_MS), s: symbol(), st: constant(MARGIN, USD_MARGINED),
    U: integer(FIRST_ID), u: integer(LAST_ID), pu: integer(PREVIOUS_ID), b: levels(BIDS), a: levels(ASKS),
  },
};

/** Spot's best levels: who and when is said by the stream's name and by nobody. */
const PARTIAL_DEPTH: ObjectPattern = {
  stream: stream(),
  data: { lastUpdateId: integer(LAST_ID), bids: levels(BIDS), asks: levels(ASKS) },
};

const TRADE = { T: timeMs(MADE_MS), s: symbol(), p: positive(PRICE), q: positive(QUANTITY), m: boolean(IS_SELL), st: constant(MARGIN, USD_MARGINED) };

const SINGLE_TRADE: ObjectPattern = { stream: stream(), data: { ...TRADE, e: constant(EVENT, 'trade'), t: digits(ID), X: constant(PRINT, 'MARKET') } };

const AGGREGATE_TRADE: ObjectPattern = { stream: stream(), data: { ...TRADE, e: constant(EVENT, 'aggTrade'), a: digits(ID) } };

/** A diff and the best levels of a futures book look alike but for the stream's name, which is part of a layout. */
const PATTERNS = [DEPTH_UPDATE, DEPTH_UPDATE, PARTIAL_DEPTH, SINGLE_TRADE, AGGREGATE_TRADE];
const [DIFF, BEST, UNTIMED_BEST, SINGLE, AGGREGATE] = [0, 1, 2, 3, 4] as const;

/** Symbols that the fast way knows. Any other name of the venue, as one in Chinese, is parsed. */
const PLAIN_SYMBOL = /^[A-Z0-9_]{1,32}$/;

/** Longer numbers may not be exact doubles. */
const EXACT_DIGITS = 15;

/** `depth`: the decoder's `depth` holds the message; `trades`: its `trades` does. Both until its next frame. */
export type Decoded =
  | { readonly kind: 'depth' }
  | { readonly kind: 'trades' }
  | ControlFrame
  | { readonly kind: 'unused'; readonly name: string }
  | { readonly kind: 'refused'; readonly cause: string };

const DEPTH: Decoded = { kind: 'depth' };
const TRADES: Decoded = { kind: 'trades' };
const NOT_LISTED: Decoded = { kind: 'unused', name: 'symbol not listed' };

export interface BinanceDecoderOptions {
  /** Set by whoever connected or recorded; spot and futures frames look alike. */
  readonly venue: 'binance' | 'binance-usdm';
  /** Gives ids to symbols that only the wire mentions: for recordings made elsewhere, never for a live socket. Default false. */
  readonly takesUnlistedSymbols?: boolean;
}

/**
 * Frames of the venue's combined streams to a `DepthFrame` or to a `MarketFrame` of trades. A frame in a layout seen before is read from its
 * bytes. Every other one goes through JSON.parse, and its layout is known from then on. Both ways give the same, bit for bit.
 */
export class BinanceDecoder {
  readonly depth = new DepthFrame();
  readonly trades = new MarketFrame();
  /** Number of the last trade, which grows with each one of its symbol. */
  readonly tradeId = Float64Array.of(Number.NaN);
  fastFrames = 0;
  fallbackFrames = 0;
  private readonly index: SymbolIndex;
  private readonly reader: FrameReader;

  constructor(private readonly symbols: SymbolTable, private readonly options: BinanceDecoderOptions) {
    this.index = new SymbolIndex(symbols, (name) => PLAIN_SYMBOL.test(name));
    this.reader = new FrameReader(PATTERNS, this.index, [this.depth.bids, this.depth.asks]);
  }

  /** One frame: `bytes` from `start` to `end`. Never throws, never gives NaN for a price, quantity or time. */
  decode(bytes: Buffer, receivedTimeMs: number, start = 0, end = bytes.length): Decoded {
    const layout = this.reader.read(bytes, start, end);
    const decoded = layout === undefined ? undefined : this.fill(layout, receivedTimeMs);
    if (decoded === undefined) return this.decodeParsed(bytes.toString('utf8', start, end), receivedTimeMs);
    this.fastFrames += 1;
    return decoded;
  }

  /** Undefined for a value that a pattern lets pass and the venue's rules do not. */
  private fill({ pattern }: KnownLayout, receivedTimeMs: number): Decoded | undefined {
    if (pattern === SINGLE || pattern === AGGREGATE) return this.fillTrade(pattern === AGGREGATE, receivedTimeMs) ? TRADES : undefined;
    return this.fillDepth(pattern, receivedTimeMs) ? DEPTH : undefined;
  }

  private fillDepth(pattern: number, receivedTimeMs: number): boolean {
    const { depth } = this;
    const { numbers } = this.reader.columns;
    const isTimed = pattern !== UNTIMED_BEST;
    depth.kind = pattern === DIFF ? 'diff' : 'depth';
    depth.symbolId = this.index.found;
    depth.hasExchangeTime = isTimed;
    depth.exchangeTimeMs = isTimed ? this.madeMs : receivedTimeMs;
    depth.receivedTimeMs = receivedTimeMs;
    depth.firstUpdateId = isTimed ? numbers[FIRST_ID] ?? 0 : Number.NaN;
    depth.lastUpdateId = numbers[LAST_ID] ?? 0;
    depth.previousUpdateId = this.has(PREVIOUS_ID) ? numbers[PREVIOUS_ID] ?? 0 : Number.NaN;
    return !isTimed || (depth.firstUpdateId <= depth.lastUpdateId && depth.exchangeTimeMs >= EARLIEST_MS);
  }

  private fillTrade(isAggregate: boolean, receivedTimeMs: number): boolean {
    const { trades } = this;
    const { numbers, integers } = this.reader.columns;
    trades.kind = 'trades';
    trades.symbolId = this.index.found;
    trades.isSnapshot = true;
    trades.present = 0;
    trades.tradeCount = 1;
    trades.tradeTimesMs[0] = trades.exchangeTimeMs = this.madeMs;
    trades.receivedTimeMs = receivedTimeMs;
    trades.tradePrices[0] = numbers[PRICE] ?? 0;
    trades.tradeQuantities[0] = numbers[QUANTITY] ?? 0;
    trades.tradeIsBuy[0] = integers[IS_SELL] === 1 ? 0 : 1;
    return trades.exchangeTimeMs >= EARLIEST_MS && this.fillId(integers[ID] ?? 0, integers[ID + 1] ?? 0, isAggregate);
  }

  private fillId(start: number, end: number, isAggregate: boolean): boolean {
    if (end - start > EXACT_DIGITS) return false;
    let id = 0;
    for (let at = start; at < end; at += 1) {
      const byte = BYTES[at] ?? 0;
      id = 10 * id + byte - ZERO;
      marked[at - start + 1] = byte;
    }
    this.tradeId[0] = id;
    fingerprintBytes(marked, isAggregate ? 0 : 1, end - start + 1, this.trades.tradeFingerprints, 0);
    return true;
  }

  /** When the matching engine made the message, or else when it was sent. */
  private get madeMs(): number {
    return this.reader.columns.numbers[this.has(MADE_MS) ? MADE_MS : SENT_MS] ?? 0;
  }

  private has(column: number): boolean {
    return (this.reader.columns.present & (1 << column)) !== 0;
  }

  private decodeParsed(text: string, receivedTimeMs: number): Decoded {
    this.fallbackFrames += 1;
    const message = parseFrame(text);
    const decoded = decodeBinanceMessage(message, { venue: this.options.venue, receivedTimeMs });
    if (decoded.kind !== 'depth' && decoded.kind !== 'events') return decoded;
    if (decoded.name === 'bookTicker') return { kind: 'unused', name: decoded.name };
    if (!this.takes(decoded)) return NOT_LISTED;
    // Before the message is loaded, as trying a layout writes to the columns. The patterns are those of combined streams.
    if (isRecord(message) && 'stream' in message) this.reader.learn(message, patternOf(decoded));
    this.load(decoded);
    return decoded.kind === 'depth' ? DEPTH : TRADES;
  }

  private takes(decoded: Market): boolean {
    const symbol = decoded.kind === 'depth' ? decoded.depth.symbol : decoded.events[0]?.symbol;
    return this.options.takesUnlistedSymbols === true || (symbol !== undefined && this.symbols.find(symbol) !== undefined);
  }

  private load(decoded: Market): void {
    if (decoded.kind === 'depth') loadDepth(this.depth, decoded.depth, this.symbols);
    else for (const event of decoded.events) this.loadTrade(event);
  }

  private loadTrade(event: MarketEventOf<Market>): void {
    this.trades.load(event, this.symbols);
    if (event.kind === 'trade') this.tradeId[0] = Number(event.tradeId.replace(AGGREGATE_MARK, ''));
  }
}

type Market = Extract<DecodedMessage, { kind: 'depth' | 'events' }>;
type MarketEventOf<Decoded> = Decoded extends { readonly events: readonly (infer Event)[] } ? Event : never;

const patternOf = (decoded: Market): number => {
  if (decoded.kind === 'events') return decoded.name === 'trade' ? SINGLE : AGGREGATE;
  if (decoded.depth.kind === 'diff') return DIFF;
  return decoded.depth.hasExchangeTime ? BEST : UNTIMED_BEST;
};

const ZERO = 0x30;
/** An id's digits behind the mark of an aggregate. */
const marked = new Uint8Array(1 + EXACT_DIGITS);
marked[0] = AGGREGATE_MARK.charCodeAt(0);
