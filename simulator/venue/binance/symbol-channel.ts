import type { Side } from '../../../core/market/events';
import type { DepthSymbol } from '../../market/depth/depth-symbol';
import type { DepthTrade } from '../../market/depth/depth-trade';
import { DiffWindow } from '../../market/depth/diff-window';
import { UpdateIds } from '../../market/depth/update-ids';
import type { Dialect } from './dialect';
import { LevelTexts } from './level-texts';
import { aggTradePayload, type BookMessage, bookTickerPayload, diffBook, partialBook, snapshotBook, tradePayload } from './payloads';
import { STREAM_KINDS, type StreamKind, streamName } from './stream-name';
import { WireFrame } from './wire-frame';

const PARTIAL_LEVELS = 20;

/** What one symbol's streams have sent and still have to send. Times are market time, `skewMs` is added to all that is printed. */
export class SymbolChannel {
  readonly ids: UpdateIds;
  readonly texts: LevelTexts;
  private readonly window: DiffWindow;
  private readonly streams: Readonly<Record<StreamKind, string>>;
  private trades: DepthTrade[] = [];
  private watched: ReadonlySet<StreamKind> = new Set();
  private bookMs: number;
  /** Ids of the last message of each stream of books, which futures repeat in the next one. */
  private sentDiffId: number;
  private sentPartialId: number;
  private sentTop = '';
  /** A bid that a fault put above the asks, to be taken back. */
  private crossedPlace: number | undefined;

  /** `name` is what the venue lists the simulated symbol as. */
  constructor(readonly symbol: DepthSymbol, readonly name: string, private readonly dialect: Dialect, seed: number, startMs: number) {
    this.ids = new UpdateIds(dialect.ids, seed, symbol.spec.index);
    this.texts = new LevelTexts(symbol, dialect.shownDecimals);
    this.window = new DiffWindow(symbol.book);
    this.bookMs = startMs;
    this.sentDiffId = this.sentPartialId = this.ids.last;
    this.streams = Object.fromEntries(STREAM_KINDS.map((kind) => [kind, streamName(kind, name)])) as Record<StreamKind, string>;
  }

  /** Which streams anyone listens to: the others cost nothing. */
  watch(kinds: ReadonlySet<StreamKind>): void {
    if (!this.watched.has('diff')) this.forgetDiffs();
    if (!kinds.has('trade') && !kinds.has('aggTrade')) this.trades = [];
    this.watched = kinds;
  }

  streamOf(kind: StreamKind): string { return this.streams[kind]; }

  /** The market has just made the symbol's update. */
  onUpdate(timeMs: number): void {
    const { symbol, ids, watched } = this;
    const { changed } = symbol.book;
    if (changed.length > 0) {
      ids.next(changed.length);
      this.bookMs = timeMs;
      if (watched.has('diff')) this.window.add(ids);
    }
    if (watched.has('trade') || watched.has('aggTrade')) this.trades.push(...symbol.trades);
  }

  /** The ids of what is sent next jump, and with them what futures say came before. */
  skipIds(count: number): void {
    this.ids.last += count;
    this.sentDiffId += count;
    this.window.firstId += count;
    this.window.lastId += count;
  }

  /** What was not sent is lost, as in a stall. */
  forget(): void {
    this.trades = [];
    this.forgetDiffs();
  }

  takeTrades(): readonly DepthTrade[] { return this.trades.splice(0); }

  tradeFrame(kind: 'trade' | 'aggTrade', trade: DepthTrade, sentMs: number, skewMs: number): WireFrame {
    const payload = kind === 'trade' ? tradePayload : aggTradePayload;
    return this.frame(kind, payload(this.dialect.market, {
      symbol: this.name, trade, sentMs: sentMs + skewMs, tradeMs: trade.timeMs + skewMs, price: this.texts.price(trade.ticks), quantity: this.texts.quantity(trade.steps),
    }));
  }

