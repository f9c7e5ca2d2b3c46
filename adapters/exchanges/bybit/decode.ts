import { FIELD, FIELD_COUNT, MarketFrame } from '../../../core/market/market-frame';
import type { SymbolTable } from '../../../core/market/symbol-table';
import { FINGERPRINT_WORDS, fingerprintBytes } from '../../../core/market/trade-fingerprint';
import { FrameReader, type KnownLayout } from '../../wire/frame-reader';
import { choice, constant, fields, integer, nonNegative, positive, rows, symbol, text, timeMs, type ObjectPattern } from '../../wire/pattern';
import { SymbolIndex } from '../../wire/symbol-index';
import { BYTES } from '../../wire/wire-area';
import type { ControlFrame } from './decode-answer';
import { decodeBybitMessage, isSymbol, MAX_ID_LENGTH, parseFrame, refused, type DecodedEvents, type Refused } from './decode-json';

/** Columns of a message behind those of `FIELD`. */
const SENT_MS = FIELD_COUNT;
const MADE_MS = FIELD_COUNT + 1;
const UPDATE_ID = FIELD_COUNT + 2;
const TYPE = FIELD_COUNT + 3;

const TICKER: ObjectPattern = {
  topic: symbol('tickers.'),
  type: constant(TYPE, 'snapshot', 'delta'),
  ts: timeMs(SENT_MS),
  data: fields({
    symbol: symbol(),
    lastPrice: positive(FIELD.lastPrice),
    highPrice24h: positive(FIELD.highPrice24h),
    lowPrice24h: positive(FIELD.lowPrice24h),
    prevPrice24h: positive(FIELD.previousPrice24h),
    turnover24h: nonNegative(FIELD.turnover24h),
    bid1Price: positive(FIELD.bidPrice),
    bid1Size: nonNegative(FIELD.bidQuantity),
    ask1Price: positive(FIELD.askPrice),
    ask1Size: nonNegative(FIELD.askQuantity),
  }),
};

const BOOK_TOP: ObjectPattern = {
  topic: symbol('orderbook.1.'),
  type: constant(TYPE, 'snapshot'),
  ts: timeMs(SENT_MS),
  cts: timeMs(MADE_MS),
  data: {
    s: symbol(),
    b: [[positive(FIELD.bidPrice), positive(FIELD.bidQuantity)]],
    a: [[positive(FIELD.askPrice), positive(FIELD.askQuantity)]],
    u: integer(UPDATE_ID),
  },
};

/** Columns of one trade. An id takes two. */
const TRADE_TIME_MS = 0;
const IS_BUY = 1;
const QUANTITY = 2;
const PRICE = 3;
const ID = 4;

const TRADES: ObjectPattern = {
  topic: symbol('publicTrade.'),
  type: constant(TYPE, 'snapshot'),
  data: rows({
    T: timeMs(TRADE_TIME_MS),
    s: symbol(),
    S: choice(IS_BUY, 'Sell', 'Buy'),
    v: positive(QUANTITY),
    p: positive(PRICE),
    i: text(ID),
  }),
};

const PATTERNS = [TICKER, BOOK_TOP, TRADES];
const KINDS = ['ticker', 'book-top', 'trades'] as const;

const ALL_FIELDS = (1 << FIELD_COUNT) - 1;
const NONE: readonly string[] = [];

/** Market data was read and stands in the decoder's `frame`. One object per decoder, true until its next frame. */
export interface DecodedMarket {
  readonly kind: 'market';
  /** `u` of a book: grows per topic, restarts at 1. */
  readonly updateId: number | undefined;
  /** Fields that were dropped because their value cannot be. */
  readonly rejectedFields: readonly string[];
}

export type Decoded = DecodedMarket | ControlFrame | Refused;

export interface BybitDecoderOptions {
  /** Gives ids to symbols that only the wire mentions: for recordings made elsewhere, never for a live socket. Default false. */
  readonly takesUnlistedSymbols?: boolean;
}

/**
 * Frames of the venue to a `MarketFrame`. A frame in a layout seen before is read from its bytes. Every other one goes through JSON.parse,
 * and if it was faultless market data, its layout is known from then on. Both ways give the same, bit for bit.
 */
export class BybitDecoder {
  readonly frame = new MarketFrame();
  fastFrames = 0;
  fallbackFrames = 0;
  private readonly index: SymbolIndex;
  private readonly reader: FrameReader;
  private readonly market = new ReusedMarket();

