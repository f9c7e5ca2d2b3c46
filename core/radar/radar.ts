import type { Opportunity } from '../contracts/opportunity';
import type { ClockEvent, Detector, GapEvent, ResumedEvent, Stream } from '../market/events';
import { MarketFrame, type MarketInput } from '../market/market-frame';
import { restoreState, type State, stateOf } from '../market/state';
import { type SymbolId, SymbolTable } from '../market/symbol-table';
import { VenueClock } from '../market/venue-clock';
import { BlindStreams } from './blind-streams';
import { conditionsOf } from './classify';
import { Decisions, type Standing } from './decisions';
import type { Explanation, WatchStatus } from './explanation';
import { NearMisses } from './near-misses';
import { Ranking } from './ranking';
import type { RemarkListener } from './remarks';
import type { RadarSettings } from './settings';
import type { Sighting } from './sighting';
import type { RadarSource } from './source';
import { WatchList, type WatchChange } from './watch-list';
import { WatchedSymbols } from './watched-symbols';

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

const NOTHING: readonly RadarFinding[] = [];

/** Fields that are not handed on as they stand; what is only told of the radar is no state of it. */
const OWN = ['frame', 'nearMisses'];

/**
 * The scalping radar (S1.7-S1.9): every ticker ranks the market, the Top-N are watched by trades and top of book, and a detector
 * that fires becomes an opportunity. Pure: the same events in the same order give the same findings.
 */
export class Radar implements Detector<MarketInput, RadarFinding> {
  private readonly clock: VenueClock;
  private readonly ranking: Ranking;
  private readonly watched: WatchedSymbols;
  private readonly watchList: WatchList;
  private readonly decisions: Decisions;
  private readonly blindStreams = new BlindStreams();
  private readonly nearMisses: NearMisses | undefined;
  /** Where events of the kinds that have columns are put: one path for both. */
  private readonly frame = new MarketFrame();
  private readonly leftAtMs = new Map<string, number>();
  /** Members with their rank at the last refresh; 0 where there is no ranking. */
  private readonly active = new Map<string, number>();
  private rankedSymbols = 0;
  private nextRankMs: number | undefined;
  private hasRanked = false;
  private lastTickMs: number | undefined;
  private tradeCount = 0;

  /** `remark` is told what came near or was held back; without it nothing is spent on that. */
  constructor(
    private readonly settings: RadarSettings, private readonly source: RadarSource, private readonly symbolTable = new SymbolTable(),
    remark?: RemarkListener,
  ) {
    this.clock = new VenueClock(settings.maxFutureMs);
    this.ranking = new Ranking(settings, symbolTable);
    const nearMisses = remark && new NearMisses(settings, remark);
    this.nearMisses = nearMisses;
    this.watched = new WatchedSymbols(settings, symbolTable, nearMisses && ((id, barCloseMs, readings) => {
      nearMisses.closeBar(symbolTable.nameOf(id), barCloseMs, readings);
    }));
    this.watchList = new WatchList(settings);
    this.decisions = new Decisions(settings, source, (symbol) => this.standingOf(symbol), remark);
    for (const symbol of source.fixedSymbols ?? []) {
      this.active.set(symbol, 0);
      this.watched.watch(symbolTable.idOf(symbol));
    }
  }

  accept(input: MarketInput): readonly RadarFinding[] {
    if (input instanceof MarketFrame) return this.acceptFrame(input);
    switch (input.kind) {
      case 'ticker':
      case 'trade':
      case 'book-top': return this.acceptFrame(this.frame.load(input, this.symbolTable));
      case 'clock': return this.onClock(input);
      case 'gap': return this.onGap(input);
      case 'resumed': return this.onResumed(input);
      case 'backfill': {
        const id = this.symbolTable.find(input.symbol);
        if (id !== undefined) this.watched.backfill(id, input.bars);
        return NOTHING;
      }
      case 'universe': {
        this.ranking.replaceListing(input);
        return NOTHING;
      }
    }
  }

