import type { OpportunityType } from '../../contracts/common';
import type { Signal } from '../../contracts/signal';
import { wallValue } from '../../contracts/wall-conditions';

/** A share this close to 1 is as big as a share gets. */
const FULL_SHARE = 0.999;

/** How often the thing is there for once that it is not: makes 0.90 -> 0.92 a growth of 28 %, where the plain ratio says 2 %. */
const odds = (share: number): number => {
  const bounded = Math.min(FULL_SHARE, Math.max(0, share));
  return bounded / (1 - bounded);
};

const sizeByType = (signal: Signal): Readonly<Record<OpportunityType, number | null>> => ({
  bb_squeeze_release: signal.bb_squeeze_score === null ? null : odds(signal.bb_squeeze_score),
  ob_breakout: signal.ob_imbalance === null ? null : odds(Math.abs(signal.ob_imbalance)),
  volume_spark: signal.volume_spike_x,
  mixed_signal: null,
  whale_diamond: wallValue(signal.conditions, 'valueUsdt') ?? null,
});

/**
 * How big an alert is, for "again only if it is bigger than the last one sent" of the same symbol, type and side: what its type
 * measures. Squeeze score, imbalance and confidence lie in 0..1 and count by their odds p / (1 - p); a volume multiple and a
 * wall's value in USDT count as they are. Confidence stands in where the type measures nothing, or measured nothing this time.
 */
export const sizeOf = (signal: Signal): number => sizeByType(signal)[signal.opportunity_type] ?? odds(signal.confidence);
