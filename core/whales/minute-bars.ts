import { FINDER_BARS } from '../contracts/opportunity';
import { type Bar, MINUTE_MS } from '../market/bar';
import { BarBuilder } from '../market/bar-builder';
import { BarHistory } from '../market/bar-history';
import type { MarketFrame } from '../market/market-frame';
import type { SymbolId } from '../market/symbol-table';

/** One-minute bars of the symbols whose trades arrive, with the venue's own history where it has come: what an opportunity carries. */
export class MinuteBars {
  private readonly builder: BarBuilder;
  private readonly histories = new Map<SymbolId, BarHistory>();
  /** Symbols whose trades arrive. */
  private readonly delivering = new Set<SymbolId>();

  constructor(graceMs: number) {
    this.builder = new BarBuilder(MINUTE_MS, graceMs);
  }

  /** Adds the trade in a row of a frame. */
  add(frame: MarketFrame, row: number): void {
    this.delivering.add(frame.symbolId);
    this.builder.add(frame, row);
  }

  /** Closes the bars that the venue's time has passed. */
  advance(nowMs: number): void {
    for (const id of this.delivering) while (this.builder.closeNext(id, nowMs)) this.historyOf(id).append({ ...this.builder.closed });
  }

  merge(id: SymbolId, bars: readonly Bar[]): void {
    this.historyOf(id).merge(bars);
  }

  /** What was seen before a gap must not be joined to what comes after it. */
  openGap(id: SymbolId): void {
    this.delivering.delete(id);
    this.builder.reset(id);
  }

  /** The latest bars without a hole, oldest first, at most `FINDER_BARS`. */
  barsOf(id: SymbolId): readonly Bar[] {
    return this.histories.get(id)?.latestRun() ?? [];
  }

  forget(id: SymbolId): void {
    this.openGap(id);
    this.histories.delete(id);
  }

  private historyOf(id: SymbolId): BarHistory {
    const known = this.histories.get(id);
    if (known !== undefined) return known;
    const history = new BarHistory(MINUTE_MS, FINDER_BARS);
    this.histories.set(id, history);
    return history;
  }
}
