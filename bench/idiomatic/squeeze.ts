import type { Side } from '../../core/market/events';
import type { RadarSettings } from '../../core/radar/settings';
import type { Bar } from './bars';
import { deviation, mean, pushInto } from './window';

export interface Release {
  readonly maxScore: number;
  readonly side: Side;
}

export interface Squeeze {
  readonly score: number | undefined;
  readonly release: Release | undefined;
}

type State = 'idle' | 'armed' | 'spent';

/** "Squeeze score" of docs/formulas.md. */
export class SqueezeRule {
  private readonly bars: Bar[] = [];
  private readonly widths: number[] = [];
  private state: State = 'idle';
  /** Score and width of each bar while armed. */
  private armed: { score: number; width: number }[] = [];
  private least = Infinity;
  private barsSinceLeast = 0;

  constructor(private readonly settings: RadarSettings) {}

  next(bar: Bar, tickSize: number): Squeeze {
    const { bandWindow, bandDeviations, widthLookbackBars, widthWarmupBars, maxTypicalWidth, minTradedBars, minWidthTicks } = this.settings;
    pushInto(this.bars, bar, bandWindow);
    if (this.bars.length < bandWindow) return { score: undefined, release: undefined };
    const closes = this.bars.map(({ close }) => close);
    const middle = mean(closes);
    const half = bandDeviations * deviation(closes);
    const isDead = this.bars.filter(({ tradeCount }) => tradeCount > 0).length < minTradedBars || 2 * half < minWidthTicks * tickSize || half <= 0;
    if (isDead) {
      if (this.state === 'armed') this.state = 'spent';
      return { score: undefined, release: undefined };
    }
    const width = (2 * half) / middle;
    pushInto(this.widths, width, widthLookbackBars);
    if (this.widths.length < widthWarmupBars) return { score: undefined, release: undefined };
    const score = 1 - width / Math.max(...this.widths);
    const isBreak = bar.close > middle + half || bar.close < middle - half;
    const side = bar.close >= middle ? 'buy' : 'sell';
    return { score, release: this.step(score, width, width <= maxTypicalWidth * mean(this.widths), isBreak, side) };
  }

  private step(score: number, width: number, isNarrow: boolean, isBreak: boolean, side: Side): Release | undefined {
    const { squeezeThreshold, rearmMargin, minArmedBars, releaseRise } = this.settings;
    const isCalm = score < squeezeThreshold - rearmMargin;
    if (this.state === 'armed') {
      if (this.armed.length >= minArmedBars && width / this.least - 1 >= releaseRise && isBreak) {
        this.state = 'spent';
        return { maxScore: Math.max(score, ...this.armed.map((one) => one.score)), side };
      }
      if (isCalm) this.state = 'idle';
      else this.stayArmed(score, width);
      return undefined;
    }
    if (isCalm) this.state = 'idle';
    if (this.state === 'idle' && score >= squeezeThreshold && isNarrow) {
      this.state = 'armed';
      this.armed = [{ score, width }];
      this.least = width;
      this.barsSinceLeast = 0;
    }
    return undefined;
  }

  private stayArmed(score: number, width: number): void {
    this.armed.push({ score, width });
    const isNewLeast = width <= this.least || this.barsSinceLeast >= this.settings.releaseWithinBars;
    this.least = isNewLeast ? width : this.least;
    this.barsSinceLeast = isNewLeast ? 0 : this.barsSinceLeast + 1;
  }
}
