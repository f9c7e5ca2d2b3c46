import type { OpportunityType } from '../../core/contracts/common';
import type { Side } from '../../core/market/events';
import type { RadarSettings } from '../../core/radar/settings';
import type { Finding } from './watched-symbol';

/** What both paths must agree on. */
export interface FoundOpportunity {
  readonly eventId: string;
  readonly symbol: string;
  readonly type: OpportunityType;
  readonly side: Side;
  readonly price: number;
  readonly confidence: number;
  readonly squeezeScore: number | null;
  readonly imbalance: number | null;
  readonly volumeMultiple: number | null;
  readonly rank: number | null;
  /** Closed one-minute bars that go with it. */
  readonly minuteBars: number;
}

interface Vote {
  readonly type: OpportunityType;
  readonly side: Side;
  /** Between 0 at the threshold and 1 at full strength. */
  readonly strength: number;
}

const strengthOf = (value: number, threshold: number, full: number): number => Math.min(1, Math.max(0, (value - threshold) / (full - threshold)));

const votesOf = ({ squeeze, imbalance, volume }: Finding, settings: RadarSettings): Vote[] => {
  const { squeezeThreshold, imbalanceThreshold, volumeSpikeMultiple } = settings;
  const votes: Vote[] = [];
  if (squeeze?.release) votes.push({ type: 'bb_squeeze_release', side: squeeze.release.side, strength: strengthOf(squeeze.release.maxScore, squeezeThreshold, 1) });
  if (imbalance.side) votes.push({ type: 'ob_breakout', side: imbalance.side, strength: strengthOf(Math.abs(imbalance.value ?? 0), imbalanceThreshold, 1) });
  if (volume.side) votes.push({ type: 'volume_spark', side: volume.side, strength: strengthOf(volume.multiple ?? 0, volumeSpikeMultiple, 3 * volumeSpikeMultiple) });
  return votes;
};

/** "Type, cool-down and ids" and "Confidence" of docs/formulas.md. */
export const opportunityOf = (finding: Finding, settings: RadarSettings): Omit<FoundOpportunity, 'eventId' | 'rank'> | undefined => {
  const votes = votesOf(finding, settings);
  const [leader] = votes;
  if (leader === undefined) return undefined;
  const agreeing = votes.filter(({ side }) => side === leader.side);
  const doubt = agreeing.reduce((product, { strength }) => product * (1 - (0.35 + 0.35 * strength)), 1);
  return {
    symbol: finding.symbol, side: leader.side, price: finding.price,
    type: agreeing.length > 1 && leader.type !== 'bb_squeeze_release' ? 'mixed_signal' : leader.type,
    confidence: Math.round((1 - doubt) * 1_000) / 1_000,
    squeezeScore: finding.squeeze?.release?.maxScore ?? finding.squeeze?.score ?? null,
    imbalance: finding.imbalance.value ?? null, volumeMultiple: finding.volume.multiple ?? null, minuteBars: finding.minuteBars.length,
  };
};
