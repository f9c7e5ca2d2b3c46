import { FINDER_BARS } from '../contracts/opportunity';
import { type Bar, MINUTE_MS } from '../market/bar';
import { BarBuilder } from '../market/bar-builder';
import { rowsFor, widened } from '../market/columns';
import type { GapEvent, ResumedEvent } from '../market/events';
import type { MarketFrame } from '../market/market-frame';
import { restoreState, type State, stateOf } from '../market/state';
import type { SymbolId, SymbolTable } from '../market/symbol-table';
import type { VenueClock } from '../market/venue-clock';
import { BarDetectors } from './bar-detectors';
import { BookTable, isCrossed, midOf } from './book-table';
import { ImbalanceDetector } from './imbalance';
import type { Listing } from './listing';
import type { RadarSettings } from './settings';
import type { Readings, Sighting } from './sighting';
import type { Warmup } from './warmup';

/** Flags of a symbol; all are off for one that is not watched. */
const WATCHED = 1;
/** Until data proves the subscription the clock begins no interval: one that began before would be seen in part. */
const DELIVERS = 2;
const BLIND_TRADES = 4;
const BLIND_BOOKS = 8;
/** Nothing is blind and the bars have begun: a book changes nothing but itself. */
const STEADY = 16;
const HAS_PRICE = 32;

/** Fields that are not handed on as they stand. */
const OWN = ['detectors', 'ids', 'onBar'];

/** Told of every bar that closes, whether a detector fires or not. */
export type BarListener = (id: SymbolId, barCloseMs: number, readings: Readings) => void;

/**
 * The detectors of the watched symbols, fed in order with their trades, their tops of book and the venue's time. What a message
 * touches stands in columns by symbol id; what only a closing bar touches, in an object per symbol.
 */
export class WatchedSymbols {
  duplicateTrades = 0;
  futureTrades = 0;
  private rows = 0;
  private flags = new Uint8Array(0);
  private lastPrices = new Float64Array(0);
  /** When the clock next has something to do for anybody, on the venue's clock. All symbols share the boundaries of their bars. */
  private dueMs = -Infinity;
  private readonly bars: BarBuilder;
  private readonly minutes: BarBuilder;
  private readonly books = new BookTable();
  private readonly imbalances: ImbalanceDetector;
  /** By id; nothing for a symbol that is not watched. */
  private detectors: (BarDetectors | undefined)[] = [];
  /** Ids of the watched symbols in the order in which their watching began. */
  private ids: SymbolId[] = [];

  constructor(private readonly settings: RadarSettings, private readonly symbolTable: SymbolTable, private readonly onBar: BarListener | undefined) {
    this.bars = new BarBuilder(settings.barIntervalMs, settings.barGraceMs);
    this.minutes = new BarBuilder(MINUTE_MS, settings.barGraceMs);
    this.imbalances = new ImbalanceDetector(settings);
  }

  get lateTrades(): number {
    return this.bars.lateTrades;
  }

  /** Begins to watch a symbol; one that is watched goes on. */
  watch(id: SymbolId): void {
    if (this.isWatched(id)) return;
    if (id >= this.rows) this.grow(id);
    this.detectors[id] = new BarDetectors(this.settings);
    this.ids.push(id);
    this.flags[id] = WATCHED;
  }

  /** Forgets all that is known of a symbol. */
  forget(id: SymbolId): void {
    if (!this.isWatched(id)) return;
    this.detectors[id] = undefined;
    this.ids = this.ids.filter((other) => other !== id);
    this.flags[id] = 0;
    this.bars.reset(id);
    this.minutes.reset(id);
    this.forgetBook(id);
  }

  /** Takes a frame of trades in. The clock learns from each of them before it is judged. */
  addTrades(frame: MarketFrame, clock: VenueClock): void {
    const detectors = this.detectors[frame.symbolId];
    for (let row = 0; row < frame.tradeCount; row += 1) {
      clock.observeTrade(frame, row);
      if (detectors === undefined) continue;
      if (clock.isAhead(frame, row, this.settings.maxFutureMs)) this.futureTrades += 1;
      else if (!detectors.seen.add(frame, row)) this.duplicateTrades += 1;
      else this.addTrade(frame, row);
    }
  }

