import type { Side } from '../market/events';
import type { BookSnapshotEvent } from '../market/depth-events';
import type { DepthFrame, DepthSide } from '../market/depth-frame';
import { type BookRecipe, LocalBook } from '../market/local-book';
import type { MarketFrame } from '../market/market-frame';
import { SeenTrades } from '../market/seen-trades';
import type { LargeLevels } from './large-levels';
import { MinuteMids, type MinuteMidsData, noMids } from './minute-mids';
import type { WhaleSettings } from './settings';
import { inBook, inShown, isCrossed } from './sight';
import type { Wall } from './wall';
import { type HashOf, WallSide, type WallSideData } from './wall-side';

/** What a watch is told of: nothing in it may change the watch. */
export interface WatchListener {
  born(watch: SymbolWatch, wall: Wall): void;
  /** The mid has been seen at a time. */
  priced(watch: SymbolWatch, mid: number, timeMs: number): void;
  /** Dead, and its fate is decided. */
  settled(watch: SymbolWatch, wall: Wall): void;
}

/** Plain data. */
export interface SymbolWatchData {
  readonly symbol: string;
  readonly bids: WallSideData;
  readonly asks: WallSideData;
  readonly mids: MinuteMidsData;
}

/** A taker who sells meets the bids. */
const sideMetBy = (isBuy: boolean): Side => (isBuy ? 'sell' : 'buy');

/**
 * One symbol's levels, and what there is to see them by. While the whole book is live its quantities decide, at each diff; otherwise the best
 * levels of each depth frame, where a level that the prices have moved away from is out of sight and not dead. New levels are found on depth
 * frames alone. Times are the venue's.
 */
export class SymbolWatch {
  readonly bids: WallSide;
  readonly asks: WallSide;
  /** Kept while the symbol's diffs are asked for. */
  book: LocalBook | undefined;
  bidPrice: number | undefined;
  askPrice: number | undefined;
  mid: number | undefined;
  /** A first diff or trade has proved the subscription to trades, which is asked for with that to diffs. */
  private isTradeProven = false;
  private isTradeBlind = false;
  private isDepthSeen = false;
  private lastDepthId = -Infinity;
  private lastTimeMs = -Infinity;
  private midsData: MinuteMidsData = noMids();
  private mids: MinuteMids;
  private readonly seenTrades = new SeenTrades();

  constructor(
    readonly symbol: string, private readonly settings: WhaleSettings, private readonly recipe: BookRecipe, hashOf: HashOf,
    private readonly listener: WatchListener,
  ) {
    this.bids = new WallSide('buy', settings, hashOf);
    this.asks = new WallSide('sell', settings, hashOf);
    this.mids = new MinuteMids(this.midsData, settings.minVolatilityReturns);
  }

  /** Without levels: in the general pool (S2.12, C2.17). */
  get isGeneral(): boolean {
    return this.bids.isEmpty && this.asks.isEmpty;
  }

  get volatility1h(): number | undefined {
    return this.mids.volatility1h;
  }

  /** Living levels. */
  *walls(): Iterable<Wall> {
    yield* this.bids.live.values();
    yield* this.asks.live.values();
  }

  /** Value of the largest living level, in quote currency; 0 without one. */
  get largestNotional(): number {
    let largest = 0;
    for (const wall of this.walls()) largest = Math.max(largest, wall.notional);
    return largest;
  }

  /** The best levels at a time. A frame that is older than one seen before, as two connections may bring it, says nothing. */
  onDepth(frame: DepthFrame, timeMs: number, sizes: LargeLevels): void {
    if (frame.lastUpdateId <= this.lastDepthId || isCrossed(frame)) return;
    if (!Number.isNaN(frame.lastUpdateId)) this.lastDepthId = frame.lastUpdateId;
    this.isDepthSeen = true;
    this.lastTimeMs = timeMs;
    const book = this.liveBook;
    this.priceBy(frame, timeMs);
    for (const side of ['bids', 'asks'] as const) this.onShown(side, frame[side], timeMs, sizes, book);
  }

  /** Changes of the whole book. */
  onDiff(frame: DepthFrame): void {
    const { book } = this;
    if (book === undefined) return;
    this.isTradeProven = true;
    const answer = book.acceptDiff(frame);
    if (answer === 'applied') this.onBook(book, frame.exchangeTimeMs, frame);
    else if (answer === 'gap') this.loseSightUnlessSeen(frame.exchangeTimeMs);
  }

  /** True where the snapshot has not made the book live and another one is to be fetched. */
  onSnapshot(snapshot: BookSnapshotEvent, timeMs: number): boolean {
    const { book } = this;
    if (book === undefined || book.isLive) return false;
    const answer = book.acceptSnapshot(snapshot);
    if (answer === 'live') this.onBook(book, Math.max(timeMs, this.lastTimeMs));
    return answer === 'too-old';
  }

  /** The trade in a row of a frame; false where it was seen before. */
  onTrade(frame: MarketFrame, row: number): boolean {
    this.isTradeProven = true;
    this.isTradeBlind = false;
    if (!this.seenTrades.add(frame, row)) return false;
    const side = sideMetBy(frame.tradeIsBuy[row] === 1);
    const walls = side === 'buy' ? this.bids : this.asks;
    if (!walls.isEmpty) this.explain(walls, frame, row);
    return true;
  }

