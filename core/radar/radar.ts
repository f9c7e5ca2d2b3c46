import type { Opportunity } from '../contracts/opportunity';
import type { Detector, GapEvent, MarketEvent, ResumedEvent } from '../market/events';
import type { Instrument } from '../market/instrument';
import { SymbolTable } from '../market/symbol-table';
import { MarketFrame, type MarketInput } from '../market/market-frame';
import { VenueClock } from '../market/venue-clock';
import { classify } from './classify';
import { CoolDown } from './cool-down';
import { EventIds } from './event-id';
import { opportunityOf } from './opportunity-of';
import type { RadarSettings } from './settings';
import type { RadarSource } from './source';
import { SymbolRadar, type Sighting } from './symbol-radar';
import { TickerTable } from './ticker-table';
import { rankByVolatility } from './volatility-rank';
import { WatchList, type WatchChange } from './watch-list';

/** `subscribed` are the members and those that left within `silentAfterMs`: their bars must go on meanwhile (C1.21). */
export interface WatchFinding extends WatchChange {
  readonly kind: 'watch-list';
  readonly subscribed: readonly string[];
}

export type RadarFinding = { readonly kind: 'opportunity'; readonly opportunity: Opportunity } | WatchFinding;

/** Counters for the operator (S1.28, S1.39). */
export interface RadarCounts {
  readonly tickers: number;
  /** Of watched symbols, whether they counted or not. */
  readonly trades: number;
  readonly opportunities: number;
  readonly suppressed: number;
  readonly activeSymbols: number;
  readonly allSymbols: number;
  readonly lateTrades: number;
  readonly duplicateTrades: number;
  readonly futureTrades: number;
}

type TradeCounts = Pick<RadarCounts, 'lateTrades' | 'duplicateTrades' | 'futureTrades'>;

const addTrades = (total: TradeCounts, radar: TradeCounts): TradeCounts => ({
  lateTrades: total.lateTrades + radar.lateTrades, duplicateTrades: total.duplicateTrades + radar.duplicateTrades,
  futureTrades: total.futureTrades + radar.futureTrades,
});

/**
 * The scalping radar (S1.7-S1.9): every ticker ranks the market, the Top-N are watched by trades and top of book, and a detector
 * that fires becomes an opportunity. Pure: the same events in the same order give the same findings.
 */
export class Radar implements Detector<MarketInput, RadarFinding> {
  private readonly clock: VenueClock;
  private readonly tickers = new TickerTable();
  private instruments: ReadonlyMap<string, Instrument> | undefined;
  private readonly symbols = new Map<string, SymbolRadar>();
  private readonly leftAtMs = new Map<string, number>();
  private readonly watchList: WatchList;
  private ranks: ReadonlyMap<string, number> = new Map();
  private active: ReadonlySet<string>;
  private nextRankMs: number | undefined;
  private hasRanked = false;
  private readonly eventIds = new EventIds();
  private readonly coolDown: CoolDown;
  private opportunityCount = 0;
  private tradeCount = 0;
  /** Of symbols that are not watched any more: a total never shrinks. */
  private trades: TradeCounts = { lateTrades: 0, duplicateTrades: 0, futureTrades: 0 };

  constructor(private readonly settings: RadarSettings, private readonly source: RadarSource, protected readonly symbolTable = new SymbolTable()) {
    this.clock = new VenueClock(settings.maxFutureMs);
    this.watchList = new WatchList(settings);
    this.coolDown = new CoolDown(settings.coolDownMs);
    this.active = new Set(source.fixedSymbols);
    for (const symbol of this.active) this.symbols.set(symbol, new SymbolRadar(symbol, settings));
  }

  accept(event: MarketInput): readonly RadarFinding[] {
    if (event instanceof MarketFrame) throw new RangeError('frames are not accepted yet');
    this.clock.observe(event);
    switch (event.kind) {
      case 'ticker': {
        this.tickers.accept(event);
        return [];
      }
      case 'trade': {
        this.tradeCount += 1;
        this.symbols.get(event.symbol)?.addTrade(event, this.venueTimeMs(event));
        return [];
      }
      case 'book-top': return this.opportunities(event, [this.symbols.get(event.symbol)?.addBook(event, this.venueTimeMs(event))]);
      case 'clock': return this.onClock(event);
      case 'gap': return this.onGap(event);
      case 'resumed': return this.onResumed(event);
      case 'backfill': {
        this.symbols.get(event.symbol)?.backfill(event.bars);
        return [];
      }
      case 'universe': {
        this.instruments = new Map(event.instruments.map((instrument) => [instrument.symbol, instrument]));
        return [];
      }
    }
  }

  counts(): RadarCounts {
    return {
      tickers: this.tickers.received, trades: this.tradeCount, opportunities: this.opportunityCount, suppressed: this.coolDown.suppressed,
      activeSymbols: this.active.size, allSymbols: this.tickers.size,
      ...[...this.symbols.values()].reduce(addTrades, this.trades),
    };
  }

