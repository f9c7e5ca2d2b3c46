import type { BookTopEvent, TradeEvent } from '../../core/market/events';
import type { DaySummary } from '../market/day-summary';
import { bookFrame, nextTickDirection, type TickDirection, tickerFrame, tradeFrame, type WireTrade } from './frames';
import type { Listing } from './listing';
import { changedFields, type Field, tickerFields } from './ticker-fields';

/** A level-1 snapshot that has not changed for so long is sent again with the same `u` (websocket/public/orderbook page). */
const RESEND_MS = 3_000;
const MAX_TRADES_PER_MESSAGE = 1_024;

/** What the venue knows and has sent about one contract. Times called `realMs` are the machine's, all others market time. */
export class SymbolFeed {
  private readonly trades: WireTrade[] = [];
  private book: BookTopEvent | undefined;
  private updateId: number;
  private sequence: number;
  private isBookNew = false;
  private bookSentRealMs = 0;
  private direction: TickDirection = 'ZeroPlusTick';
  private lastTradePrice = 0;
  private sentTicker: readonly Field[] = [];
  /** While the symbol's trades are shown, last price and top of book are newer here than in the summary of the second. */
  private isLive = false;

  constructor(readonly listing: Listing, index: number, private readonly summary: () => DaySummary) {
    this.updateId = 1_000 + index * 7;
    this.sequence = 50_000_000_000 + index * 100_000_000;
  }

  setLive(isLive: boolean): void {
    if (!isLive) this.isLive = false;
  }

  addTrade(trade: TradeEvent): void {
    this.direction = nextTickDirection(this.direction, this.lastTradePrice, trade.price);
    this.lastTradePrice = trade.price;
    this.sequence += 1;
    this.trades.push({ trade, direction: this.direction, sequence: this.sequence });
  }

  setBook(book: BookTopEvent): void {
    this.book = book;
    this.isLive = true;
    this.isBookNew = true;
    this.sequence += 1;
  }

  /** Trades since the last call. */
  takeTrades(): readonly WireTrade[] {
    return this.trades.splice(0);
  }

  tradeFrames(trades: readonly WireTrade[], timeMs: number, skewMs: number): readonly string[] {
    const frames = [];
    for (let from = 0; from < trades.length; from += MAX_TRADES_PER_MESSAGE) {
      frames.push(tradeFrame(this.listing, trades.slice(from, from + MAX_TRADES_PER_MESSAGE), timeMs, skewMs));
    }
    return frames;
  }

  /** The top of book if it changed, or once more after 3 seconds without change. */
  takeBookFrame(realMs: number, timeMs: number, skewMs: number): string | undefined {
    if (!this.isBookNew && realMs - this.bookSentRealMs < RESEND_MS) return undefined;
    if (this.isBookNew) this.updateId += 1;
    this.isBookNew = false;
    this.bookSentRealMs = realMs;
    return this.bookSnapshot(timeMs, skewMs);
  }

  /** What a new subscriber is sent first; for the only one the 3 seconds begin with it. */
  firstBook(realMs: number, timeMs: number, skewMs: number, isOnlyOne: boolean): string {
    if (isOnlyOne) this.bookSentRealMs = realMs;
    return this.bookSnapshot(timeMs, skewMs);
  }

  private bookSnapshot(timeMs: number, skewMs: number): string {
    return bookFrame(this.listing, { book: this.book ?? this.bookOf(this.summary(), timeMs), updateId: this.updateId, sequence: this.sequence }, timeMs, skewMs);
  }

  /** Whole state for a new subscriber: as of now for the only one, as last sent where others follow the same deltas. */
  tickerSnapshot(timeMs: number, skewMs: number, isOnlyOne: boolean): string {
    if (isOnlyOne || this.sentTicker.length === 0) this.sentTicker = this.fields(timeMs);
    return tickerFrame(this.listing.symbol, 'snapshot', this.sentTicker, this.sequence, timeMs + skewMs);
  }

  /** What changed since the last message, if anything. */
  takeTickerDelta(timeMs: number, skewMs: number): string | undefined {
    const now = this.fields(timeMs);
    const changed = changedFields(this.sentTicker, now);
    if (changed.length === 0) return undefined;
    this.sentTicker = now;
    return tickerFrame(this.listing.symbol, 'delta', changed, this.sequence, timeMs + skewMs);
  }

  /** Every field as REST shows it. */
  fields(timeMs: number): readonly Field[] {
    return tickerFields(this.listing, this.day(), this.direction, timeMs);
  }

  private day(): DaySummary {
    const day = this.summary();
    const { book } = this;
    if (!this.isLive || !book) return day;
    const { bidPrice = day.bid, bidQuantity = day.bidSize, askPrice = day.ask, askQuantity = day.askSize } = book;
    return { ...day, last: this.lastTradePrice || day.last, bid: bidPrice, bidSize: bidQuantity, ask: askPrice, askSize: askQuantity };
  }

  private bookOf(day: DaySummary, timeMs: number): BookTopEvent {
    return {
      kind: 'book-top', symbol: this.listing.symbol, bidPrice: day.bid, bidQuantity: day.bidSize, askPrice: day.ask, askQuantity: day.askSize,
      exchangeTimeMs: timeMs, receivedTimeMs: timeMs,
    };
  }
}
