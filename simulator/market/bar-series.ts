/** Bound once: a lookup of the global object per draw is slow in sandboxed runtimes such as a test runner's. */
const { max, min } = Math;

/** One-minute bars in grid steps: prices in ticks, volume in quantity steps, turnover in USDT. */
export interface MinuteBar {
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  turnover: number;
}

/** The rolling day up to and including the forming minute. `previous` are closes one day and one hour ago. Prices in ticks. */
export interface DayStats {
  readonly high: number;
  readonly low: number;
  readonly volume: number;
  readonly turnover: number;
  readonly previousDayClose: number;
  readonly previousHourClose: number;
}

const DAY_MINUTES = 1_440;
/** Minutes kept: two days, so that history pages reach past the day that the ticker speaks of. */
const KEPT_MINUTES = 2 * DAY_MINUTES;

/** The minutes of one symbol, oldest first, the last one forming. Rolling sums over the day are renewed every minute. */
export class BarSeries {
  private readonly bars: MinuteBar[] = [];
  private day: DayStats;

  /** `firstMinute` is minutes since the epoch of the first bar pushed. */
  constructor(private firstMinute: number) {
    this.day = { high: 0, low: Infinity, volume: 0, turnover: 0, previousDayClose: 0, previousHourClose: 0 };
  }

  /** Starts the next minute flat at `price`. */
  push(price: number): void {
    this.pushBar({ open: price, high: price, low: price, close: price, volume: 0, turnover: 0 });
  }

  pushBar(bar: MinuteBar): void {
    this.bars.push(bar);
    if (this.bars.length > KEPT_MINUTES + 60) this.firstMinute += this.bars.splice(0, 60).length;
  }

  get forming(): MinuteBar {
    const last = this.bars.at(-1);
    if (!last) throw new RangeError('a bar series without bars has no forming minute');
    return last;
  }

  get lastMinute(): number {
    return this.firstMinute + this.bars.length - 1;
  }

  get oldestMinute(): number {
    return this.firstMinute;
  }

  at(minute: number): MinuteBar | undefined {
    return this.bars[minute - this.firstMinute];
  }

  /** The sums over the complete minutes of the day, to be renewed once a minute. */
  renewDay(): void {
    const end = this.bars.length - 1;
    const from = max(0, end - (DAY_MINUTES - 1));
    let [high, low, volume, turnover] = [0, Infinity, 0, 0];
    for (let index = from; index < end; index += 1) {
      const bar = this.bars[index] as MinuteBar;
      if (bar.high > high) high = bar.high;
      if (bar.low < low) low = bar.low;
      volume += bar.volume;
      turnover += bar.turnover;
    }
    this.day = { high, low, volume, turnover, previousDayClose: this.closeBefore(end, DAY_MINUTES), previousHourClose: this.closeBefore(end, 60) };
  }

  stats(): DayStats {
    const { day, forming } = this;
    return {
      ...day, high: max(day.high, forming.high), low: min(day.low, forming.low),
      volume: day.volume + forming.volume, turnover: day.turnover + forming.turnover,
    };
  }

  private closeBefore(end: number, minutes: number): number {
    return (this.bars[end - minutes] ?? this.bars[0] ?? this.forming).close;
  }
}
