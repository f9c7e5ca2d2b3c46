import type { Side } from '../../core/market/events';
import type { RadarSettings } from '../../core/radar/settings';
import type { Bar } from './bars';
import { deviation, mean, pushInto } from './window';

export interface Volume {
  readonly multiple: number | undefined;
  readonly side: Side | undefined;
}

const LARGEST_MULTIPLE = 999.99;

/** "Volume effort" of docs/formulas.md. */
export class VolumeRule {
  latest: Volume = { multiple: undefined, side: undefined };
  private readonly bars: Bar[] = [];

  constructor(private readonly settings: RadarSettings) {}

  next(bar: Bar): Volume {
    const { volumeWindow, volumeSpikeMultiple, spikeEffortFactor, spikeMinNotionalUsdt } = this.settings;
    this.latest = { multiple: undefined, side: undefined };
    if (this.bars.length === volumeWindow) {
      const usual = mean(this.bars.map(({ volume }) => volume));
      const multiple = usual > 0 ? Math.min(bar.volume / usual, LARGEST_MULTIPLE) : undefined;
      const step = bar.close - (this.bars.at(-1)?.close ?? bar.close);
      const usualStep = deviation(this.bars.slice(1).map(({ close }, index) => close - (this.bars[index]?.close ?? close)));
      const effort = multiple !== undefined && usualStep > 0 ? (multiple * Math.abs(step)) / usualStep : undefined;
      const isSpike = (multiple ?? 0) >= volumeSpikeMultiple && (effort ?? 0) >= spikeEffortFactor * volumeSpikeMultiple
        && bar.volume * bar.close >= spikeMinNotionalUsdt;
      this.latest = { multiple, side: isSpike ? (step > 0 ? 'buy' : 'sell') : undefined };
    }
    pushInto(this.bars, bar, volumeWindow);
    return this.latest;
  }
}
