import { FINDER_BARS } from '../contracts/opportunity';
import { type Bar, MINUTE_MS } from '../market/bar';
import { BarBuilder } from '../market/bar-builder';
import { BarHistory } from '../market/bar-history';
import type { BookTopEvent, GapEvent, ResumedEvent, Stream, TradeEvent } from '../market/events';
import { SeenTrades } from '../market/seen-trades';
import { ImbalanceDetector, type ImbalanceReading } from './imbalance';
import type { RadarSettings } from './settings';
import { SqueezeDetector, type SqueezeReading } from './squeeze';
import { VolumeSpikeDetector, type SpikeReading } from './volume-spike';

/** Everything the three detectors say of one symbol at one moment, when at least one of them fires anew. */
export interface Sighting {
  readonly symbol: string;
  readonly barCloseMs: number;
  readonly price: number;
  readonly squeeze: SqueezeReading | undefined;
  readonly imbalance: ImbalanceReading;
  readonly spike: SpikeReading;
  readonly book: BookTopEvent | undefined;
  readonly minuteBars: readonly Bar[];
}

/** The detectors of one watched symbol, fed in order with its trades, its top of book and the venue's time. */
export class SymbolRadar {
  duplicateTrades = 0;
  futureTrades = 0;
  private readonly bars: BarBuilder;
  private readonly minutes: BarBuilder;
  private readonly history = new BarHistory(MINUTE_MS, FINDER_BARS);
  private readonly seen = new SeenTrades();
  private readonly squeezes: SqueezeDetector;
  private readonly imbalances: ImbalanceDetector;
  private readonly spikes: VolumeSpikeDetector;
  private readonly blind = new Set<Stream>();
  /** Until data proves the subscription the clock begins no interval: one that began before would be seen in part. */
  private isDelivering = false;
  private squeeze: SqueezeReading | undefined;
  private book: BookTopEvent | undefined;
  private lastPrice: number | undefined;

  constructor(readonly symbol: string, private readonly settings: RadarSettings) {
    this.bars = new BarBuilder(settings.barIntervalMs, settings.barGraceMs);
    this.minutes = new BarBuilder(MINUTE_MS, settings.barGraceMs);
    this.squeezes = new SqueezeDetector(settings);
    this.imbalances = new ImbalanceDetector(settings);
    this.spikes = new VolumeSpikeDetector(settings);
  }

  get lateTrades(): number {
    return this.bars.lateTrades;
  }

  addTrade(trade: TradeEvent, venueTimeMs: number): void {
    if (trade.exchangeTimeMs > venueTimeMs + this.settings.maxFutureMs) this.futureTrades += 1;
    else if (!this.seen.add(trade.tradeId)) this.duplicateTrades += 1;
    else {
      this.isDelivering = true;
      this.blind.delete('trade');
      this.bars.add(trade);
      this.minutes.add(trade);
      this.lastPrice = trade.price;
    }
  }

  addBook(book: BookTopEvent, venueTimeMs: number): Sighting | undefined {
    this.beginBars(Math.max(book.exchangeTimeMs, venueTimeMs));
    this.blind.delete('book-top');
    if (isCrossed(book)) {
      this.forgetBook();
      return undefined;
    }
    this.book = book;
    if (!this.imbalances.accept(book).isNew) return undefined;
    const { barIntervalMs } = this.settings;
    return this.sighting(Math.floor(book.exchangeTimeMs / barIntervalMs) * barIntervalMs + barIntervalMs);
  }

  /** Closes the bars that the venue's time has passed. */
  advance(venueTimeMs: number, tickSize: number | undefined): readonly Sighting[] {
    if (!this.isDelivering || this.blind.has('trade')) return [];
    for (const bar of this.minutes.advance(venueTimeMs)) this.history.append(bar);
    return this.bars.advance(venueTimeMs).flatMap((bar) => this.closeBar(bar, tickSize));
  }

  backfill(bars: readonly Bar[]): void {
    this.history.merge(bars);
  }

  /** What was seen before a gap must not be joined to what comes after it. */
  openGap(gap: GapEvent): void {
    for (const stream of gap.streams) this.blind.add(stream);
    if (gap.streams.includes('trade')) this.forgetTrades();
    if (gap.streams.includes('book-top')) this.forgetBook();
  }

  closeGap(resumed: ResumedEvent): void {
    this.isDelivering = true;
    for (const stream of resumed.streams) this.blind.delete(stream);
  }

  /**
   * The first book proves the subscription of the trades as well, from its arrival on: its own time may be long ago where the book has
   * not changed since, and the estimate of the venue's time may be behind it.
   */
  private beginBars(timeMs: number): void {
    this.isDelivering = true;
    if (this.blind.has('trade')) return;
    this.bars.begin(timeMs);
    this.minutes.begin(timeMs);
  }

  private closeBar(bar: Bar, tickSize: number | undefined): Sighting[] {
    this.squeeze = this.squeezes.accept(bar, tickSize);
    const spike = this.spikes.accept(bar);
    if (!this.squeeze.release && !spike.side) return [];
    const sighting = this.sighting(bar.startTimeMs + this.settings.barIntervalMs);
    // A release is an event of its bar: a book update before the next bar must not report it again.
    this.squeeze = { ...this.squeeze, release: undefined };
    return sighting ? [sighting] : [];
  }

  private sighting(barCloseMs: number): Sighting | undefined {
    const price = this.lastPrice ?? mid(this.book);
    if (price === undefined) return undefined;
    return {
      symbol: this.symbol, barCloseMs, price, squeeze: this.squeeze, imbalance: this.imbalances.latest, spike: this.spikes.latest,
      book: this.book, minuteBars: this.history.latestRun(),
    };
  }

  private forgetTrades(): void {
    this.bars.reset();
    this.minutes.reset();
    this.squeezes.reset();
    this.spikes.reset();
    this.squeeze = undefined;
    this.lastPrice = undefined;
  }

  private forgetBook(): void {
    this.imbalances.reset();
    this.book = undefined;
  }
}

/** A bid above the ask cannot be (equal prices can): such a book says nothing, and no hold spans it (B6). */
const isCrossed = ({ bidPrice, askPrice }: BookTopEvent): boolean => bidPrice !== undefined && askPrice !== undefined && bidPrice > askPrice;

/** The middle of best bid and ask (no mid while a side is missing). */
const mid = (book: BookTopEvent | undefined): number | undefined =>
  book?.bidPrice === undefined || book.askPrice === undefined ? undefined : (book.bidPrice + book.askPrice) / 2;
