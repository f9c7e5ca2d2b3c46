export interface Trade {
  readonly id: string;
  readonly timeMs: number;
  readonly price: number;
  readonly quantity: number;
}

export interface Bar {
  readonly startMs: number;
  readonly close: number;
  readonly high: number;
  readonly low: number;
  readonly open: number;
  readonly volume: number;
  readonly tradeCount: number;
}

type OpenBar = { -readonly [Name in keyof Bar]: Bar[Name] } & { openTimeMs: number; closeTimeMs: number };

const flatBar = (startMs: number, price: number): Bar =>
  ({ startMs, open: price, high: price, low: price, close: price, volume: 0, tradeCount: 0 });

/** Bars out of trades by exchange time. The interval in which watching began is seen in part and gives no bar. */
export class Bars {
  private readonly openBars = new Map<number, OpenBar>();
  private nextStartMs: number | undefined;
  private firstStartMs = 0;
  private lastClose: number | undefined;

  constructor(private readonly intervalMs: number, private readonly graceMs: number) {}

  begin(timeMs: number): void {
    if (this.nextStartMs === undefined) this.nextStartMs = this.firstStartMs = this.startOf(timeMs) + this.intervalMs;
  }

  add(trade: Trade): void {
    this.begin(trade.timeMs);
    const startMs = this.startOf(trade.timeMs);
    const nextStartMs = this.nextStartMs ?? startMs;
    if (startMs >= nextStartMs) this.addTo(startMs, trade);
    else if (startMs < this.firstStartMs && nextStartMs === this.firstStartMs) this.lastClose = trade.price;
  }

  /** Bars that ended more than the grace ago. Before the first price there is nothing to draw flat bars at. */
  closed(nowMs: number): Bar[] {
    this.begin(nowMs);
    const bars: Bar[] = [];
    let startMs = this.nextStartMs ?? 0;
    for (; startMs + this.intervalMs + this.graceMs <= nowMs; startMs += this.intervalMs) {
      const bar = this.openBars.get(startMs) ?? (this.lastClose === undefined ? undefined : flatBar(startMs, this.lastClose));
      this.openBars.delete(startMs);
      if (bar === undefined) continue;
      bars.push(bar);
      this.lastClose = bar.close;
    }
    this.nextStartMs = startMs;
    return bars;
  }

  private addTo(startMs: number, { timeMs, price, quantity }: Trade): void {
    const bar = this.openBars.get(startMs);
    if (bar === undefined) {
      this.openBars.set(startMs, {
        startMs, open: price, openTimeMs: timeMs, high: price, low: price, close: price, closeTimeMs: timeMs, volume: quantity, tradeCount: 1,
      });
      return;
    }
    // The open belongs to the earliest trade, the close to the latest, whatever the order in which they came.
    if (timeMs < bar.openTimeMs) { bar.open = price; bar.openTimeMs = timeMs; }
    if (timeMs >= bar.closeTimeMs) { bar.close = price; bar.closeTimeMs = timeMs; }
    bar.high = Math.max(bar.high, price);
    bar.low = Math.min(bar.low, price);
    bar.volume += quantity;
    bar.tradeCount += 1;
  }

  private startOf(timeMs: number): number {
    return Math.floor(timeMs / this.intervalMs) * this.intervalMs;
  }
}