  counts(): RadarCounts {
    return {
      tickers: this.ranking.tickers.received, trades: this.tradeCount, opportunities: this.decisions.count, suppressed: this.decisions.suppressed,
      activeSymbols: this.active.size, allSymbols: this.ranking.tickers.size, lateTrades: this.watched.lateTrades,
      duplicateTrades: this.watched.duplicateTrades, futureTrades: this.watched.futureTrades,
    };
  }

  /** What decides about a symbol now. */
  explain(symbol: string): Explanation {
    const id = this.symbolTable.find(symbol);
    const readings = id === undefined ? undefined : this.watched.readingsOf(id);
    return {
      symbol, timeMs: this.lastTickMs, watch: this.watchStatusOf(symbol, readings !== undefined),
      delivers: id !== undefined && this.watched.delivers(id),
      blind: this.blindStreams.of(symbol).filter(({ stream }) => id !== undefined && this.isBlind(id, stream)),
      warmup: id === undefined ? [] : this.watched.warmupOf(id),
      conditions: readings ? conditionsOf(readings, this.settings) : [],
      lastFired: this.decisions.lastFiredOf(symbol, this.lastTickMs),
    };
  }

  /** All that the radar has learned, the symbol table's names included; see `State` on its use. */
  state(): State {
    return { ...stateOf(this, OWN), symbols: this.symbolTable.symbols() };
  }

  /**
   * Puts a state into a radar that was just made with the same settings and source.
   * @throws RangeError where the symbol table has given out other ids, or the state is another version's.
   */
  restore(state: State): void {
    this.symbolTable.restore(state['symbols'] as readonly string[]);
    restoreState(this, state, OWN);
  }

  private acceptFrame(frame: MarketFrame): readonly RadarFinding[] {
    switch (frame.kind) {
      case 'ticker': {
        this.clock.observeFrame(frame);
        this.ranking.accept(frame);
        return NOTHING;
      }
      case 'trades': {
        this.tradeCount += frame.tradeCount;
        this.watched.addTrades(frame, this.clock);
        return NOTHING;
      }
      case 'book-top': {
        this.clock.observeFrame(frame);
        return this.watched.addBook(frame, this.clock) ? this.onImbalance(frame) : NOTHING;
      }
    }
  }

  private onImbalance({ symbolId, exchangeTimeMs, receivedTimeMs }: MarketFrame): readonly RadarFinding[] {
    const sighting = this.watched.sightingAtBook(symbolId, exchangeTimeMs);
    return sighting ? this.opportunities([sighting], exchangeTimeMs, receivedTimeMs) : NOTHING;
  }

  /** State lives as long as its subscription: one that was given up by us is not a gap to survive but an end. */
  private onGap(gap: GapEvent): readonly RadarFinding[] {
    this.blindStreams.open(gap);
    for (const symbol of gap.symbols) {
      const id = this.symbolTable.find(symbol);
      if (id === undefined) continue;
      if (gap.streams.includes('ticker')) this.ranking.tickers.openGap(id);
      this.watched.openGap(id, gap);
      this.nearMisses?.endAll(symbol);
      if (gap.cause === 'unsubscribed' && !this.active.has(symbol)) this.watched.forget(id);
    }
    return NOTHING;
  }

  private onResumed(resumed: ResumedEvent): readonly RadarFinding[] {
    for (const symbol of resumed.symbols) {
      this.blindStreams.close(symbol, resumed.streams);
      const id = this.symbolTable.find(symbol);
      if (id !== undefined) this.watched.closeGap(id, resumed);
    }
    return NOTHING;
  }

  private onClock({ receivedTimeMs, exchangeTimeMs }: ClockEvent): readonly RadarFinding[] {
    const venueTimeMs = this.clock.nowOr(receivedTimeMs, exchangeTimeMs);
    this.lastTickMs = venueTimeMs;
    const found = this.watched.isDue(venueTimeMs) ? this.closeBars(venueTimeMs, receivedTimeMs) : NOTHING;
    return this.isRankDue(receivedTimeMs) ? [...found, ...this.refreshRank(receivedTimeMs, venueTimeMs)] : found;
  }

