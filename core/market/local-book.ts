import type { BookSnapshotEvent, PriceLevel } from './depth-events';
import type { DepthFrame } from './depth-frame';
import { DiffBuffer, type KeptDiff, type LevelColumns } from './diff-buffer';
import { type BookSide, OrderBook } from './order-book';

/**
 * How a venue chains its diffs. `spot`: a diff begins with the id behind the last one's end (`U` = previous `u` + 1). `usdm`: ids are
 * shared by all symbols, so `U` jumps; a diff names the end of the one before it (`pu` = previous `u`).
 */
export type BookRecipe = 'spot' | 'usdm';

/** `stale`: nothing in it is new. `gap`: the live book has been dropped, and this diff is the first one to wait for a new snapshot. */
export type DiffAnswer = 'applied' | 'buffered' | 'stale' | 'gap';

/**
 * `too-old`: the diffs that wait begin after it, or do not fit it; fetch again. `buffering`: held, since no diff has come yet that
 * proves that nothing is missing in between.
 */
export type SnapshotAnswer = 'live' | 'too-old' | 'buffering';

/**
 * Why a live book was dropped last: a loss in the chain of diffs, sides that cross, or a best price that has left the range which the
 * snapshot knew, where levels that never changed since are missing.
 */
export type DropCause = 'sequence' | 'crossed' | 'out-of-range';

/** `empty`: no diff seen. `waiting`: diffs wait for a snapshot. `held`: a snapshot waits for a diff. */
type Phase = 'empty' | 'waiting' | 'held' | 'live';

/**
 * One symbol's whole book, kept from a snapshot and the diffs after it by the venue's recipe. Sources: binance-spot-api-docs
 * `web-socket-streams.md`, "How to manage a local order book correctly" (2025-11-12); developers.binance.com, USDⓈ-M Futures,
 * "How to manage a local order book correctly". Both come to one rule, because quantities are absolute: a diff that covers the ids
 * (from, last] takes a book from any id in [from, last) to `last`, one that ends earlier is stale, one that begins later proves a loss.
 * `from` is `U` - 1 on spot and `pu` on futures. So diffs that another connection cut elsewhere continue a book as well.
 *
 * A snapshot is not the whole book: beyond its worst prices a level shows only once it changes. A live book whose best price comes near the end
 * of what the snapshot knew therefore wants another one and stays live meanwhile; one whose best price has left that range is dropped like
 * one with a gap, and so is one whose sides cross.
 */
export class LocalBook {
  /** Meaningful only while `isLive`. */
  readonly book = new OrderBook();
  private phase: Phase = 'empty';
  private reachedId = Number.NaN;
  private readonly buffer = new DiffBuffer();
  /** The snapshot's worst prices; the sides are unknown beyond them. An empty side is known as such. */
  private lowestKnownBid = 0;
  private highestKnownAsk = Infinity;
  /** Best prices from which on the range that is left is short. */
  private lowBid = 0;
  private highAsk = Infinity;
  private dropCause: DropCause | undefined;

  constructor(private readonly recipe: BookRecipe) {}

  get isLive(): boolean { return this.phase === 'live'; }

  /** The update id that the live book stands at. */
  get lastUpdateId(): number | undefined { return this.isLive ? this.reachedId : undefined; }

  /** A first diff waits for a snapshot, or the live book's range is running out: one that is fetched from now on may be new enough. */
  get wantsSnapshot(): boolean { return this.phase === 'waiting' || (this.isLive && !this.buffer.isEmpty); }

  get lastDropCause(): DropCause | undefined { return this.dropCause; }

  /** Whether the absence of a level at this price means that there is none: beyond the snapshot's range a level shows only once it changes. */
  covers(price: number): boolean {
    return this.isLive && price >= this.lowestKnownBid && price <= this.highestKnownAsk;
  }

  /** Takes in a frame of kind `diff`, of which nothing is kept but copies. */
  acceptDiff(frame: DepthFrame): DiffAnswer {
    if (this.phase === 'empty' || this.phase === 'waiting') return this.wait(frame);
    if (frame.lastUpdateId <= this.reachedId) return 'stale';
    const { isLive } = this;
    const cause = this.continuesFrom(frame) <= this.reachedId ? this.applied(frame) : 'sequence';
    if (cause === undefined) {
      this.keepWhileShort(frame);
      return 'applied';
    }
    if (isLive) this.dropCause = cause;
    this.reset();
    this.wait(frame);
    return isLive ? 'gap' : 'buffered';
  }

