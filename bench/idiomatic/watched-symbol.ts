import type { RadarSettings } from '../../core/radar/settings';
import { Bars, type Bar, type Trade } from './bars';
import { ImbalanceRule, type Book, type Imbalance } from './imbalance';
import { SqueezeRule, type Squeeze } from './squeeze';
import { VolumeRule, type Volume } from './volume';
import { pushInto } from './window';

const MINUTE_MS = 60_000;
const MINUTE_BARS = 200;
const REMEMBERED_TRADES = 4_096;

/** What the three rules say of one symbol at one moment. */
export interface Finding {
  readonly symbol: string;
  readonly price: number;
  readonly squeeze: Squeeze | undefined;
  readonly imbalance: Imbalance;
  readonly volume: Volume;
  readonly minuteBars: readonly Bar[];
}

/** Everything that is kept of one watched symbol. */
export class WatchedSymbol {
  private readonly bars: Bars;
  private readonly minutes: Bars;
  private readonly minuteBars: Bar[] = [];
  private readonly squeezeRule: SqueezeRule;
  private readonly imbalanceRule: ImbalanceRule;
  private readonly volumeRule: VolumeRule;
  private readonly tradeIds = new Set<string>();
  private readonly tradeIdOrder: string[] = [];
  private squeeze: Squeeze | undefined;
  private book: Book | undefined;
  private lastPrice: number | undefined;
  private hasData = false;

  constructor(readonly symbol: string, private readonly settings: RadarSettings) {
    this.bars = new Bars(settings.barIntervalMs, settings.barGraceMs);
    this.minutes = new Bars(MINUTE_MS, settings.barGraceMs);
    this.squeezeRule = new SqueezeRule(settings);
    this.imbalanceRule = new ImbalanceRule(settings);
    this.volumeRule = new VolumeRule(settings);
  }

  onTrade(trade: Trade, venueNowMs: number): void {
    if (trade.timeMs > venueNowMs + this.settings.maxFutureMs || this.tradeIds.has(trade.id)) return;
    this.remember(trade.id);
    this.hasData = true;
    this.bars.add(trade);
    this.minutes.add(trade);
    this.lastPrice = trade.price;
  }

  onBook(book: Book, venueNowMs: number): Finding | undefined {
    const sinceMs = Math.max(book.timeMs, venueNowMs);
    this.hasData = true;
    this.bars.begin(sinceMs);
    this.minutes.begin(sinceMs);
    if (book.bid && book.ask && book.bid.price > book.ask.price) {
      this.book = undefined;
      this.imbalanceRule.reset();
      return undefined;
    }
    this.book = book;
    return this.imbalanceRule.next(book).isNew ? this.finding() : undefined;
  }

  onClock(venueNowMs: number, tickSize: number): Finding[] {
    if (!this.hasData) return [];
    for (const bar of this.minutes.closed(venueNowMs)) pushInto(this.minuteBars, bar, MINUTE_BARS);
    return this.bars.closed(venueNowMs).flatMap((bar) => this.onBar(bar, tickSize));
  }

  private onBar(bar: Bar, tickSize: number): Finding[] {
    this.squeeze = this.squeezeRule.next(bar, tickSize);
    const volume = this.volumeRule.next(bar);
    const finding = this.squeeze.release || volume.side ? this.finding() : undefined;
    this.squeeze = { ...this.squeeze, release: undefined };
    return finding ? [finding] : [];
  }

  private finding(): Finding | undefined {
    const { bid, ask } = this.book ?? {};
    const price = this.lastPrice ?? (bid && ask ? (bid.price + ask.price) / 2 : undefined);
    if (price === undefined) return undefined;
    return {
      symbol: this.symbol, price, squeeze: this.squeeze, imbalance: this.imbalanceRule.latest, volume: this.volumeRule.latest, minuteBars: [...this.minuteBars],
    };
  }

  private remember(id: string): void {
    this.tradeIds.add(id);
    this.tradeIdOrder.push(id);
    const oldest = this.tradeIdOrder.length > REMEMBERED_TRADES ? this.tradeIdOrder.shift() : undefined;
    if (oldest !== undefined) this.tradeIds.delete(oldest);
  }
}
