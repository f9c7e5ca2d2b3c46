import type { DepthFrame } from '../../../core/market/depth-frame';
import { rowsFor, widened } from '../../../core/market/columns';
import type { MarketFrame } from '../../../core/market/market-frame';
import { SeenTrades } from '../../../core/market/seen-trades';
import type { SymbolId } from '../../../core/market/symbol-table';

/**
 * Which messages have been shown already, by the venue's numbers: while an old and a new connection deliver side by side, everything comes
 * twice and one of them may be ahead.
 */
export class Repetitions {
  /** Last update id shown by symbol; -1 where there is none. */
  private lastIds = new Float64Array(0);
  private readonly trades: (SeenTrades | undefined)[] = [];

  /** True for best levels older than those shown last, and for changes shown already. */
  isOld(frame: DepthFrame): boolean {
    const last = this.lastIdOf(frame.symbolId);
    if (frame.kind === 'depth' ? frame.lastUpdateId < last : frame.lastUpdateId <= last) return true;
    this.lastIds[frame.symbolId] = frame.lastUpdateId;
    return false;
  }

  /** Whether changes begin behind those shown last: the connection that has the ones between will deliver these as well. */
  leavesGap(frame: DepthFrame): boolean {
    const from = Number.isNaN(frame.previousUpdateId) ? frame.firstUpdateId - 1 : frame.previousUpdateId;
    return frame.kind === 'diff' && from > this.lastIdOf(frame.symbolId);
  }

  /** True for a trade that was shown; connections may be ahead of each other, so that its number alone does not say it. */
  isOldTrade(frame: MarketFrame): boolean {
    const seen = this.trades[frame.symbolId] ?? (this.trades[frame.symbolId] = new SeenTrades());
    return !seen.add(frame, 0);
  }

  /** After a gap any number may come. Trades stay: none of them comes twice rightly. */
  forget(id: SymbolId): void {
    if (id < this.lastIds.length) this.lastIds[id] = -1;
  }

  private lastIdOf(id: SymbolId): number {
    if (id >= this.lastIds.length) this.widen(id);
    return this.lastIds[id] ?? -1;
  }

  private widen(id: SymbolId): void {
    this.lastIds = widened(this.lastIds, new Float64Array(rowsFor(id, this.lastIds.length)).fill(-1));
  }
}