  /** From here on a stream is blind. */
  onGap({ depth, diff, trade }: { readonly depth: boolean; readonly diff: boolean; readonly trade: boolean }, sinceMs: number): void {
    if (trade) {
      this.isTradeBlind = true;
      for (const wall of [...this.walls(), ...this.bids.dying, ...this.asks.dying]) wall.ledger.loseSight();
    }
    if (depth) {
      this.isDepthSeen = false;
      this.lastDepthId = -Infinity;
    }
    if (diff) this.book?.reset();
    if (depth || diff) this.loseSightUnlessSeen(sinceMs);
  }

  /** Trades arrive again. */
  onTradesResumed(): void {
    this.isTradeBlind = false;
  }

  /** The whole book is asked for, or is not any more. */
  keepBook(isWanted: boolean): void {
    if (isWanted) this.book ??= new LocalBook(this.recipe);
    else if (this.book !== undefined) {
      this.book = undefined;
      this.loseSightUnlessSeen(this.lastTimeMs);
    }
  }

  /** Time has passed: decides fates, and gives up what has been out of sight for too long. */
  advance(nowMs: number): void {
    for (const side of [this.bids, this.asks]) {
      side.forget(nowMs);
      if (side.isEmpty) continue;
      side.giveUp(nowMs, ({ data }) => data.unseenSinceMs !== null && nowMs - data.unseenSinceMs > this.settings.maxUnseenMs);
      this.settleSide(side, nowMs);
    }
  }

  /** Ends all levels, with an unknown fate: the symbol is not traded any more. */
  end(timeMs: number): void {
    for (const side of [this.bids, this.asks]) side.giveUp(timeMs);
    this.settle();
  }

  /** Decides all that is open with what is known. */
  settle(): void {
    for (const side of [this.bids, this.asks]) this.settleSide(side, Infinity);
  }

  saved(): SymbolWatchData {
    return { symbol: this.symbol, bids: this.bids.saved(), asks: this.asks.saved(), mids: this.midsData };
  }

  /** `nowMs`: when it was saved; nothing has been seen since. */
  restore({ bids, asks, mids }: SymbolWatchData, nowMs: number): void {
    this.bids.restore(bids);
    this.asks.restore(asks);
    this.midsData = mids;
    this.mids = new MinuteMids(mids, this.settings.minVolatilityReturns);
    this.lastTimeMs = nowMs;
    for (const wall of this.walls()) wall.loseSight(nowMs);
  }

  /** Without them a decrease cannot be explained. */
  private get areTradesSeen(): boolean {
    return this.isTradeProven && !this.isTradeBlind;
  }

  private get liveBook(): LocalBook | undefined {
    return this.book?.isLive === true ? this.book : undefined;
  }

  private onShown(name: 'bids' | 'asks', shown: DepthSide, timeMs: number, sizes: LargeLevels, book: LocalBook | undefined): void {
    const side = this[name];
    const look = { quantityAt: book ? inBook(book, book.book[name]) : inShown(name, shown, this.settings.orderbookDepth), timeMs, areTradesSeen: this.areTradesSeen };
    if (!book) side.judge(look);
    if (!sizes.measure(shown)) return;
    for (const wall of side.live.values()) wall.data.ratios = sizes.ratiosOf(wall.notional);
    for (const wall of side.findBorn(shown, sizes, look)) this.listener.born(this, wall);
  }

  private settleSide(side: WallSide, nowMs: number): void {
    for (const wall of side.settle(nowMs)) this.listener.settled(this, wall);
  }

  private onBook(book: LocalBook, timeMs: number, changes?: DepthFrame): void {
    const { areTradesSeen } = this;
    this.lastTimeMs = timeMs;
    for (const name of ['bids', 'asks'] as const) this[name].judge({ quantityAt: inBook(book, book.book[name], changes?.[name]), timeMs, areTradesSeen });
    const { bids, asks } = book.book;
    if (bids.bestPrice !== undefined && asks.bestPrice !== undefined) this.priceAt(bids.bestPrice, asks.bestPrice, timeMs);
  }

  private loseSightUnlessSeen(sinceMs: number): void {
    if (this.isDepthSeen || this.liveBook !== undefined) return;
    for (const wall of this.walls()) wall.loseSight(sinceMs);
  }

  private priceBy({ bids, asks }: DepthFrame, timeMs: number): void {
    const [bid, ask] = [bids.prices[0], asks.prices[0]];
    if (bids.count > 0 && asks.count > 0 && bid !== undefined && ask !== undefined) this.priceAt(bid, ask, timeMs);
  }

  private priceAt(bidPrice: number, askPrice: number, timeMs: number): void {
    this.bidPrice = bidPrice;
    this.askPrice = askPrice;
    this.mid = (bidPrice + askPrice) / 2;
    this.mids.add(this.mid, timeMs);
    this.listener.priced(this, this.mid, timeMs);
  }

  /** First the dead, whose decreases wait for it, then what stands there now. */
  private explain(walls: WallSide, frame: MarketFrame, row: number): void {
    const price = frame.tradePrices[row] ?? 0;
    const [quantity, timeMs] = [frame.tradeQuantities[row] ?? 0, frame.tradeTimesMs[row] ?? 0];
    let left = quantity;
    for (const dead of walls.dying) if (dead.data.price === price) left = dead.ledger.explain(left, timeMs);
    if (left > 0) walls.live.get(price)?.ledger.trade(left, timeMs);
  }
}
