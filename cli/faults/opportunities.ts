import type { WireBar } from '../../core/contracts/common';
import { EventIds, timestampOf } from '../../core/contracts/event-id';
import { FINDER_BARS, OPPORTUNITY_SCHEMA, type Opportunity } from '../../core/contracts/opportunity';

const MINUTE_MS = 60_000;
const WICK = 0.05;
/** Of the opportunities, which one of how many is on the wrong side. */
const REJECTED_EACH = 4;

/** A market that rises in waves: the finder accepts a buy in it and rejects a sell. */
const closeAt = (minute: number): number => 100 + 0.01 * minute + 0.5 * Math.sin((minute - FINDER_BARS - 2) / 9) + (minute % 2 === 0 ? -0.05 : 0.05);
const CLOSES = Array.from({ length: FINDER_BARS }, (_, minute) => closeAt(minute));

const barsUntil = (timeMs: number): WireBar[] => CLOSES.map((close, minute) => {
  const open = CLOSES[minute - 1] ?? close;
  return [timeMs - (FINDER_BARS - minute) * MINUTE_MS, open, Math.max(open, close) + WICK, Math.min(open, close) - WICK, close, 10];
});

/** Opportunities of which it is known beforehand what the finder decides; each has a symbol of its own, so that none repeats another. */
export class OpportunitySource {
  private made = 0;
  private readonly ids = new EventIds();

  /** `count` of them at one moment of the market; every fourth will be rejected. */
  take(count: number, timeMs: number): Opportunity[] {
    const bars = barsUntil(timeMs);
    return Array.from({ length: count }, () => this.one(timeMs, bars, (this.made + 1) % REJECTED_EACH === 0 ? 'sell' : 'buy'));
  }

  /** One that is accepted. */
  accepted(timeMs: number, changes: Partial<Pick<Opportunity, 'confidence' | 'symbol'>>): Opportunity {
    return { ...this.one(timeMs, barsUntil(timeMs), 'buy'), ...changes };
  }

  private one(timeMs: number, bars: WireBar[], side: 'buy' | 'sell'): Opportunity {
    this.made += 1;
    const symbol = `F${this.made}USDT`;
    return {
      schema: OPPORTUNITY_SCHEMA, event_id: this.ids.next(timeMs), dedupe_key: `bybit|${symbol}|volume_spark@1|${timeMs}|${side}`, symbol, exchange: 'bybit', market: 'simulated',
      opportunity_type: 'volume_spark', fired: ['volume_spark'], side, thesis: 'momentum', trigger_action: 'activate_finder', confidence: 0.5, confidence_kind: 'heuristic',
      price: CLOSES.at(-1) ?? 100, timestamp: timestampOf(timeMs), exchange_time_ms: timeMs, received_time_ms: timeMs, decided_time_ms: timeMs, emitted_time_ms: timeMs,
      volatility_rank: 1, volatility_universe: 1, bb_squeeze_score: null, ob_imbalance: null, volume_spike_x: 3, bid_price: null, ask_price: null, tick_size: 0.01,
      conditions: [], bars, config_hash: null, code_version: null, recording_position: null,
    };
  }
}
