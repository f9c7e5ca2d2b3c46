import { widened } from './columns';
import type { BookTopEvent, MarketEvent, TickerEvent, TickerFields, TradeEvent } from './events';
import type { SymbolId, SymbolTable } from './symbol-table';
import { FINGERPRINT_WORDS, fingerprintText } from './trade-fingerprint';

/** Index of each ticker field in a frame's `values`, and its bit in `present`. A top of book uses the last four. */
export const FIELD = {
  lastPrice: 0, highPrice24h: 1, lowPrice24h: 2, previousPrice24h: 3, turnover24h: 4, bidPrice: 5, bidQuantity: 6, askPrice: 7, askQuantity: 8,
} as const satisfies Record<keyof TickerFields, number>;

export const FIELD_NAMES = Object.keys(FIELD) as readonly (keyof TickerFields)[];
export const FIELD_COUNT = 9;

const FIRST_TRADES = 16;

/**
 * One message of market data about one symbol, in columns that the next message uses again: read it before returning, keep nothing of it.
 * It is the wire's form of `TickerEvent`, `BookTopEvent` and of one or more `TradeEvent`s, and means the same.
 */
export class MarketFrame {
  kind: 'ticker' | 'book-top' | 'trades' = 'ticker';
  symbolId: SymbolId = 0;
  /** Tickers: replaces what was known; otherwise the present fields are merged over it. */
  isSnapshot = false;
  /** Bit `FIELD.x` is set where the field was in the message; of a top of book, where the side exists. */
  present = 0;
  /** Values by `FIELD`, in quote currency and base units; meaningless where `present` has no bit. */
  readonly values = new Float64Array(FIELD_COUNT);
  tradeCount = 0;
  tradeTimesMs = new Float64Array(FIRST_TRADES);
  tradePrices = new Float64Array(FIRST_TRADES);
  tradeQuantities = new Float64Array(FIRST_TRADES);
  /** 1 where the taker bought. */
  tradeIsBuy = new Uint8Array(FIRST_TRADES);
  /** `FINGERPRINT_WORDS` words for each trade. */
  tradeFingerprints = new Int32Array(FIRST_TRADES * FINGERPRINT_WORDS);
  /** Venue time and receive time, epoch ms: typed, so that writing them allocates nothing. */
  private readonly times = new Float64Array(2);

  /** Venue time, epoch ms; of trades the last one's. */
  get exchangeTimeMs(): number {
    return this.times[0] ?? 0;
  }

  set exchangeTimeMs(timeMs: number) {
    this.times[0] = timeMs;
  }

  get receivedTimeMs(): number {
    return this.times[1] ?? 0;
  }

  set receivedTimeMs(timeMs: number) {
    this.times[1] = timeMs;
  }

  /** Makes room for `count` trades in all; what was written so far stays. */
  reserveTrades(count: number): void {
    if (count <= this.tradePrices.length) return;
    const capacity = Math.max(count, 2 * this.tradePrices.length);
    this.tradeTimesMs = widened(this.tradeTimesMs, new Float64Array(capacity));
    this.tradePrices = widened(this.tradePrices, new Float64Array(capacity));
    this.tradeQuantities = widened(this.tradeQuantities, new Float64Array(capacity));
    this.tradeIsBuy = widened(this.tradeIsBuy, new Uint8Array(capacity));
    this.tradeFingerprints = widened(this.tradeFingerprints, new Int32Array(capacity * FINGERPRINT_WORDS));
  }

  /** Takes over one event of a kind that has columns; a trade event becomes a frame with one trade. */
  load(event: TickerEvent | BookTopEvent | TradeEvent, symbols: SymbolTable): this {
    this.symbolId = symbols.idOf(event.symbol);
    this.exchangeTimeMs = event.exchangeTimeMs;
    this.receivedTimeMs = event.receivedTimeMs;
    this.isSnapshot = event.kind !== 'ticker' || event.isSnapshot;
    this.present = 0;
    this.tradeCount = 0;
    if (event.kind === 'trade') this.addTrade(event);
    else this.loadFields(event.kind, event.kind === 'ticker' ? event.fields : event);
    return this;
  }

  /** Adds one more trade of the same symbol behind those that are in. */
  addTrade(trade: TradeEvent): void {
    const row = this.tradeCount;
    this.kind = 'trades';
    this.reserveTrades(row + 1);
    this.tradeTimesMs[row] = this.exchangeTimeMs = trade.exchangeTimeMs;
    this.tradePrices[row] = trade.price;
    this.tradeQuantities[row] = trade.quantity;
    this.tradeIsBuy[row] = trade.side === 'buy' ? 1 : 0;
    fingerprintText(trade.tradeId, this.tradeFingerprints, row * FINGERPRINT_WORDS);
    this.tradeCount = row + 1;
  }

  /** The value of a field, or undefined where the message had none. */
  valueOf(field: keyof typeof FIELD): number | undefined {
    return (this.present & (1 << FIELD[field])) === 0 ? undefined : this.values[FIELD[field]];
  }

  private loadFields(kind: 'ticker' | 'book-top', fields: TickerFields | BookTopEvent): void {
    this.kind = kind;
    for (const [index, name] of FIELD_NAMES.entries()) {
      const value = (fields as TickerFields)[name];
      if (value === undefined) continue;
      this.values[index] = value;
      this.present |= 1 << index;
    }
  }
}

/** All that a detector is fed: an event as an object, or the wire's own form of it. */
export type MarketInput = MarketEvent | MarketFrame;
