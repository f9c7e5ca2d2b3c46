import type { Bar } from './bar';
import type { TradeEvent } from './events';
import { addTrade, closedBar, flatBar, type FormingBar, formingBar } from './forming-bar';

/**
 * Bars from trades on the venue's clock (C1.2). A bar closes when the watermark passes its end plus `graceMs`; until then late and
 * out-of-order trades revise it, afterwards they are counted in `lateTrades`. An interval without trades is a flat bar.
 * The interval in which watching began is seen in part and never becomes a bar.
 */
export class BarBuilder {
  lateTrades = 0;
  private open: FormingBar[] = [];
  /** Start of the first interval seen whole. */
  private firstStartMs: number | undefined;
  private nextStartMs = 0;
  private lastClose: number | undefined;

  constructor(readonly intervalMs: number, private readonly graceMs: number) {}

  /** Data is seen from `timeMs` on: the next interval is the first whole one. Only the first call counts, until a `reset`. */
  begin(timeMs: number): void {
    this.beginAt(timeMs);
  }

  add(trade: TradeEvent): void {
    const firstStartMs = this.beginAt(trade.exchangeTimeMs);
    const startMs = this.startOf(trade.exchangeTimeMs);
    if (startMs >= this.nextStartMs) this.addToOpen(startMs, trade);
    else if (startMs >= firstStartMs) this.lateTrades += 1;
    else if (this.nextStartMs === firstStartMs) this.lastClose = trade.price;
  }

  /** Bars whose end plus grace the venue's time has passed, oldest first. */
  advance(venueTimeMs: number): readonly Bar[] {
    this.beginAt(venueTimeMs);
    if (this.lastClose === undefined) this.skipEmptyStart(venueTimeMs);
    const bars: Bar[] = [];
    while (this.nextStartMs + this.intervalMs + this.graceMs <= venueTimeMs) {
      const bar = this.takeNext();
      if (!bar) break;
      bars.push(bar);
    }
    return bars;
  }

  /** Forgets everything that is open: what was seen up to a gap must not join what comes after it. */
  reset(): void {
    this.open = [];
    this.firstStartMs = undefined;
    this.lastClose = undefined;
  }

  private startOf(timeMs: number): number {
    return Math.floor(timeMs / this.intervalMs) * this.intervalMs;
  }

  private beginAt(timeMs: number): number {
    if (this.firstStartMs === undefined) {
      this.firstStartMs = this.startOf(timeMs) + this.intervalMs;
      this.nextStartMs = this.firstStartMs;
    }
    return this.firstStartMs;
  }

  private addToOpen(startMs: number, trade: TradeEvent): void {
    const bar = this.open.find((candidate) => candidate.startTimeMs === startMs);
    if (bar) {
      addTrade(bar, trade);
      return;
    }
    this.open.push(formingBar(startMs, trade));
    this.open.sort((a, b) => a.startTimeMs - b.startTimeMs);
  }

  /** Without any price yet there is no flat bar to draw: the series begins where trades do. */
  private skipEmptyStart(venueTimeMs: number): void {
    const unclosedMs = this.startOf(venueTimeMs - this.graceMs);
    const tradedMs = this.open[0]?.startTimeMs ?? unclosedMs;
    this.nextStartMs = Math.max(this.nextStartMs, Math.min(unclosedMs, tradedMs));
  }

  private takeNext(): Bar | undefined {
    const startTimeMs = this.nextStartMs;
    const traded = this.open[0]?.startTimeMs === startTimeMs ? this.open.shift() : undefined;
    const bar = traded ? closedBar(traded) : this.lastClose === undefined ? undefined : flatBar(startTimeMs, this.lastClose);
    if (!bar) return undefined;
    this.nextStartMs += this.intervalMs;
    this.lastClose = bar.close;
    return bar;
  }
}