  private closeBars(venueTimeMs: number, receivedTimeMs: number): readonly RadarFinding[] {
    const sightings = this.watched.advance(venueTimeMs, this.ranking.listing);
    return sightings.length === 0 ? NOTHING : this.opportunities(sightings, venueTimeMs, receivedTimeMs);
  }

  /** Every interval; the first time as soon as every listed symbol has spoken. */
  private isRankDue(nowMs: number): boolean {
    this.nextRankMs ??= nowMs + this.settings.rankIntervalMs;
    return nowMs >= this.nextRankMs || (!this.hasRanked && this.ranking.isComplete);
  }

  private refreshRank(nowMs: number, venueTimeMs: number): readonly RadarFinding[] {
    this.nextRankMs = nowMs + this.settings.rankIntervalMs;
    this.hasRanked = true;
    this.decisions.sweep(venueTimeMs);
    if (this.source.fixedSymbols) return NOTHING;
    this.ranking.dropSilent(nowMs);
    this.rankedSymbols = this.ranking.size;
    return this.watch(this.watchList.refresh(this.ranking, nowMs), nowMs);
  }

  private watch(change: WatchChange, nowMs: number): readonly RadarFinding[] {
    for (const symbol of change.left) this.active.delete(symbol);
    for (const symbol of change.symbols) this.active.set(symbol, this.ranking.rankOf(symbol) ?? 0);
    const released = this.dropLongGone(nowMs);
    if (change.entered.length === 0 && change.left.length === 0 && !released) return NOTHING;
    for (const symbol of change.entered) {
      this.leftAtMs.delete(symbol);
      this.watched.watch(this.symbolTable.idOf(symbol));
    }
    for (const symbol of change.left) {
      const id = this.symbolTable.idOf(symbol);
      // One that is no longer listed does not come back: nothing more will say that its state may go.
      if (!this.ranking.listing.has(id)) this.watched.forget(id);
      else this.leftAtMs.set(symbol, nowMs);
    }
    return [{ kind: 'watch-list', ...change, subscribed: [...change.symbols, ...this.leftAtMs.keys()] }];
  }

  private dropLongGone(nowMs: number): boolean {
    const gone = [...this.leftAtMs].filter(([, leftMs]) => nowMs - leftMs >= this.settings.silentAfterMs);
    for (const [symbol] of gone) this.leftAtMs.delete(symbol);
    return gone.length > 0;
  }

  private opportunities(sightings: readonly Sighting[], exchangeTimeMs: number, receivedTimeMs: number): readonly RadarFinding[] {
    return sightings.flatMap((sighting) => {
      const opportunity = this.decisions.decide(sighting, exchangeTimeMs, receivedTimeMs);
      return opportunity ? [{ kind: 'opportunity' as const, opportunity }] : [];
    });
  }

  private standingOf(symbol: string): Standing {
    return {
      isOnList: this.active.has(symbol), rank: this.active.get(symbol) || undefined, universe: this.source.fixedSymbols ? undefined : this.rankedSymbols,
      tickSize: this.ranking.listing.tickSizeOf(this.symbolTable.idOf(symbol)) || undefined,
    };
  }

  /** Data may have come without word that the gap is over. */
  private isBlind(id: SymbolId, stream: Stream): boolean {
    if (stream === 'ticker') return this.ranking.tickers.awaitsSnapshot(id);
    return (stream === 'book-top' || stream === 'trade') && this.watched.isBlind(id, stream);
  }

  private watchStatusOf(symbol: string, isFollowed: boolean): WatchStatus {
    const isOnList = this.active.has(symbol);
    const rank = this.ranking.rankOf(symbol);
    const below = rank === undefined ? undefined : { filter: 'rank' as const, value: rank, threshold: this.settings.activeSymbolsLimit };
    return { isOnList, isFollowed, rank, universe: this.ranking.size, keptOffBy: isOnList ? undefined : this.ranking.filterOf(symbol) ?? below };
  }
}
