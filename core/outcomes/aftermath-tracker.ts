import { AFTERMATH_SCHEMA, HORIZONS_MINUTES, type Aftermath } from '../contracts/aftermath';
import type { Opportunity } from '../contracts/opportunity';
import { MINUTE_MS } from '../market/bar';
import type { Detector, GapEvent, TradeEvent } from '../market/events';
import { MarketFrame, type MarketInput } from '../market/market-frame';
import { SeenTrades } from '../market/seen-trades';
import { SymbolTable } from '../market/symbol-table';
import { VenueClock } from '../market/venue-clock';
import { FollowedBars } from './followed-bars';

type HorizonMinutes = (typeof HORIZONS_MINUTES)[number];

const LONGEST_MINUTES = Math.max(...HORIZONS_MINUTES);
const SEEN_TRADES = 1_024;

/** One opportunity on its way through its horizons. */
interface Follow {
  readonly opportunity: Opportunity;
  readonly bars: FollowedBars;
  pending: HorizonMinutes[];
}

export interface AftermathTrackerSettings {
  /** How long after a horizon trades of before it are still waited for. Default 2000 ms: a slow delivery, not a lost one. */
  readonly graceMs: number;
  /** Opportunities followed at once; beyond it the oldest is given up as blind. Default 5000: 50 symbols x 4 types x 12 an hour, twice. */
  readonly maxFollowed: number;
  /** A trade stamped further ahead of the venue's clock than this is ignored. Default 5000 ms. */
  readonly maxFutureMs: number;
}

export const DEFAULT_AFTERMATH_TRACKER: AftermathTrackerSettings = { graceMs: 2_000, maxFollowed: 5_000, maxFutureMs: 5_000 };

const endOf = (follow: Follow, horizon: HorizonMinutes): number => follow.opportunity.exchange_time_ms + horizon * MINUTE_MS;

const aftermathOf = (follow: Follow, horizon: HorizonMinutes, blindReason: string | null): Aftermath => {
  const { opportunity } = follow;
  const prices = blindReason === null ? follow.bars.upTo(horizon) : { price: null, high: null, low: null, bars: [] };
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
  };
};

/**
 * Follows opportunities through the trades of their symbols and says at each horizon what became of the price.
 * A horizon is over when the venue's time (estimated from clock ticks and stamped events) has passed its end plus `graceMs`.
 * It is `blind` when trades were missed inside it: a gap in the symbol's trades, a delisting, a shutdown (`stop`) or too many
 * followed at once; blind horizons are told at once. The caller keeps `symbols()` subscribed. Memory is bounded by `maxFollowed`.
 */
export class AftermathTracker implements Detector<MarketInput, Aftermath> {
  private readonly clock: VenueClock;
  private readonly follows = new Map<string, Follow>();
  private readonly bySymbol = new Map<string, { readonly follows: Set<Follow>; readonly seen: SeenTrades }>();
  private readonly gapped = new Set<string>();
  private nextDueMs = Infinity;

  constructor(private readonly settings: AftermathTrackerSettings = DEFAULT_AFTERMATH_TRACKER, protected readonly symbolTable = new SymbolTable()) {
    this.clock = new VenueClock(settings.maxFutureMs);
  }

  /** Begins to follow; the same dedupe key twice counts once. Returns what had to be given up at once, normally nothing. */
  follow(opportunity: Opportunity): Aftermath[] {
    if (this.follows.has(opportunity.dedupe_key)) return [];
    const follow: Follow = {
      opportunity,
      bars: new FollowedBars(opportunity.exchange_time_ms, opportunity.price, LONGEST_MINUTES),
      pending: [...HORIZONS_MINUTES],
    };
    if (this.gapped.has(opportunity.symbol)) return this.giveUp(follow, -Infinity, 'gap');
    this.add(follow);
    const oldest = this.follows.size > this.settings.maxFollowed ? [...this.follows.values()][0] : undefined;
    return oldest === undefined ? [] : this.giveUp(oldest, -Infinity, 'too-many-followed');
  }

  accept(event: MarketInput): Aftermath[] {
    if (event instanceof MarketFrame) throw new RangeError('frames are not accepted yet');
    this.clock.observe(event);
    switch (event.kind) {
      case 'trade':
        this.addTrade(event);
        return [];
      case 'clock':
        return this.due(this.venueTimeMs(event.receivedTimeMs));
      case 'gap':
        return this.onGap(event);
      case 'resumed':
        if (event.streams.includes('trade')) for (const symbol of event.symbols) this.gapped.delete(symbol);
        return [];
      case 'universe':
        return this.onUniverse(new Set(event.instruments.map(({ symbol }) => symbol)), event.receivedTimeMs);
      case 'ticker':
      case 'book-top':
      case 'backfill':
        return [];
    }
  }