  /** Takes a top of book in; true when its imbalance fires anew. */
  addBook(frame: MarketFrame, clock: VenueClock): boolean {
    const id = frame.symbolId;
    if (!this.isWatched(id)) return false;
    if (((this.flags[id] ?? 0) & STEADY) === 0) this.proveSubscription(frame, clock);
    if (isCrossed(frame)) {
      this.forgetBook(id);
      return false;
    }
    this.books.set(frame);
    return this.imbalances.accept(frame);
  }

  /** What the detectors say of a symbol after the book of this time. */
  sightingAtBook(id: SymbolId, exchangeTimeMs: number): Sighting | undefined {
    const { barIntervalMs } = this.settings;
    return this.sighting(id, Math.floor(exchangeTimeMs / barIntervalMs) * barIntervalMs + barIntervalMs);
  }

  isDue(venueTimeMs: number): boolean {
    return venueTimeMs >= this.dueMs;
  }

  /** Closes the bars that the venue's time has passed, symbol by symbol; what was seen at them. */
  advance(venueTimeMs: number, listing: Listing): readonly Sighting[] {
    const sightings: Sighting[] = [];
    this.dueMs = Infinity;
    for (const id of this.ids) {
      const detectors = this.detectors[id];
      if (detectors === undefined || ((this.flags[id] ?? 0) & (DELIVERS | BLIND_TRADES)) !== DELIVERS) continue;
      while (this.minutes.closeNext(id, venueTimeMs)) detectors.history.append({ ...this.minutes.closed });
      while (this.bars.closeNext(id, venueTimeMs)) this.closeBar(id, detectors, listing.tickSizeOf(id), sightings);
      this.dueMs = Math.min(this.dueMs, this.bars.dueMs(id), this.minutes.dueMs(id));
    }
    return sightings;
  }

  backfill(id: SymbolId, bars: readonly Bar[]): void {
    this.detectors[id]?.history.merge(bars);
  }

  /** What was seen before a gap must not be joined to what comes after it. */
  openGap(id: SymbolId, gap: GapEvent): void {
    if (!this.isWatched(id)) return;
    const [blindTrades, blindBooks] = [gap.streams.includes('trade'), gap.streams.includes('book-top')];
    this.setFlags(id, (blindTrades ? BLIND_TRADES : 0) | (blindBooks ? BLIND_BOOKS : 0), STEADY);
    if (blindTrades) this.forgetTrades(id);
    if (blindBooks) this.forgetBook(id);
  }

  closeGap(id: SymbolId, resumed: ResumedEvent): void {
    if (!this.isWatched(id)) return;
    this.setFlags(id, DELIVERS, (resumed.streams.includes('trade') ? BLIND_TRADES : 0) | (resumed.streams.includes('book-top') ? BLIND_BOOKS : 0));
  }

  /** Whether data has proved the subscription. */
  delivers(id: SymbolId): boolean {
    return ((this.flags[id] ?? 0) & DELIVERS) !== 0;
  }

  isBlind(id: SymbolId, stream: 'trade' | 'book-top'): boolean {
    return ((this.flags[id] ?? 0) & (stream === 'trade' ? BLIND_TRADES : BLIND_BOOKS)) !== 0;
  }

  readingsOf(id: SymbolId): Readings | undefined {
    const detectors = this.detectors[id];
    return detectors && this.readings(id, detectors);
  }

  /** How far a symbol's detectors are from saying something: what they have of what they need. */
  warmupOf(id: SymbolId): readonly Warmup[] {
    const detectors = this.detectors[id];
    if (!detectors) return [];
    return [
      ...detectors.squeezes.warmup(), { name: 'ob_updates', have: this.imbalances.updatesOf(id), need: this.settings.imbalanceUpdates },
      detectors.spikes.warmup(), { name: 'minute_bars', have: detectors.history.latestRun().length, need: FINDER_BARS },
    ];
  }

