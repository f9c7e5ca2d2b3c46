import type { Opportunity } from '../contracts/opportunity';
import { SIGNAL_SCHEMA, type Signal } from '../contracts/signal';
import { reasonsOf, strengthOf, type Check } from './check';
import { checksOf } from './checks';
import { entryPriceOf, levelsOf } from './levels';
import { measuresOf } from './measures';
import { DEFAULT_REVERSION, type ReversionSettings } from './reversion-settings';
import type { FinderSettings } from './settings';

/**
 * Heuristic confidence: `w * opportunity's + (1 - w) * mean strength of the checks`, rounded to three decimals, and halved for a
 * rejected opportunity. Monotone in every margin. Not a probability until measured outcomes replace it (CX.1).
 */
const confidenceOf = (opportunity: Opportunity, checks: readonly Check[], isAccepted: boolean, settings: FinderSettings): number => {
  const { opportunityWeight: weight } = settings;
  const mixed = weight * opportunity.confidence + (1 - weight) * strengthOf(checks);
  return Math.round((isAccepted ? mixed : mixed / 2) * 1_000) / 1_000;
};

/**
 * The finder's answer to one opportunity (S1.44, S1.45): a pure function of the message, the settings and the time of the decision.
 * Reads the message's one-minute bars for trend, momentum, volatility, position in the bands and room to run, sets entry, stop,
 * two targets and the validity, and accepts only when every check holds. Which checks those are follows from the thesis: a move that is
 * to go on is asked other questions than a turn at a large level.
 * @throws RangeError on a bar that cannot be (its high below its low).
 */
export const confirm = (
  opportunity: Opportunity, settings: FinderSettings, decidedTimeMs: number, reversion: ReversionSettings = DEFAULT_REVERSION,
): Signal => {
  const measures = measuresOf(opportunity, settings);
  const levels = levelsOf(opportunity, measures.atr, settings);
  const checks = checksOf(opportunity, measures, levels, { settings, reversion }, decidedTimeMs);
  const reasons = reasonsOf(checks);
  const isAccepted = reasons.length === 0;
  return {
    schema: SIGNAL_SCHEMA,
    signal_id: opportunity.dedupe_key,
    event_id: opportunity.event_id,
    symbol: opportunity.symbol,
    exchange: opportunity.exchange,
    market: opportunity.market,
    opportunity_type: opportunity.opportunity_type,
    fired: opportunity.fired,
    conditions: opportunity.conditions,
    side: opportunity.side,
    thesis: opportunity.thesis,
    decision: isAccepted ? 'accepted' : 'rejected',
    reject_reasons: reasons,
    checks: checks.map(({ condition }) => condition),
    entry_price: entryPriceOf(opportunity),
    stop_price: levels?.stopPrice ?? null,
    target1_price: levels?.target1Price ?? null,
    target2_price: levels?.target2Price ?? null,
    valid_until_ms: opportunity.exchange_time_ms + settings.validForMs,
    confidence: confidenceOf(opportunity, checks, isAccepted, settings),
    confidence_kind: 'heuristic',
    volatility_rank: opportunity.volatility_rank,
    bb_squeeze_score: opportunity.bb_squeeze_score,
    ob_imbalance: opportunity.ob_imbalance,
    volume_spike_x: opportunity.volume_spike_x,
    price: opportunity.price,
    timestamp: opportunity.timestamp,
    exchange_time_ms: opportunity.exchange_time_ms,
    received_time_ms: opportunity.received_time_ms,
    decided_time_ms: decidedTimeMs,
    emitted_time_ms: opportunity.emitted_time_ms,
  };
};
