import { conditionsOf } from './classify';
import type { DetectorName, NearMiss, RemarkListener } from './remarks';
import type { RadarSettings } from './settings';
import type { Readings } from './sighting';

/** Share of its threshold from which on a measure is told. */
export const NEAR_MISS_SHARE = 0.8;

interface Measure {
  readonly detector: DetectorName;
  /** The leading measure over its threshold; undefined where there is none. */
  readonly share: number | undefined;
  readonly hasFired: boolean;
}

const measuresOf = ({ squeeze, imbalance, spike }: Readings, settings: RadarSettings): readonly Measure[] => [
  { detector: 'bb_squeeze_release', share: shareOf(squeeze?.score, settings.squeezeThreshold), hasFired: squeeze?.release !== undefined },
  { detector: 'ob_breakout', share: shareOf(imbalance.imbalance, settings.imbalanceThreshold), hasFired: imbalance.side !== undefined },
  { detector: 'volume_spark', share: shareOf(spike.multiple, settings.volumeSpikeMultiple), hasFired: spike.side !== undefined },
];

const shareOf = (value: number | undefined, threshold: number): number | undefined =>
  (value === undefined || threshold <= 0 ? undefined : Math.abs(value) / threshold);

/** Follows the detectors from bar to bar and tells each episode in which one came near and did not fire, when it is over. */
export class NearMisses {
  private readonly open = new Map<string, NearMiss>();

  constructor(private readonly settings: RadarSettings, private readonly tell: RemarkListener) {}

  closeBar(symbol: string, barCloseMs: number, readings: Readings): void {
    for (const { detector, share, hasFired } of measuresOf(readings, this.settings)) {
      const key = `${symbol}|${detector}`;
      if (hasFired) this.open.delete(key);
      else if (share === undefined || share < NEAR_MISS_SHARE) this.end(key);
      else this.goOn(key, { kind: 'near-miss', symbol, detector, timeMs: barCloseMs, fromMs: barCloseMs, toMs: barCloseMs, share, conditions: [] }, readings);
    }
  }

  /** Nothing more will come of a symbol, or not without a hole. */
  endAll(symbol: string): void {
    for (const key of [...this.open.keys()]) if (key.startsWith(`${symbol}|`)) this.end(key);
  }

  private goOn(key: string, now: NearMiss, readings: Readings): void {
    const before = this.open.get(key);
    const isCloser = before === undefined || now.share > before.share;
    const closest = isCloser ? { ...now, conditions: conditionsOf(readings, this.settings) } : before;
    this.open.set(key, { ...closest, fromMs: before?.fromMs ?? now.fromMs, toMs: now.toMs });
  }

  private end(key: string): void {
    const episode = this.open.get(key);
    if (!episode) return;
    this.open.delete(key);
    this.tell(episode);
  }
}