  constructor(private readonly symbols: SymbolTable, private readonly options: BybitDecoderOptions = {}) {
    this.index = new SymbolIndex(symbols, isSymbol);
    this.reader = new FrameReader(PATTERNS, this.index);
  }

  /** One frame: `bytes` from `start` to `end`. Never throws, never gives NaN. `frame` has a meaning only when the answer is of kind `market`. */
  decode(bytes: Buffer, receivedTimeMs: number, start = 0, end = bytes.length): Decoded {
    const layout = this.reader.read(bytes, start, end);
    if (layout === undefined || !this.fillFrame(layout, receivedTimeMs)) return this.decodeParsed(bytes.subarray(start, end), receivedTimeMs);
    this.fastFrames += 1;
    return this.market;
  }

  /** False for a value that a pattern lets pass and the venue's rules do not. */
  private fillFrame(layout: KnownLayout, receivedTimeMs: number): boolean {
    const { frame, market } = this;
    const { numbers, present } = this.reader.columns;
    const kind = KINDS[layout.pattern] ?? 'ticker';
    frame.kind = kind;
    frame.symbolId = this.index.found;
    frame.receivedTimeMs = receivedTimeMs;
    frame.isSnapshot = layout.constants[TYPE] === 0;
    frame.present = present & ALL_FIELDS;
    frame.tradeCount = 0;
    market.rejectedFields = NONE;
    market.updateIds[0] = (present & (1 << UPDATE_ID)) === 0 ? Number.NaN : numbers[UPDATE_ID] ?? 0;
    if (kind === 'trades') return this.fillTrades();
    const { values } = frame;
    for (let field = 0; field < values.length; field += 1) values[field] = numbers[field] ?? 0;
    // A book's time is the matching engine's where the message has it.
    frame.exchangeTimeMs = numbers[(present & (1 << MADE_MS)) === 0 ? SENT_MS : MADE_MS] ?? 0;
    return true;
  }

  private fillTrades(): boolean {
    const { frame } = this;
    const { columns } = this.reader;
    const { numbers, integers, rowCount } = columns;
    frame.reserveTrades(rowCount);
    for (let row = 0; row < rowCount; row += 1) {
      const at = columns.rowBase(row);
      const idStart = integers[at + ID] ?? 0;
      const idEnd = integers[at + ID + 1] ?? 0;
      if (idEnd === idStart || idEnd - idStart > MAX_ID_LENGTH) return false;
      frame.tradeTimesMs[row] = numbers[at + TRADE_TIME_MS] ?? 0;
      frame.tradePrices[row] = numbers[at + PRICE] ?? 0;
      frame.tradeQuantities[row] = numbers[at + QUANTITY] ?? 0;
      frame.tradeIsBuy[row] = integers[at + IS_BUY] ?? 0;
      fingerprintBytes(BYTES, idStart, idEnd, frame.tradeFingerprints, row * FINGERPRINT_WORDS);
    }
    frame.tradeCount = rowCount;
    frame.exchangeTimeMs = frame.tradeTimesMs[rowCount - 1] ?? 0;
    return true;
  }

  private decodeParsed(bytes: Buffer, receivedTimeMs: number): Decoded {
    this.fallbackFrames += 1;
    const message = parseFrame(bytes);
    const decoded = decodeBybitMessage(message, receivedTimeMs);
    if (decoded.kind !== 'events') return decoded;
    const isListed = this.symbols.find(decoded.topic.symbol) !== undefined;
    if (!isListed && this.options.takesUnlistedSymbols !== true) return refused('symbol-not-listed');
    this.load(decoded);
    if (decoded.rejectedFields.length === 0) this.reader.learn(message, KINDS.indexOf(this.frame.kind));
    return this.market;
  }

  private load({ events, rejectedFields, updateId }: DecodedEvents): void {
    const { frame, market, symbols } = this;
    for (const [index, event] of events.entries()) {
      if (index > 0 && event.kind === 'trade') frame.addTrade(event);
      else frame.load(event, symbols);
    }
    market.rejectedFields = rejectedFields;
    market.updateIds[0] = updateId ?? Number.NaN;
  }
}

/** The update id is typed, so that writing it allocates nothing; NaN while there is none. */
class ReusedMarket implements DecodedMarket {
  readonly kind = 'market';
  rejectedFields: readonly string[] = NONE;
  readonly updateIds = Float64Array.of(Number.NaN);

  get updateId(): number | undefined {
    const id = this.updateIds[0] ?? 0;
    return Number.isNaN(id) ? undefined : id;
  }
}
