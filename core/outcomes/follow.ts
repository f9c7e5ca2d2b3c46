import { AFTERMATH_SCHEMA, HORIZONS_MINUTES, type Aftermath } from '../contracts/aftermath';
import type { Opportunity } from '../contracts/opportunity';
import { spreadFractionOf } from '../contracts/spread';
import { MINUTE_MS } from '../market/bar';
import type { MarketFrame } from '../market/market-frame';
import { restoreState, type State, stateOf } from '../market/state';
import type { SymbolId } from '../market/symbol-table';
import { FollowedBars } from './followed-bars';
import { controlsOf } from './null/control-sampler';
import { volatilityTercileOf } from './regime';

type HorizonMinutes = (typeof HORIZONS_MINUTES)[number];

const LONGEST_MINUTES = Math.max(...HORIZONS_MINUTES);

/** What became of the price at one horizon, and when that was, in venue time. */
export interface Told {
  readonly endMs: number;
  readonly aftermath: Aftermath;
}

/** One opportunity on its way through its horizons. */
export class Follow {
  private readonly bars: FollowedBars;
  private pending: readonly HorizonMinutes[] = HORIZONS_MINUTES;

  constructor(readonly opportunity: Opportunity, readonly symbolId: SymbolId) {
    this.bars = new FollowedBars(opportunity.exchange_time_ms, opportunity.price, LONGEST_MINUTES);
  }

  get isOver(): boolean {
    return this.pending.length === 0;
  }

  /** End of the next horizon, venue time; Infinity after the last. */
  get nextEndMs(): number {
    const next = this.pending[0];
    return next === undefined ? Infinity : this.endOf(next);
  }

  /** Adds the trade in this row of a frame of trades of this symbol. */
  add(frame: MarketFrame, row: number): void {
    this.bars.add(frame, row);
  }

  /** Tells every pending horizon that ends at or before `endMs`. */
  completeUpTo(endMs: number): Told[] {
    return this.take((horizonEndMs) => horizonEndMs <= endMs, null);
  }

  /** Every pending horizon that ends after `blindFromMs` is blind; one that was over before only waits for its grace. */
  giveUp(blindFromMs: number, reason: string): Aftermath[] {
    return this.take((horizonEndMs) => horizonEndMs > blindFromMs, reason).map(({ aftermath }) => aftermath);
  }

  /** The opportunity as text: its numbers have one spelling there, which a serialiser does not promise. */
  state(): FollowState {
    return { opportunity: JSON.stringify(this.opportunity), pending: Uint8Array.from(this.pending), bars: stateOf(this.bars) };
  }

  static restored({ opportunity, pending, bars }: FollowState, symbolIdOf: (symbol: string) => SymbolId): Follow {
    const message = JSON.parse(opportunity) as Opportunity;
    const follow = new Follow(message, symbolIdOf(message.symbol));
    follow.pending = HORIZONS_MINUTES.filter((horizon) => pending.includes(horizon));
    restoreState(follow.bars, bars);
    return follow;
  }

  private endOf(horizon: HorizonMinutes): number {
    return this.opportunity.exchange_time_ms + horizon * MINUTE_MS;
  }

  private take(isTaken: (endMs: number) => boolean, blindReason: string | null): Told[] {
    const taken = this.pending.filter((horizon) => isTaken(this.endOf(horizon)));
    this.pending = this.pending.filter((horizon) => !taken.includes(horizon));
    return taken.map((horizon) => ({ endMs: this.endOf(horizon), aftermath: this.aftermathAt(horizon, blindReason) }));
  }

  private aftermathAt(horizon: HorizonMinutes, blindReason: string | null): Aftermath {
    const { opportunity } = this;
    const prices = blindReason === null ? this.bars.upTo(horizon) : { price: null, high: null, low: null, bars: [] };
    return {
      schema: AFTERMATH_SCHEMA,
      opportunity_id: opportunity.dedupe_key,
      event_id: opportunity.event_id,
      symbol: opportunity.symbol,
      exchange: opportunity.exchange,
      market: opportunity.market,
      opportunity_type: opportunity.opportunity_type,
      side: opportunity.side,
      horizon_minutes: horizon,
      status: blindReason === null ? 'complete' : 'blind',
      blind_reason: blindReason,
      entry_price: opportunity.price,
      entry_time_ms: opportunity.exchange_time_ms,
      ...prices,
      spread_fraction: spreadFractionOf(opportunity) ?? null,
      config_hash: opportunity.config_hash,
      volatility: volatilityTercileOf(opportunity.bars) ?? null,
      controls: blindReason === null ? controlsOf(opportunity.dedupe_key, opportunity.bars, horizon) : [],
    };
  }
}

/** Plain data. */
export interface FollowState {
  readonly opportunity: string;
  readonly pending: Uint8Array;
  readonly bars: State;
}
