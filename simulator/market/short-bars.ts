import { stepOf, type Grid } from './grid';

/** Bound once: a lookup of the global object per draw is slow in sandboxed runtimes such as a test runner's. */
const { max, sqrt } = Math;

export const SHORT_BAR_SECONDS = 3;
const BAND_BARS = 20;
const WIDTHS_KEPT = 200;
const VOLUMES_KEPT = 100;

/** Keeps the last `size` numbers. */
class Ring {
  readonly values: number[] = [];
  private next = 0;

  constructor(private readonly size: number) {}

  push(value: number): void {
    if (this.values.length < this.size) this.values.push(value);
    else this.values[this.next] = value;
    this.next = (this.next + 1) % this.size;
  }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const deviation = (values: readonly number[]): number => {
  const centre = mean(values);
  return sqrt(mean(values.map((value) => (value - centre) ** 2)));
};

/** The market's own look at its 3-second bars: what a plant is measured against when it is planned. */
export class ShortBars {
  private readonly closes = new Ring(BAND_BARS);
  private readonly widths = new Ring(WIDTHS_KEPT);
  private readonly volumes = new Ring(VOLUMES_KEPT);
  private volume = 0;

  constructor(private readonly priceGrid: Grid) {}

  /** The end of one second; a bar closes with the third. */
  addSecond(second: number, closeTicks: number, volumeSteps: number): void {
    this.volume += volumeSteps;
    if ((second + 1) % SHORT_BAR_SECONDS !== 0) return;
    this.closes.push(closeTicks);
    this.volumes.push(this.volume);
    this.volume = 0;
    if (this.closes.values.length === BAND_BARS) this.widths.push((4 * deviation(this.closes.values)) / mean(this.closes.values));
  }

  /** Widest Bollinger(20, 2) width, (upper - lower) / middle, of the last 200 bars; undefined before 60 of them. */
  widest(): number | undefined {
    return this.widths.values.length < 60 ? undefined : max(...this.widths.values);
  }

  /** Mean volume of the last 100 bars in quantity steps; undefined before there are so many. */
  meanVolume(): number | undefined {
    return this.volumes.values.length < VOLUMES_KEPT ? undefined : mean(this.volumes.values);
  }

  /** The price step as a fraction of `priceTicks`. */
  tickFraction(price: number): number {
    return stepOf(this.priceGrid) / price;
  }
}
