import { VolumeMultiple } from '../indicators/volume-multiple';
import type { Bar } from '../market/bar';
import type { Side } from '../market/events';
import type { RadarSettings } from './settings';

/** What one closed bar says about volume. `side` is set when the bar is a spike with a direction. */
export interface SpikeReading {
  /** Volume over the mean of the bars before; undefined in warm-up or when that mean is 0 (C1.13). */
  readonly multiple: number | undefined;
  readonly notionalUsdt: number;
  readonly side: Side | undefined;
}

/** Volume spike (S1.15): the bar's volume against the mean of the `volumeWindow` bars before it, itself excluded. */
export class VolumeSpikeDetector {
  latest: SpikeReading = { multiple: undefined, notionalUsdt: 0, side: undefined };
  private readonly volumes: VolumeMultiple;
  private previousClose: number | undefined;

  constructor(private readonly settings: RadarSettings) {
    this.volumes = new VolumeMultiple(settings.volumeWindow);
  }

  accept(bar: Bar): SpikeReading {
    const multiple = this.volumes.update(bar.volume);
    const notionalUsdt = bar.volume * bar.close;
    const isSpike = multiple !== undefined && multiple >= this.settings.volumeSpikeMultiple && notionalUsdt >= this.settings.spikeMinNotionalUsdt;
    this.latest = { multiple, notionalUsdt, side: isSpike ? this.directionOf(bar) : undefined };
    this.previousClose = bar.close;
    return this.latest;
  }

  reset(): void {
    this.volumes.reset();
    this.previousClose = undefined;
    this.latest = { multiple: undefined, notionalUsdt: 0, side: undefined };
  }

  /** Up or down by the bar's own body, else by its step from the bar before; a spike that moved nothing has no side. */
  private directionOf(bar: Bar): Side | undefined {
    const move = bar.close - bar.open || bar.close - (this.previousClose ?? bar.close);
    return move === 0 ? undefined : move > 0 ? 'buy' : 'sell';
  }
}