  /** Symbols whose trades must keep arriving. */
  symbols(): string[] {
    return [...this.bySymbol.keys()];
  }

  /** Gives up everything that is open: the process stops or the recording ends. */
  stop(reason: string): Aftermath[] {
    return [...this.follows.values()].flatMap((follow) => this.giveUp(follow, -Infinity, reason));
  }

  private venueTimeMs(receivedTimeMs: number): number {
    return this.clock.nowMs(receivedTimeMs) ?? receivedTimeMs;
  }

  private add(follow: Follow): void {
    const { symbol, dedupe_key: id } = follow.opportunity;
    this.follows.set(id, follow);
    const entry = this.bySymbol.get(symbol) ?? { follows: new Set(), seen: new SeenTrades(SEEN_TRADES) };
    entry.follows.add(follow);
    this.bySymbol.set(symbol, entry);
    this.nextDueMs = Math.min(this.nextDueMs, this.dueOf(follow));
  }

  private remove(follow: Follow): void {
    const { symbol, dedupe_key: id } = follow.opportunity;
    this.follows.delete(id);
    const entry = this.bySymbol.get(symbol);
    entry?.follows.delete(follow);
    if (entry?.follows.size === 0) this.bySymbol.delete(symbol);
  }

  private dueOf(follow: Follow): number {
    const next = follow.pending[0];
    return next === undefined ? Infinity : endOf(follow, next) + this.settings.graceMs;
  }

  private addTrade(trade: TradeEvent): void {
    this.gapped.delete(trade.symbol);
    const entry = this.bySymbol.get(trade.symbol);
    if (entry === undefined) return;
    if (trade.exchangeTimeMs > this.venueTimeMs(trade.receivedTimeMs) + this.settings.maxFutureMs) return;
    if (!entry.seen.add(trade.tradeId)) return;
    for (const { bars } of entry.follows) bars.add(trade);
  }

  private due(venueTimeMs: number): Aftermath[] {
    if (venueTimeMs < this.nextDueMs) return [];
    const found: { readonly endMs: number; readonly aftermath: Aftermath }[] = [];
    for (const follow of this.follows.values()) {
      const over = follow.pending.filter((horizon) => endOf(follow, horizon) + this.settings.graceMs <= venueTimeMs);
      for (const horizon of over) found.push({ endMs: endOf(follow, horizon), aftermath: aftermathOf(follow, horizon, null) });
      follow.pending = follow.pending.filter((horizon) => !over.includes(horizon));
      if (follow.pending.length === 0) this.remove(follow);
    }
    this.nextDueMs = Math.min(Infinity, ...[...this.follows.values()].map((follow) => this.dueOf(follow)));
    return found.sort((a, b) => a.endMs - b.endMs).map(({ aftermath }) => aftermath);
  }

  /** Every pending horizon that ends after `blindFromMs` (venue time) is blind; one that was over before only waits for its grace. */
  private giveUp(follow: Follow, blindFromMs: number, reason: string): Aftermath[] {
    const blind = follow.pending.filter((horizon) => endOf(follow, horizon) > blindFromMs);
    follow.pending = follow.pending.filter((horizon) => !blind.includes(horizon));
    if (follow.pending.length === 0) this.remove(follow);
    return blind.map((horizon) => aftermathOf(follow, horizon, reason));
  }

  private giveUpSymbol(symbol: string, blindFromMs: number, reason: string): Aftermath[] {
    return [...(this.bySymbol.get(symbol)?.follows ?? [])].flatMap((follow) => this.giveUp(follow, blindFromMs, reason));
  }

  private onGap(gap: GapEvent): Aftermath[] {
    if (!gap.streams.includes('trade')) return [];
    for (const symbol of gap.symbols) this.gapped.add(symbol);
    const blindFromMs = this.venueTimeMs(gap.lastDataTimeMs);
    return gap.symbols.flatMap((symbol) => this.giveUpSymbol(symbol, blindFromMs, `gap: ${gap.cause}`));
  }

  private onUniverse(listed: ReadonlySet<string>, receivedTimeMs: number): Aftermath[] {
    for (const symbol of this.gapped) if (!listed.has(symbol)) this.gapped.delete(symbol);
    const blindFromMs = this.venueTimeMs(receivedTimeMs);
    const gone = [...this.bySymbol.keys()].filter((symbol) => !listed.has(symbol));
    return gone.flatMap((symbol) => this.giveUpSymbol(symbol, blindFromMs, 'delisted'));
  }
}