  /** A snapshot that is not wanted changes nothing of a live book. */
  acceptSnapshot(snapshot: BookSnapshotEvent): SnapshotAnswer {
    if (this.phase === 'empty' || this.phase === 'held') return this.hold(snapshot);
    if (!this.wantsSnapshot) return 'live';
    if (!((this.buffer.continuesFromId ?? Infinity) <= snapshot.lastUpdateId)) return 'too-old';
    this.load(snapshot);
    const diffs = this.buffer.take();
    for (const diff of diffs) if (diff.lastUpdateId > this.reachedId) this.apply(diff);
    this.phase = 'live';
    if (this.fault() === undefined) return 'live';
    this.reset();
    return 'too-old';
  }

  /** The connection is lost: what comes next continues nothing. */
  reset(): void {
    this.book.clear();
    this.buffer.clear();
    this.phase = 'empty';
  }

  /** Live with this diff, or why it cannot be. */
  private applied(frame: DepthFrame): DropCause | undefined {
    this.apply(frame);
    this.phase = 'live';
    return this.fault();
  }

  /** The diffs that a further snapshot will need. */
  private keepWhileShort(frame: DepthFrame): void {
    const { bids, asks } = this.book;
    const isShort = (bids.bestPrice ?? 0) < this.lowBid || (asks.bestPrice ?? Infinity) > this.highAsk;
    if (isShort) this.buffer.keep(frame, this.continuesFrom(frame));
    else if (!this.buffer.isEmpty) this.buffer.clear();
  }

  private continuesFrom(frame: DepthFrame): number {
    return this.recipe === 'usdm' ? frame.previousUpdateId : frame.firstUpdateId - 1;
  }

  private wait(frame: DepthFrame): DiffAnswer {
    const lastKeptId = this.buffer.lastUpdateId ?? -Infinity;
    if (frame.lastUpdateId <= lastKeptId) return 'stale';
    const continuesFromId = this.continuesFrom(frame);
    if (!(continuesFromId <= lastKeptId)) this.buffer.clear();
    this.buffer.keep(frame, continuesFromId);
    this.phase = 'waiting';
    return 'buffered';
  }

  private hold(snapshot: BookSnapshotEvent): SnapshotAnswer {
    if (this.phase === 'held' && snapshot.lastUpdateId < this.reachedId) return 'buffering';
    this.load(snapshot);
    this.phase = 'held';
    return 'buffering';
  }

  private load({ lastUpdateId, bids, asks }: BookSnapshotEvent): void {
    this.book.clear();
    loadSide(this.book.bids, bids);
    loadSide(this.book.asks, asks);
    this.reachedId = lastUpdateId;
    this.lowestKnownBid = bids.at(-1)?.[0] ?? 0;
    this.highestKnownAsk = asks.at(-1)?.[0] ?? Infinity;
    this.lowBid = shortFrom(bids) ?? 0;
    this.highAsk = shortFrom(asks) ?? Infinity;
  }

  private apply({ bids, asks, lastUpdateId }: DepthFrame | KeptDiff): void {
    applySide(this.book.bids, bids);
    applySide(this.book.asks, asks);
    this.reachedId = lastUpdateId;
  }

  private fault(): DropCause | undefined {
    const { bids, asks, isCrossed } = this.book;
    if (isCrossed) return 'crossed';
    return (bids.bestPrice ?? 0) >= this.lowestKnownBid && (asks.bestPrice ?? Infinity) <= this.highestKnownAsk ? undefined : 'out-of-range';
  }
}

/** Half of the range of a side is left from this price on: a quarter was crossed by single messages of recorded markets. */
const shortFrom = (levels: readonly PriceLevel[]): number | undefined => {
  const [best, worst] = [levels[0], levels.at(-1)];
  return best === undefined || worst === undefined ? undefined : worst[0] + (best[0] - worst[0]) / 2;
};

/** Worst level first: each one is then behind all others, which is where levels come in fastest. */
const loadSide = (side: BookSide, levels: readonly PriceLevel[]): void => {
  for (const [price, quantity] of levels.toReversed()) side.set(price, quantity);
};

const applySide = (side: BookSide, { count, prices, quantities }: LevelColumns): void => {
  for (let index = 0; index < count; index += 1) side.set(prices[index] ?? 0, quantities[index] ?? 0);
};
