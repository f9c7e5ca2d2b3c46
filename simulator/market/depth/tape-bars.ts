import { BarSeries } from '../bar-series';
import { onGrid } from '../grid';
import type { SymbolSpec } from '../symbol-spec';
import type { DepthTrade } from './depth-trade';

/** Bound once: a lookup of the global object per draw is slow in sandboxed runtimes such as a test runner's. */
const { floor, max, min } = Math;

/** One-minute bars of the trades that the book made, behind the history that the walk began with. */
export class TapeBars {
  readonly series: BarSeries;

  /** Takes the finished minutes of `history` over; `firstSecond` begins a minute or lies within one that is to be formed. */
  constructor(private readonly spec: SymbolSpec, history: BarSeries, firstSecond: number) {
    const firstMinute = floor(firstSecond / 60);
    this.series = new BarSeries(history.oldestMinute);
    for (let minute = history.oldestMinute; minute < firstMinute; minute += 1) {
      const bar = history.at(minute);
      if (bar) this.series.pushBar({ ...bar });
    }
    if (firstSecond % 60 !== 0) this.series.push(this.series.forming.close);
    this.series.renewDay();
  }

  get last(): number { return this.series.forming.close; }

  nextMinute(): void {
    this.series.push(this.last);
    this.series.renewDay();
  }

  add({ ticks, steps }: DepthTrade): void {
    const { priceGrid, quantityGrid } = this.spec;
    const bar = this.series.forming;
    bar.high = max(bar.high, ticks);
    bar.low = min(bar.low, ticks);
    bar.close = ticks;
    bar.volume += steps;
    bar.turnover += onGrid(priceGrid, ticks) * onGrid(quantityGrid, steps);
  }
}