  private venueTimeMs(event: MarketEvent): number {
    return this.clock.nowMs(event.receivedTimeMs) ?? event.exchangeTimeMs;
  }

  /** State lives as long as its subscription: one that was given up by us is not a gap to survive but an end. */
  private onGap(gap: GapEvent): readonly RadarFinding[] {
    this.tickers.openGap(gap);
    for (const symbol of gap.symbols) {
      this.symbols.get(symbol)?.openGap(gap);
      if (gap.cause === 'unsubscribed' && !this.active.has(symbol)) this.forget(symbol);
    }
    return [];
  }

  private onResumed(resumed: ResumedEvent): readonly RadarFinding[] {
    for (const symbol of resumed.symbols) this.symbols.get(symbol)?.closeGap(resumed);
    return [];
  }

  private onClock(event: MarketEvent): readonly RadarFinding[] {
    const venueTimeMs = this.venueTimeMs(event);
    const sightings = [...this.symbols].flatMap(([symbol, radar]) => radar.advance(venueTimeMs, this.tickSizeOf(symbol)));
    const found = this.opportunities({ ...event, exchangeTimeMs: venueTimeMs }, sightings);
    return this.isRankDue(event.receivedTimeMs) ? [...found, ...this.refreshRank(event.receivedTimeMs, venueTimeMs)] : found;
  }

  /** Every interval; the first time as soon as every listed symbol has spoken: a rank of the first few to speak is none. */
  private isRankDue(nowMs: number): boolean {
    this.nextRankMs ??= nowMs + this.settings.rankIntervalMs;
    const hasAllSpoken = this.tickers.size > 0 && this.tickers.size >= (this.instruments?.size ?? 0);
    return nowMs >= this.nextRankMs || (!this.hasRanked && hasAllSpoken);
  }

  private refreshRank(nowMs: number, venueTimeMs: number): readonly RadarFinding[] {
    this.nextRankMs = nowMs + this.settings.rankIntervalMs;
    this.hasRanked = true;
    this.coolDown.sweep(venueTimeMs);
    if (this.source.fixedSymbols) return [];
    this.tickers.dropSilent(nowMs, this.settings.silentAfterMs);
    const listed = [...this.tickers.entries()].filter(([symbol]) => this.instruments?.has(symbol) ?? true);
    const ranked = rankByVolatility(listed, this.settings);
    this.ranks = new Map(ranked.map(({ symbol }, index) => [symbol, index + 1]));
    return this.watch(this.watchList.refresh(ranked, nowMs), nowMs);
  }

  private watch(change: WatchChange, nowMs: number): readonly RadarFinding[] {
    const released = this.dropLongGone(nowMs);
    if (change.entered.length === 0 && change.left.length === 0 && !released) return [];
    for (const symbol of change.entered) {
      this.leftAtMs.delete(symbol);
      if (!this.symbols.has(symbol)) this.symbols.set(symbol, new SymbolRadar(symbol, this.settings));
    }
    for (const symbol of change.left) {
      // One that is no longer listed does not come back: nothing more will say that its state may go.
      if (this.instruments?.has(symbol) === false) this.forget(symbol);
      else this.leftAtMs.set(symbol, nowMs);
    }
    this.active = new Set(change.symbols);
    return [{ kind: 'watch-list', ...change, subscribed: [...change.symbols, ...this.leftAtMs.keys()] }];
  }

  private dropLongGone(nowMs: number): boolean {
    const gone = [...this.leftAtMs].filter(([, leftMs]) => nowMs - leftMs >= this.settings.silentAfterMs);
    for (const [symbol] of gone) this.leftAtMs.delete(symbol);
    return gone.length > 0;
  }

  private forget(symbol: string): void {
    const radar = this.symbols.get(symbol);
    if (radar) this.trades = addTrades(this.trades, radar);
    this.symbols.delete(symbol);
  }

  private tickSizeOf(symbol: string): number | undefined {
    return this.instruments?.get(symbol)?.tickSize;
  }

  private opportunities(event: MarketEvent, sightings: readonly (Sighting | undefined)[]): readonly RadarFinding[] {
    return sightings.flatMap((sighting) => {
      const verdict = sighting && this.active.has(sighting.symbol) ? classify(sighting, this.settings) : undefined;
      if (!sighting || !verdict || !this.coolDown.admits(sighting.symbol, verdict.type, event.exchangeTimeMs)) return [];
      this.opportunityCount += 1;
      const ranking = { rank: this.ranks.get(sighting.symbol), universe: this.source.fixedSymbols ? undefined : this.ranks.size };
      const opportunity = opportunityOf({
        sighting, verdict, ranking, tickSize: this.tickSizeOf(sighting.symbol), settings: this.settings, source: this.source,
        eventId: this.eventIds.next(event.exchangeTimeMs), exchangeTimeMs: event.exchangeTimeMs, receivedTimeMs: event.receivedTimeMs,
      });
      return [{ kind: 'opportunity' as const, opportunity }];
    });
  }
}
