import { toWireBar } from '../contracts/common';
import { timestampOf } from '../contracts/event-id';
import { OPPORTUNITY_SCHEMA, type Opportunity } from '../contracts/opportunity';
import { conditionsOf, reportedScore, type Verdict } from './classify';
import type { RadarSettings } from './settings';
import type { RadarSource } from './source';
import type { Sighting } from './sighting';

/** Raised when a rule changes what a dedupe key stands for. */
const DETECTOR_VERSION = 1;

export interface OpportunityParts {
  readonly sighting: Sighting;
  readonly verdict: Verdict;
  readonly ranking: { readonly rank: number | undefined; readonly universe: number | undefined };
  readonly tickSize: number | undefined;
  readonly settings: RadarSettings;
  readonly source: RadarSource;
  readonly eventId: string;
  readonly exchangeTimeMs: number;
  readonly receivedTimeMs: number;
}

/** The same for a restart, a replay and a second scanner: nothing but the event goes in. */
const dedupeKeyOf = ({ sighting, verdict, source }: OpportunityParts): string =>
  [source.venue, sighting.symbol, `${verdict.type}@${DETECTOR_VERSION}`, sighting.barCloseMs, verdict.side].join('|');

/** The message of one finding, fields in the contract's order. */
export const opportunityOf = (parts: OpportunityParts): Opportunity => {
  const { sighting, verdict, ranking, source, settings } = parts;
  return {
    event_id: parts.eventId,
    symbol: sighting.symbol,
    opportunity_type: verdict.type,
    volatility_rank: ranking.rank ?? null,
    bb_squeeze_score: reportedScore(sighting) ?? null,
    ob_imbalance: sighting.imbalance.imbalance ?? null,
    volume_spike_x: sighting.spike.multiple ?? null,
    price: sighting.price,
    timestamp: timestampOf(parts.exchangeTimeMs),
    trigger_action: 'activate_finder',
    schema: OPPORTUNITY_SCHEMA,
    exchange: source.venue,
    market: source.market,
    side: verdict.side,
    thesis: 'momentum',
    confidence: verdict.confidence,
    confidence_kind: 'heuristic',
    fired: [...verdict.fired],
    volatility_universe: ranking.universe ?? null,
    dedupe_key: dedupeKeyOf(parts),
    exchange_time_ms: parts.exchangeTimeMs,
    received_time_ms: parts.receivedTimeMs,
    decided_time_ms: parts.receivedTimeMs,
    emitted_time_ms: null,
    bid_price: sighting.book?.bidPrice ?? null,
    ask_price: sighting.book?.askPrice ?? null,
    tick_size: parts.tickSize ?? null,
    conditions: [...conditionsOf(sighting, settings)],
    bars: sighting.minuteBars.map(toWireBar),
    config_hash: source.configHash ?? null,
    code_version: source.codeVersion ?? null,
    recording_position: null,
  };
};
