import { FINDER_BARS } from '../contracts/opportunity';
import { type Bar, MINUTE_MS } from '../market/bar';
import { BarHistory } from '../market/bar-history';
import { SeenTrades } from '../market/seen-trades';
import type { RadarSettings } from './settings';
import { SqueezeDetector, type SqueezeReading } from './squeeze';
import { VolumeSpikeDetector } from './volume-spike';

/** What one watched symbol keeps between its bars, and the trades seen of it. */
export class BarDetectors {
  readonly history = new BarHistory(MINUTE_MS, FINDER_BARS);
  readonly seen = new SeenTrades();
  readonly squeezes: SqueezeDetector;
  readonly spikes: VolumeSpikeDetector;
  /** Of the last bar; a release is an event of its bar alone. */
  squeeze: SqueezeReading | undefined;

  constructor(settings: RadarSettings) {
    this.squeezes = new SqueezeDetector(settings);
    this.spikes = new VolumeSpikeDetector(settings);
  }

  /** Takes a closed bar in; true where a detector fires. */
  accept(bar: Bar, tickSize: number): boolean {
    this.squeeze = this.squeezes.accept(bar, tickSize);
    return this.spikes.accept(bar).side !== undefined || this.squeeze.release !== undefined;
  }

  /** A book update before the next bar must not report the release again. */
  spendRelease(): void {
    if (this.squeeze?.release) this.squeeze = { ...this.squeeze, release: undefined };
  }

  /** No band and no mean may span a gap. */
  reset(): void {
    this.squeezes.reset();
    this.spikes.reset();
    this.squeeze = undefined;
  }
}
