import { RollingDeviation } from '../indicators/standard-deviation';
import { VolumeMultiple } from '../indicators/volume-multiple';
import type { Bar } from '../market/bar';
import type { Side } from '../market/events';
import { leastEffort, type RadarSettings } from './settings';
import type { Warmup } from './warmup';

/** What one closed bar says about volume. `side` is set when the bar is a spike with a direction. */
export interface SpikeReading {
  /** Volume over the mean of the bars before; undefined in warm-up or when that mean is 0 (C1.13). */
  readonly multiple: number | undefined;
  readonly notionalUsdt: number;
  /** Multiple times the close-to-close step in deviations of the steps before; undefined while either is. */
  readonly effort: number | undefined;
  readonly side: Side | undefined;
}

const NOTHING: SpikeReading = { multiple: undefined, notionalUsdt: 0, effort: undefined, side: undefined };

/**
 * Volume spike (S1.15): the bar's volume against the mean of the `volumeWindow` bars before it, itself excluded, and only where the
 * price went with it: volume is the effort, the step its result (R. Wyckoff's law of effort and result).
 */
export class VolumeSpikeDetector {
  latest: SpikeReading = NOTHING;
  private readonly volumes: VolumeMultiple;
  private readonly steps: RollingDeviation;
  /** Deviation of the steps before the next bar. */
  private deviation: number | undefined;
  private previousClose: number | undefined;
  private bars = 0;

  constructor(private readonly settings: RadarSettings) {
    this.volumes = new VolumeMultiple(settings.volumeWindow);
    this.steps = new RollingDeviation(settings.volumeWindow - 1);
  }

  accept(bar: Bar): SpikeReading {
    const step = bar.close - (this.previousClose ?? bar.close);
    const multiple = this.volumes.update(bar.volume);
    const effort = multiple !== undefined && this.deviation ? multiple * (Math.abs(step) / this.deviation) : undefined;
    const notionalUsdt = bar.volume * bar.close;
    const side = this.isSpike(multiple, effort, notionalUsdt) ? sideOf(step) : undefined;
    this.latest = { multiple, notionalUsdt, effort, side };
    this.remember(bar, step);
    this.bars += 1;
    return this.latest;
  }

  /** Closed bars that a multiple needs: what there is of them. */
  warmup(): Warmup {
    return { name: 'volume_bars', have: Math.min(this.bars, this.settings.volumeWindow), need: this.settings.volumeWindow };
  }

  reset(): void {
    this.volumes.reset();
    this.steps.reset();
    this.previousClose = this.deviation = undefined;
    this.bars = 0;
    this.latest = NOTHING;
  }

  private isSpike(multiple: number | undefined, effort: number | undefined, notionalUsdt: number): boolean {
    const { volumeSpikeMultiple, spikeMinNotionalUsdt } = this.settings;
    return (multiple ?? 0) >= volumeSpikeMultiple && (effort ?? 0) >= leastEffort(this.settings) && notionalUsdt >= spikeMinNotionalUsdt;
  }

  /** The first bar has no step: one fewer step than volumes warms up both at the same bar. */
  private remember(bar: Bar, step: number): void {
    if (this.previousClose !== undefined) this.deviation = this.steps.update(step)?.deviation;
    this.previousClose = bar.close;
  }
}

const sideOf = (step: number): Side => (step > 0 ? 'buy' : 'sell');
