import { BollingerColumns } from '../indicators/bollinger-bands';
import { RollingMaximum } from '../indicators/rolling-maximum';
import { SimpleMovingAverage } from '../indicators/sma';
import type { Bar } from '../market/bar';
import type { Side } from '../market/events';
import type { RadarSettings } from './settings';
import type { Warmup } from './warmup';

/** What one closed bar says about the squeeze. `score` is undefined in warm-up and in a dead market, never 1 (C1.6). */
export interface SqueezeReading {
  readonly score: number | undefined;
  readonly isArmed: boolean;
  readonly release: SqueezeRelease | undefined;
}

export interface SqueezeRelease {
  /** Highest score while armed: what the message reports (C1.7). */
  readonly maxScore: number;
  /** Width now over its armed minimum, minus 1. */
  readonly rise: number;
  /** The side of the middle band the price is on. */
  readonly side: Side;
}

type State =
  | { readonly name: 'idle' }
  | { readonly name: 'armed'; readonly maxScore: number; readonly minWidth: number; readonly barsSinceMin: number; readonly bars: number }
  /** Released or gone dead: must calm down before it may arm again. */
  | { readonly name: 'spent' };

const IDLE: State = { name: 'idle' };
const SPENT: State = { name: 'spent' };
const NO_SCORE: SqueezeReading = { score: undefined, isArmed: false, release: undefined };

/** One bar's band, as the state machine needs it. */
interface Measure {
  readonly score: number;
  readonly width: number;
  readonly isNarrow: boolean;
  /** The close is outside the band. */
  readonly isBreak: boolean;
  readonly side: Side;
}

/**
 * Bollinger squeeze as a state machine idle -> armed -> released (S1.11, S1.12, C1.5-C1.7).
 * score = 1 - width / maximum width over the look-back; armed from the threshold on, where the width is small against its mean too;
 * released when, armed for `minArmedBars`, a close leaves the band and the width has risen by `releaseRise` over its armed minimum
 * within `releaseWithinBars`.
 */
export class SqueezeDetector {
  /** Of this one symbol, which is number 0. */
  private readonly bands: BollingerColumns;
  private readonly maxWidth: RollingMaximum;
  private readonly meanWidth: SimpleMovingAverage;
  private widthSum = 0;
  private widthCount = 0;
  /** 1 for a bar with trades, of the last `bandWindow` bars in a ring. */
  private readonly traded: Uint8Array;
  private tradedBars = 0;
  private bars = 0;
  private state: State = IDLE;

  constructor(private readonly settings: RadarSettings) {
    this.bands = new BollingerColumns(settings.bandWindow, settings.bandDeviations);
    this.maxWidth = new RollingMaximum(settings.widthLookbackBars);
    this.meanWidth = new SimpleMovingAverage(settings.widthLookbackBars);
    this.traded = new Uint8Array(settings.bandWindow);
  }

  /** `tickSize` in quote currency, 0 where it is not known. */
  accept(bar: Bar, tickSize: number): SqueezeReading {
    this.noteTraded(bar);
    const { bands } = this;
    const hasBand = bands.update(0, bar.close);
    if (!hasBand || this.isDead(bands.upper - bands.lower, tickSize)) return this.noScore(hasBand);
    const width = bands.width;
    const maximum = this.maxWidth.update(width);
    const typical = this.typicalWidth(width);
    if (this.maxWidth.count < this.settings.widthWarmupBars) return this.noScore(false);
    const measure: Measure = {
      score: 1 - width / maximum, width, isNarrow: width <= this.settings.maxTypicalWidth * typical,
      isBreak: bar.close > bands.upper || bar.close < bands.lower, side: bar.close >= bands.middle ? 'buy' : 'sell',
    };
    return { score: measure.score, release: this.step(measure), isArmed: this.state.name === 'armed' };
  }

  /** After a gap no band may span it; the maximum keeps widths that were whole. */
  reset(): void {
    this.bands.reset(0);
    this.traded.fill(0);
    this.tradedBars = this.bars = 0;
    this.state = IDLE;
  }

  /** Closed bars that the band needs, and widths that the score needs: what there is of them. */
  warmup(): readonly Warmup[] {
    return [
      { name: 'band_bars', have: Math.min(this.bars, this.settings.bandWindow), need: this.settings.bandWindow },
      { name: 'bb_widths', have: Math.min(this.maxWidth.count, this.settings.widthWarmupBars), need: this.settings.widthWarmupBars },
    ];
  }

  private noteTraded(bar: Bar): void {
    const slot = this.bars % this.settings.bandWindow;
    const hasTraded = bar.tradeCount > 0 ? 1 : 0;
    this.tradedBars += hasTraded - (this.traded[slot] ?? 0);
    this.traded[slot] = hasTraded;
    this.bars += 1;
  }

  private isDead(widthPrice: number, tickSize: number): boolean {
    return this.tradedBars < this.settings.minTradedBars || widthPrice < this.settings.minWidthTicks * tickSize || widthPrice <= 0;
  }

  private noScore(wasDead: boolean): SqueezeReading {
    if (wasDead && this.state.name === 'armed') this.state = SPENT;
    return NO_SCORE;
  }

  /** Mean width over the look-back, or over what there is of it. */
  private typicalWidth(width: number): number {
    this.widthSum += width;
    this.widthCount += 1;
    return this.meanWidth.update(width) ?? this.widthSum / this.widthCount;
  }

  private step(measure: Measure): SqueezeRelease | undefined {
    const { squeezeThreshold, rearmMargin } = this.settings;
    if (this.state.name === 'armed') return this.stepArmed(this.state, measure);
    if (measure.score < squeezeThreshold - rearmMargin) this.state = IDLE;
    if (this.state.name === 'idle' && measure.score >= squeezeThreshold && measure.isNarrow) {
      this.state = { name: 'armed', maxScore: measure.score, minWidth: measure.width, barsSinceMin: 0, bars: 1 };
    }
    return undefined;
  }

  private stepArmed(armed: State & { name: 'armed' }, measure: Measure): SqueezeRelease | undefined {
    const { releaseRise, releaseWithinBars, minArmedBars, squeezeThreshold, rearmMargin } = this.settings;
    const maxScore = Math.max(armed.maxScore, measure.score);
    const rise = measure.width / armed.minWidth - 1;
    if (rise >= releaseRise && measure.isBreak && armed.bars >= minArmedBars) {
      this.state = SPENT;
      return { maxScore, rise, side: measure.side };
    }
    const isNewMinimum = measure.width <= armed.minWidth || armed.barsSinceMin >= releaseWithinBars;
    const minimum = isNewMinimum ? { minWidth: measure.width, barsSinceMin: 0 } : { minWidth: armed.minWidth, barsSinceMin: armed.barsSinceMin + 1 };
    this.state = measure.score < squeezeThreshold - rearmMargin ? IDLE : { name: 'armed', maxScore, bars: armed.bars + 1, ...minimum };
    return undefined;
  }
}