  /** The levels that changed since the last diff, if any. */
  takeDiff(sentMs: number, skewMs: number, isCrossed: () => boolean): WireFrame | undefined {
    const { window } = this;
    if (window.isEmpty) return undefined;
    const [bids, asks] = [this.changesOf('buy'), this.changesOf('sell')];
    if (this.crossedPlace !== undefined) bids.push(this.texts.level(this.crossedPlace, 0));
    this.crossedPlace = isCrossed() ? this.symbol.book.bestAsk + 1 : undefined;
    if (this.crossedPlace !== undefined) bids.push(this.crossingBid());
    const ids = { first: window.firstId, last: window.lastId, previous: this.sentDiffId };
    this.sentDiffId = window.lastId;
    window.clear();
    return this.frame('diff', diffBook(this.dialect.market, { ...this.times(sentMs, skewMs), ids, bids, asks }));
  }

  /** The best levels whole, if anything changed since the last time. */
  takePartial(sentMs: number, skewMs: number, isCrossed: () => boolean): WireFrame | undefined {
    if (this.sentPartialId === this.ids.last) return undefined;
    const message = this.wholeBook(PARTIAL_LEVELS, sentMs, skewMs, this.sentPartialId);
    this.sentPartialId = this.ids.last;
    return this.frame('depth', partialBook(this.dialect.market, isCrossed() ? { ...message, bids: [this.crossingBid(), ...message.bids.slice(1)] } : message));
  }

  /** Best bid and ask, if they changed since the last time. */
  takeTop(sentMs: number, skewMs: number): WireFrame | undefined {
    const { book } = this.symbol;
    const bid = this.texts.level(book.bestBid, book.quantityAt(book.bestBid));
    const ask = this.texts.level(book.bestAsk, book.quantityAt(book.bestAsk));
    if (this.sentTop === bid + ask) return undefined;
    this.sentTop = bid + ask;
    return this.frame('bookTicker', bookTickerPayload(this.dialect.market, { ...this.times(sentMs, skewMs), updateId: this.ids.last, bid, ask }));
  }

  /** The book as REST gives it; `staleIds` makes it that much older than it is. */
  snapshot(levels: number, sentMs: number, skewMs: number, staleIds: number): string {
    const message = this.wholeBook(levels, sentMs, skewMs, this.ids.last);
    return snapshotBook(this.dialect.market, { ...message, ids: { ...message.ids, last: message.ids.last - staleIds } });
  }

  private wholeBook(levels: number, sentMs: number, skewMs: number, previous: number): BookMessage {
    const ids = { first: this.ids.first, last: this.ids.last, previous };
    return { ...this.times(sentMs, skewMs), ids, bids: this.bestLevels('buy', levels), asks: this.bestLevels('sell', levels) };
  }

  private bestLevels(side: Side, levels: number): readonly string[] {
    const texts: string[] = [];
    this.symbol.book.forEachLevel(side, (place, steps) => texts.push(this.texts.level(place, steps)) < levels);
    return texts;
  }

  /** Futures print changed bids from the lowest price up, spot from the highest down. */
  private changesOf(side: Side): string[] {
    const texts = this.window.placesOf(side).map((place) => this.texts.level(place, this.window.quantityOf(side, place)));
    return side === 'buy' && this.dialect.market === 'spot' ? texts.reverse() : texts;
  }

  private crossingBid(): string {
    const { book } = this.symbol;
    return this.texts.level(book.bestAsk + 1, Math.max(1, book.quantityAt(book.bestBid)));
  }

  private times(sentMs: number, skewMs: number): { symbol: string; sentMs: number; bookMs: number } {
    return { symbol: this.name, sentMs: sentMs + skewMs, bookMs: this.bookMs + skewMs };
  }

  private forgetDiffs(): void {
    this.window.clear();
    this.sentDiffId = this.ids.last;
  }

  private frame(kind: StreamKind, data: string): WireFrame { return new WireFrame(this.streams[kind], data); }
}
