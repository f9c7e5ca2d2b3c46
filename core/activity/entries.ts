import type { ActivityEntry } from '../contracts/activity';
import type { DeliveryRow } from '../contracts/delivery';
import type { WireHop } from '../contracts/hop';
import type { Opportunity } from '../contracts/opportunity';
import type { Outcome } from '../contracts/outcome';
import type { PlannedAlert } from '../contracts/planned-alert';
import type { Signal } from '../contracts/signal';

/** What the page is told of each step; addresses and texts of messages are in none of it. */

export const opportunityEntry = (opportunity: Opportunity): ActivityEntry => {
  const { dedupe_key, event_id, symbol, exchange, market, opportunity_type, side, price, confidence, confidence_kind, fired, conditions } = opportunity;
  return {
    kind: 'opportunity', opportunity_id: dedupe_key, event_id, symbol, exchange, market, opportunity_type, side, price, confidence, confidence_kind, fired, conditions,
  };
};

/** `hops`: from the venue to the decision, where somebody measured them. */
export const decisionEntry = (signal: Signal, hops: readonly WireHop[] = []): ActivityEntry => {
  const { signal_id, symbol, exchange, market, opportunity_type, side, exchange_time_ms, decision, reject_reasons, checks, confidence, confidence_kind } = signal;
  const { entry_price, stop_price, target1_price, target2_price, valid_until_ms } = signal;
  return {
    kind: 'decision', opportunity_id: signal_id, symbol, exchange, market, opportunity_type, side, exchange_time_ms, decision, reject_reasons, checks,
    confidence, confidence_kind, entry_price, stop_price, target1_price, target2_price, valid_until_ms, hops: [...hops],
  };
};

/** A plan of one alert for one user. */
export const plannedEntry = ({ user_id, alert, severity, score, is_late, channels, hold_reason }: PlannedAlert): ActivityEntry => ({
  kind: 'alert', opportunity_id: alert.alert_id, symbol: alert.symbol, exchange: alert.exchange, market: alert.market,
  opportunity_type: alert.opportunity_type, side: alert.side, user_id, severity, score, is_late,
  channels: channels.map(({ channel_id }) => channel_id), hold_reason,
});

/** A row of the ledger that was made or changed. */
export const rowEntry = (row: DeliveryRow): ActivityEntry => ({
  kind: 'delivery', alert_id: row.alert_id, user_id: row.user_id, channel_id: row.channel_id, channel_kind: row.channel_kind, state: row.state,
  hold_reason: row.hold_reason, failure_reason: row.failure_reason, attempts: row.attempts, repeats: row.repeats,
  took_ms: row.sent_ms === null ? null : Math.max(0, row.sent_ms - row.queued_ms),
});

/** `undefined` for an outcome that does not say where it was entered: one that was stored before that was kept. */
export const outcomeEntry = (outcome: Outcome): ActivityEntry | undefined => {
  const { exchange, opportunity_id, symbol, market, opportunity_type, side, horizon_minutes, status, blind_reason, first_touch } = outcome;
  if (exchange === null) return undefined;
  return {
    kind: 'outcome', opportunity_id, symbol, exchange, market, opportunity_type, side, horizon_minutes, status, blind_reason,
    return_fraction: outcome.return_fraction, net_return_fraction: outcome.net_return_fraction,
    favourable_fraction: outcome.favourable_fraction, adverse_fraction: outcome.adverse_fraction, first_touch,
  };
};
