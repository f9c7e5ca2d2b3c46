import type { BookSnapshotEvent } from '../../../core/market/depth-events';
import type { DepthFrame } from '../../../core/market/depth-frame';
import { type BookRecipe, type DropCause, LocalBook } from '../../../core/market/local-book';
import { isSameBook, snapshotOf } from './book-levels';
import { TopTickers } from './top-tickers';

const COMPARE_EVERY = 20;

/** What a capture proved of one symbol's book. */
export interface BookReport {
  readonly symbol: string;
  readonly isLive: boolean;
  readonly diffs: number;
  /** Breaks of the chain, and crossed books, in what was captured: expected to be 0. */
  readonly gaps: number;
  readonly crossed: number;
  /** The price ran out of the captured snapshot's range: live a fresh one is fetched; here the book's own levels stood in, and once it was too late. */
  readonly standIns: number;
  readonly outgrown: number;
  readonly topsCompared: number;
  readonly topsAgreed: number;
  readonly dropped: number;
  readonly gapsAfterDrops: number;
  readonly resyncs: number;
  /** How often the book that lost some was compared with the whole one, level by level, and differed: expected to be 0. */
  readonly compared: number;
  readonly different: number;
}

/**
 * One symbol's book twice: from everything that was captured, and from what is left when some diffs are dropped. The second must find each
 * loss by itself, begin anew from a snapshot and never differ while it claims to be live.
 */
export class CapturedBook {
  readonly whole: LocalBook;
  private readonly lossy: LocalBook;
  private readonly tops = new TopTickers();
  private diffs = 0;
  private standIns = 0;
  private readonly drops: Record<DropCause, number> = { sequence: 0, crossed: 0, 'out-of-range': 0 };
  private dropped = 0;
  private gapsAfterDrops = 0;
  private resyncs = 0;
  private compared = 0;
  private different = 0;

  constructor(readonly symbol: string, recipe: BookRecipe) {
    this.whole = new LocalBook(recipe);
    this.lossy = new LocalBook(recipe);
  }

  /** True where the whole book is live after it. */
  diff(frame: DepthFrame, isDropped: boolean): boolean {
    this.diffs += 1;
    if (this.whole.acceptDiff(frame) === 'gap' && this.whole.lastDropCause !== undefined) this.drops[this.whole.lastDropCause] += 1;
    this.standIn(frame.receivedTimeMs);
    if (this.whole.isLive) this.tops.book(this.whole.book, frame.lastUpdateId);
    if (isDropped) this.dropped += 1;
    else this.diffWithLosses(frame);
    return this.whole.isLive;
  }

  snapshot(event: BookSnapshotEvent): void {
    this.whole.acceptSnapshot(event);
    this.lossy.acceptSnapshot(event);
  }

  ticker(payload: Readonly<Record<string, unknown>>): void {
    this.tops.ticker(payload);
  }

  /** What the venue would answer now; undefined before the whole book is live. */
  snapshotNow(timeMs: number): BookSnapshotEvent | undefined {
    const { lastUpdateId } = this.whole;
    return lastUpdateId === undefined ? undefined : snapshotOf(this.symbol, this.whole.book, lastUpdateId, timeMs);
  }

  report(): BookReport {
    const { symbol, whole: { isLive }, diffs, drops, tops, dropped, gapsAfterDrops, resyncs, compared, different } = this;
    return { symbol, isLive, diffs, gaps: drops.sequence, crossed: drops.crossed, standIns: this.standIns, outgrown: drops['out-of-range'], topsCompared: tops.compared, topsAgreed: tops.agreed, dropped, gapsAfterDrops, resyncs, compared, different };
  }

  private standIn(timeMs: number): void {
    const snapshot = this.whole.wantsSnapshot ? this.snapshotNow(timeMs) : undefined;
    if (snapshot !== undefined && this.whole.acceptSnapshot(snapshot) === 'live') this.standIns += 1;
  }

  private diffWithLosses(frame: DepthFrame): void {
    const { lossy, whole } = this;
    if (lossy.acceptDiff(frame) === 'gap') this.gapsAfterDrops += 1;
    if (lossy.wantsSnapshot) this.resync(frame.receivedTimeMs);
    // A loss shows at once or never, so a comparison of all levels now and then misses none.
    if (this.dropped === 0 || !lossy.isLive || !whole.isLive || this.diffs % COMPARE_EVERY !== 0) return;
    this.compared += 1;
    if (!isSameBook(whole.book, lossy.book)) this.different += 1;
  }

  private resync(timeMs: number): void {
    const snapshot = this.snapshotNow(timeMs);
    if (snapshot !== undefined && this.lossy.acceptSnapshot(snapshot) === 'live') this.resyncs += 1;
  }
}
