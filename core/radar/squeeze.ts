import { BollingerBands } from '../indicators/bollinger-bands';
import { RollingMaximum } from '../indicators/rolling-maximum';
import type { Bar } from '../market/bar';
import type { Side } from '../market/events';
import type { RadarSettings } from './settings';

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
  | { readonly name: 'armed'; readonly maxScore: number; readonly minWidth: number; readonly barsSinceMin: number }
  /** Released or gone dead: must calm down before it may arm again. */
  | { readonly name: 'spent' };

/**
 * Bollinger squeeze as a state machine idle -> armed -> released (S1.11, S1.12, C1.5-C1.7).
 * score = 1 - width / maximum width over the look-back; armed from the threshold on; released when the width rises by
 * `releaseRise` over its armed minimum within `releaseWithinBars`.
 */
export class SqueezeDetector {
  private readonly bands: BollingerBands;
  private readonly maxWidth: RollingMaximum;
  private readonly traded: boolean[] = [];
  private state: State = { name: 'idle' };

  constructor(private readonly settings: RadarSettings) {
    this.bands = new BollingerBands(settings.bandWindow, settings.bandDeviations);
    this.maxWidth = new RollingMaximum(settings.widthLookbackBars);
  }

  accept(bar: Bar, tickSize: number | undefined): SqueezeReading {
    this.noteTraded(bar);
    const band = this.bands.update(bar.close);
    if (!band || this.isDead(band.upper - band.lower, tickSize)) return this.noScore(band !== undefined);
    const maximum = this.maxWidth.update(band.width);
    if (this.maxWidth.count < this.settings.widthWarmupBars) return this.noScore(false);
    const score = 1 - band.width / maximum;
    const side = bar.close >= band.middle ? 'buy' : 'sell';
    return { score, release: this.step(score, band.width, side), isArmed: this.state.name === 'armed' };
  }

  /** After a gap no band may span it; the maximum keeps widths that were whole. */
  reset(): void {
    this.bands.reset();
    this.traded.length = 0;
    this.state = { name: 'idle' };
  }

  private noteTraded(bar: Bar): void {
    this.traded.push(bar.tradeCount > 0);
    if (this.traded.length > this.settings.bandWindow) this.traded.shift();
  }

  private isDead(widthPrice: number, tickSize: number | undefined): boolean {
    const tradedBars = this.traded.filter(Boolean).length;
    return tradedBars < this.settings.minTradedBars || widthPrice < this.settings.minWidthTicks * (tickSize ?? 0) || widthPrice <= 0;
  }

  private noScore(wasDead: boolean): SqueezeReading {
    if (wasDead && this.state.name === 'armed') this.state = { name: 'spent' };
    return { score: undefined, release: undefined, isArmed: false };
  }

  private step(score: number, width: number, side: Side): SqueezeRelease | undefined {
    const { squeezeThreshold, rearmMargin } = this.settings;
    if (this.state.name === 'armed') return this.stepArmed(this.state, score, width, side);
    if (score < squeezeThreshold - rearmMargin) this.state = { name: 'idle' };
    if (this.state.name === 'idle' && score >= squeezeThreshold) {
      this.state = { name: 'armed', maxScore: score, minWidth: width, barsSinceMin: 0 };
    }
    return undefined;
  }

  private stepArmed(armed: State & { name: 'armed' }, score: number, width: number, side: Side): SqueezeRelease | undefined {
    const maxScore = Math.max(armed.maxScore, score);
    const rise = width / armed.minWidth - 1;
    if (rise >= this.settings.releaseRise) {
      this.state = { name: 'spent' };
      return { maxScore, rise, side };
    }
    const isNewMinimum = width <= armed.minWidth || armed.barsSinceMin >= this.settings.releaseWithinBars;
    this.state = isNewMinimum
      ? { ...armed, maxScore, minWidth: width, barsSinceMin: 0 }
      : { ...armed, maxScore, barsSinceMin: armed.barsSinceMin + 1 };
    if (score < this.settings.squeezeThreshold - this.settings.rearmMargin) this.state = { name: 'idle' };
    return undefined;
  }
}
