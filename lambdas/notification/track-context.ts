import type { TrackStore } from '../../adapters/aws/track-store';
import type { MarketClock } from '../../adapters/clock';
import { keptFor } from '../../adapters/kept-for';
import { hitKey, type HitRecord, type HitRecords } from '../../core/alerts/plan/expected-value';
import type { ConfidenceRaises } from '../../core/alerts/plan/raised-threshold';
import type { Market, OpportunityType } from '../../core/contracts/common';
import { confidenceBandOf } from '../../core/contracts/confidence-band';
import type { Signal } from '../../core/contracts/signal';
import { raiseAt, type ThresholdState } from '../../core/outcomes/threshold-rule';

/** What came of earlier alerts of one market: by it alerts are ranked, and some asked for more confidence. */
export interface TrackContext {
  readonly records: HitRecords;
  readonly raises: ConfidenceRaises;
}

/** Of signals of one market. */
export type TrackContextOf = (market: Market, signals: readonly Signal[]) => Promise<TrackContext>;

export interface TrackContextPorts {
  readonly track: Pick<TrackStore, 'ofConfidence' | 'threshold'>;
  /** The market's: whether a raise still holds. */
  readonly clock: MarketClock;
  /** The machine's: how long what was read is kept. */
  readonly nowMs: () => number;
}

/** One more outcome changes a record little; a raise is to hold soon after it was decided. */
const KEEP_RECORDS_MS = 300_000;
const KEEP_RAISES_MS = 60_000;

export const makeTrackContext = ({ track, clock, nowMs }: TrackContextPorts): TrackContextOf => {
  const records = keptFor<HitRecord>(KEEP_RECORDS_MS, nowMs);
  const raises = keptFor<ThresholdState>(KEEP_RAISES_MS, nowMs);

  const recordOf = (market: Market, type: OpportunityType, band: number): Promise<HitRecord> => records(`${market}|${type}|${band}`, async () => {
    const { n, hits, gainSum, lossSum } = await track.ofConfidence(market, type, band);
    return { n, hits, winSumFraction: gainSum, lossSumFraction: lossSum };
  });

  const raiseOf = async (market: Market, type: OpportunityType): Promise<number> =>
    raiseAt(await raises(`${market}|${type}`, async () => (await track.threshold(market, type)).state), clock.nowMs());

  return async (market, signals) => {
    const keys = new Map(signals.map(({ opportunity_type: type, confidence }) => [hitKey(type, confidence), { type, band: confidenceBandOf(confidence) }]));
    const types = new Set(signals.map(({ opportunity_type: type }) => type));
    const [recordEntries, raiseEntries] = await Promise.all([
      Promise.all([...keys].map(async ([key, { type, band }]) => [key, await recordOf(market, type, band)] as const)),
      Promise.all([...types].map(async (type) => [type, await raiseOf(market, type)] as const)),
    ]);
    return { records: Object.fromEntries(recordEntries), raises: Object.fromEntries(raiseEntries) };
  };
};
