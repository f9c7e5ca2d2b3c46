import { atLeast, type Condition, type RadarType } from '../contracts/common';
import type { Side } from '../market/events';
import { confidenceOf, strengthAbove } from './confidence';
import { leastEffort, type RadarSettings } from './settings';
import type { Readings } from './sighting';

/** What the readings of a symbol amount to: its type by precedence, the detectors that agree, and how strongly. */
export interface Verdict {
  readonly type: RadarType;
  readonly side: Side;
  readonly fired: readonly RadarType[];
  readonly confidence: number;
}

interface Vote {
  readonly detector: RadarType;
  readonly side: Side;
  readonly strength: number;
}

/** The detectors that hold now, the one with precedence first: release, then imbalance, then volume. */
const votesOf = ({ squeeze, imbalance, spike }: Readings, settings: RadarSettings): readonly Vote[] => {
  const votes: Vote[] = [];
  if (squeeze?.release) {
    const strength = strengthAbove(squeeze.release.maxScore, settings.squeezeThreshold, 1);
    votes.push({ detector: 'bb_squeeze_release', side: squeeze.release.side, strength });
  }
  if (imbalance.side) {
    const strength = strengthAbove(Math.abs(imbalance.imbalance ?? 0), settings.imbalanceThreshold, 1);
    votes.push({ detector: 'ob_breakout', side: imbalance.side, strength });
  }
  if (spike.side) {
    const strength = strengthAbove(spike.multiple ?? 0, settings.volumeSpikeMultiple, 3 * settings.volumeSpikeMultiple);
    votes.push({ detector: 'volume_spark', side: spike.side, strength });
  }
  return votes;
};

/**
 * Precedence (C1.8): a release wins whenever it fires; two or more detectors without one are `mixed_signal`; else the single one.
 * The leading detector gives the side; a detector that points the other way does not count as fired.
 */
export const classify = (readings: Readings, settings: RadarSettings): Verdict | undefined => {
  const votes = votesOf(readings, settings);
  const leader = votes[0];
  if (!leader) return undefined;
  const agreeing = votes.filter((vote) => vote.side === leader.side);
  const isMixed = agreeing.length > 1 && leader.detector !== 'bb_squeeze_release';
  return {
    type: isMixed ? 'mixed_signal' : leader.detector,
    side: leader.side,
    fired: agreeing.map((vote) => vote.detector),
    confidence: confidenceOf(agreeing.map((vote) => vote.strength)),
  };
};

/** The score to report: the armed maximum at a release, else the score now (C1.7). */
export const reportedScore = ({ squeeze }: Readings): number | undefined => squeeze?.release?.maxScore ?? squeeze?.score;

/** The table "value, threshold, margin" behind what the detectors say, whether met or not. */
export const conditionsOf = (readings: Readings, settings: RadarSettings): readonly Condition[] => {
  const { imbalance, spike, squeeze } = readings;
  const strength = imbalance.imbalance === undefined ? undefined : Math.abs(imbalance.imbalance);
  return [
    atLeast('bb_squeeze_score', reportedScore(readings), settings.squeezeThreshold),
    atLeast('bb_width_rise', squeeze?.release?.rise, settings.releaseRise),
    atLeast('ob_imbalance_abs', strength, settings.imbalanceThreshold),
    atLeast('ob_imbalance_held_ms', imbalance.heldMs, settings.imbalanceHoldMs),
    atLeast('ob_best_notional_usdt', imbalance.notionalUsdt, settings.imbalanceMinNotionalUsdt),
    atLeast('volume_spike_x', spike.multiple, settings.volumeSpikeMultiple),
    atLeast('volume_effort', spike.effort, leastEffort(settings)),
    atLeast('volume_bar_notional_usdt', spike.notionalUsdt, settings.spikeMinNotionalUsdt),
  ];
};
