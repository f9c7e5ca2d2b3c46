import type { Aftermath } from '../../../core/contracts/aftermath';
import { parseOpportunity, type Opportunity } from '../../../core/contracts/opportunity';
import { barsFromCloses, NOON_MS, opportunityWith } from '../../support/opportunity';
import { sampleAftermath, sampleSignal } from '../../support/messages';

/** A market that rises in waves: the finder accepts a buy in it and rejects a sell. */
const RISING = Array.from({ length: 200 }, (_, minute) =>
  100 + 0.01 * minute + 0.5 * Math.sin((minute - 202) / 9) + (minute % 2 === 0 ? -0.05 : 0.05));
const BARS = barsFromCloses(RISING, 0.05);

/** Ahead of the market's clock: a redelivery must not make an opportunity too old to be accepted, or there were no alert to lose. */
const AHEAD_MS = 2 * 3_600_000;

/** Opportunities that a test knows, unlike the scanner's own: each with a symbol of its own; every fourth will be rejected. */
export class Load {
  readonly opportunities: Opportunity[] = [];

  next(count: number, marketNowMs: number): Opportunity[] {
    const made = Array.from({ length: count }, () => this.one(Math.round(marketNowMs + AHEAD_MS)));
    return made;
  }

  private one(timeMs: number): Opportunity {
    const number = this.opportunities.length + 1;
    const symbol = `LOAD${number}USDT`;
    const side = number % 4 === 0 ? 'sell' : 'buy';
    const opportunity = parseOpportunity(opportunityWith({
      symbol, side, event_id: `opp-20250602-120000-${String(number).padStart(3, '0')}`, dedupe_key: `bybit|${symbol}|volume_spark@1|${timeMs}|${side}`,
      price: RISING.at(-1)!, tick_size: 0.01, bars: BARS.map(([startMs, ...prices]) => [startMs - NOON_MS + timeMs, ...prices]),
      exchange_time_ms: timeMs, received_time_ms: timeMs, decided_time_ms: timeMs, emitted_time_ms: timeMs,
    }));
    this.opportunities.push(opportunity);
    return opportunity;
  }
}

/** What followed: an answer after 1 minute, none after 5. */
export const aftermathsOf = ({ dedupe_key, event_id, symbol, exchange, market, opportunity_type, side, price, exchange_time_ms }: Opportunity): Aftermath[] => {
  const signal = sampleSignal({ signal_id: dedupe_key, event_id, symbol, exchange, market, opportunity_type, side, price, exchange_time_ms });
  return [
    sampleAftermath(signal, 1, { price: price * 1.01, high: price * 1.02, low: price * 0.99, bars: [[exchange_time_ms, price, price * 1.02, price * 0.99, price * 1.01, 5]] }),
    sampleAftermath(signal, 5, { status: 'blind', blind_reason: 'gap', price: null, high: null, low: null, bars: [] }),
  ];
};
