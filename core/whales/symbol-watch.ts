import type { GapEvent, Side } from '../market/events';
import type { BookSnapshotEvent } from '../market/depth-events';
import type { DepthFrame, DepthSide } from '../market/depth-frame';
import { type BookRecipe, type DiffAnswer, LocalBook } from '../market/local-book';
import type { MarketFrame } from '../market/market-frame';
import { SeenTrades } from '../market/seen-trades';
import type { LargeLevels } from './large-levels';
import type { MinuteMidsData } from './minute-mids';
import { PriceTrack } from './price-track';
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
  /** No level is left, and `wall` was the last one. */
  returned(watch: SymbolWatch, wall: Wall): void;
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
  readonly price: PriceTrack;
  /** A first diff or trade has proved the subscription to trades, which is asked for with that to diffs. */
  private isTradeProven = false;
  private isTradeBlind = false;
  private isDepthSeen = false;
  private lastDepthId = -Infinity;
  private lastTimeMs = -Infinity;
  private readonly seenTrades = new SeenTrades();

  constructor(
    readonly symbol: string, private readonly settings: WhaleSettings, private readonly recipe: BookRecipe, hashOf: HashOf,
    private readonly listener: WatchListener,
  ) {
    this.bids = new WallSide('buy', settings, hashOf);
    this.asks = new WallSide('sell', settings, hashOf);
    this.price = new PriceTrack(settings.minVolatilityReturns);
  }

  /** Without levels: in the general pool (S2.12, C2.17). */
  get isGeneral(): boolean {
    return this.bids.isEmpty && this.asks.isEmpty;
  }

  /** Living levels. */
  *walls(): Iterable<Wall> {
    yield* this.bids.live.values();
    yield* this.asks.live.values();
  }

  /** The dead ones whose fate is open too. */
  *allWalls(): Iterable<Wall> {
    yield* this.walls();
    yield* this.bids.dying;
    yield* this.asks.dying;
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
  onDiff(frame: DepthFrame): DiffAnswer | undefined {
    const { book } = this;
    if (book === undefined) return undefined;
    this.isTradeProven = true;
    const answer = book.acceptDiff(frame);
    if (answer === 'applied') this.onBook(book, frame.exchangeTimeMs, frame);
    else if (answer === 'gap') this.loseSightUnlessSeen(frame.exchangeTimeMs);
    return answer;
  }

  onSnapshot(snapshot: BookSnapshotEvent, timeMs: number): void {
    const { book } = this;
    if (book === undefined || (book.isLive && !book.wantsSnapshot)) return;
    if (book.acceptSnapshot(snapshot) === 'live') this.onBook(book, Math.max(timeMs, this.lastTimeMs));
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

  /** From here on streams are blind. Trades that we gave up are proved anew when they are asked for again, those that we lost by a trade. */
  onGap({ streams, cause }: Pick<GapEvent, 'streams' | 'cause'>, sinceMs: number): void {
    if (streams.includes('trade')) {
      if (cause === 'unsubscribed') this.isTradeProven = false;
      else this.isTradeBlind = true;
      for (const wall of this.allWalls()) wall.ledger.loseSight();
    }
    if (streams.includes('depth')) {
      this.isDepthSeen = false;
      this.lastDepthId = -Infinity;
    }
    if (streams.includes('diff')) this.book?.reset();
    this.loseSightUnlessSeen(sinceMs);
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
    if (this.isSeen) this.price.carry(nowMs);
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
    return { symbol: this.symbol, bids: this.bids.saved(), asks: this.asks.saved(), mids: this.price.saved() };
  }

  /** `nowMs`: when it was saved; nothing has been seen since. */
  restore({ bids, asks, mids }: SymbolWatchData, nowMs: number): void {
    this.bids.restore(bids);
    this.asks.restore(asks);
    this.price.restore(mids);
    this.lastTimeMs = nowMs;
    for (const wall of this.walls()) wall.loseSight(nowMs);
  }

  /** Without them a decrease cannot be explained. */
  private get areTradesSeen(): boolean {
    return this.isTradeProven && !this.isTradeBlind;
  }

  private get isSeen(): boolean {
    return this.isDepthSeen || this.liveBook !== undefined;
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
    const settled = side.settle(nowMs);
    for (const wall of settled) this.listener.settled(this, wall);
    const last = settled.at(-1);
    if (last !== undefined && this.isGeneral) this.listener.returned(this, last);
  }

  private onBook(book: LocalBook, timeMs: number, changes?: DepthFrame): void {
    const { areTradesSeen } = this;
    this.lastTimeMs = timeMs;
    for (const name of ['bids', 'asks'] as const) this[name].judge({ quantityAt: inBook(book, book.book[name], changes?.[name]), timeMs, areTradesSeen });
    const { bids, asks } = book.book;
    if (bids.bestPrice !== undefined && asks.bestPrice !== undefined) this.priceAt(bids.bestPrice, asks.bestPrice, timeMs);
  }

  private loseSightUnlessSeen(sinceMs: number): void {
    if (this.isSeen) return;
    for (const wall of this.walls()) wall.loseSight(sinceMs);
  }

  private priceBy({ bids, asks }: DepthFrame, timeMs: number): void {
    const [bid, ask] = [bids.prices[0], asks.prices[0]];
    if (bids.count > 0 && asks.count > 0 && bid !== undefined && ask !== undefined) this.priceAt(bid, ask, timeMs);
  }

  private priceAt(bidPrice: number, askPrice: number, timeMs: number): void {
    this.listener.priced(this, this.price.set(bidPrice, askPrice, timeMs), timeMs);
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