  state(): State {
    return { ...stateOf(this, OWN), ids: Int32Array.from(this.ids), detectors: this.ids.map((id) => stateOf(this.detectors[id] ?? {})) };
  }

  restore(state: State): void {
    restoreState(this, state, OWN);
    this.ids = [...(state['ids'] as Int32Array)];
    this.detectors = new Array<undefined>(this.rows).fill(undefined);
    for (const [index, id] of this.ids.entries()) {
      const detectors = new BarDetectors(this.settings);
      restoreState(detectors, (state['detectors'] as readonly State[])[index] ?? {});
      this.detectors[id] = detectors;
    }
  }

  private isWatched(id: SymbolId): boolean {
    return ((this.flags[id] ?? 0) & WATCHED) !== 0;
  }

  private addTrade(frame: MarketFrame, row: number): void {
    const id = frame.symbolId;
    this.setFlags(id, DELIVERS | HAS_PRICE, BLIND_TRADES);
    this.bars.add(frame, row);
    this.minutes.add(frame, row);
    this.lastPrices[id] = frame.tradePrices[row] ?? 0;
  }

  /**
   * The first book proves the subscription of the trades as well, from its arrival on: its own time may be long ago where the book has
   * not changed since, and the estimate of the venue's time may be behind it.
   */
  private proveSubscription({ symbolId: id, exchangeTimeMs, receivedTimeMs }: MarketFrame, clock: VenueClock): void {
    const timeMs = Math.max(exchangeTimeMs, clock.nowOr(receivedTimeMs, exchangeTimeMs));
    this.setFlags(id, DELIVERS, BLIND_BOOKS);
    if (((this.flags[id] ?? 0) & BLIND_TRADES) !== 0) return;
    this.bars.begin(id, timeMs);
    this.minutes.begin(id, timeMs);
    this.setFlags(id, STEADY, 0);
  }

  private closeBar(id: SymbolId, detectors: BarDetectors, tickSize: number, sightings: Sighting[]): void {
    const bar = this.bars.closed;
    const barCloseMs = bar.startTimeMs + this.settings.barIntervalMs;
    const fires = detectors.accept(bar, tickSize);
    if (this.onBar) this.onBar(id, barCloseMs, this.readings(id, detectors));
    if (!fires) return;
    const sighting = this.sighting(id, barCloseMs);
    detectors.spendRelease();
    if (sighting) sightings.push(sighting);
  }

  private sighting(id: SymbolId, barCloseMs: number): Sighting | undefined {
    const detectors = this.detectors[id];
    const book = this.books.bookOf(id);
    const price = ((this.flags[id] ?? 0) & HAS_PRICE) === 0 ? midOf(book) : this.lastPrices[id];
    if (!detectors || price === undefined) return undefined;
    return { symbol: this.symbolTable.nameOf(id), barCloseMs, price, ...this.readings(id, detectors), book, minuteBars: detectors.history.latestRun() };
  }

  private readings(id: SymbolId, { squeeze, spikes }: BarDetectors): Readings {
    return { squeeze, imbalance: this.imbalances.reading(id, this.books.bookOf(id)), spike: spikes.latest };
  }

  private forgetTrades(id: SymbolId): void {
    this.bars.reset(id);
    this.minutes.reset(id);
    this.detectors[id]?.reset();
    this.setFlags(id, 0, HAS_PRICE);
  }

  private forgetBook(id: SymbolId): void {
    this.imbalances.reset(id);
    this.books.forget(id);
  }

  /** A symbol that changes has the clock look at all of them at its next tick. */
  private setFlags(id: SymbolId, on: number, off: number): void {
    const before = this.flags[id] ?? 0;
    const after = (before | on) & ~off;
    if (after === before) return;
    this.flags[id] = after;
    this.dueMs = -Infinity;
  }

  private grow(id: SymbolId): void {
    this.rows = rowsFor(id, this.rows);
    this.flags = widened(this.flags, new Uint8Array(this.rows));
    this.lastPrices = widened(this.lastPrices, new Float64Array(this.rows));
    while (this.detectors.length < this.rows) this.detectors.push(undefined);
  }
}
