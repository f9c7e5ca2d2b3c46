import type { BookTopEvent, TickerEvent, TradeEvent } from '../../core/market/events';
import type { Instrument } from '../../core/market/instrument';
import type { MinuteBar } from './bar-series';
import { type DaySummary, daySummary } from './day-summary';
import { stepOf } from './grid';
import { MarketFactor } from './market-factor';
import type { LedgerEntry } from './plants/plant';
import { DEFAULT_PLANTS, PlantSchedule, type PlantSettings } from './plants/plant-schedule';
import { NO_EFFECT } from './second';
import { SecondEvents } from './second-events';
import { makeSymbolSpecs, type SymbolSpec } from './symbol-spec';
import { SymbolWalk } from './symbol-walk';
import { tickerEvent } from './ticker-event';

export type SimulatedEvent = TradeEvent | BookTopEvent | TickerEvent;

export interface MarketOptions {
  readonly seed: number;
  readonly symbolCount: number;
  readonly startTimeMs: number;
  /** `true` for the default schedule, `false` for a market with nothing planted. */
  readonly plants: boolean | Partial<PlantSettings>;
  /** Book updates per second as a multiple of the usual; plants keep theirs. */
  readonly bookDensity: number;
  /** Seconds between the ticker events of one symbol; the 24-hour numbers move every second all the same. */
  readonly tickerEverySeconds: number;
}

/** How far down the volatility ranking plants are made, out of a watch list of 50. */
const ELIGIBLE_RANK = 40;
const ELIGIBLE = { leastTurnoverUsdt: 2e7, leastRange: 0.03, coarsestTickFraction: 0.00006 };
const RANKED = { leastTurnoverUsdt: 1_000_000, leastRange: 0.02 };

const rangeOf = (walk: SymbolWalk): number => {
  const { high, low } = walk.bars.stats();
  return (high - low) / low;
};

/**
 * A seeded market. The same seed and calls give the same events, however time is cut up between calls to `advance`, and a
 * symbol's path does not depend on which symbols are active: being active only means that its trades and book updates are shown.
 */
export class SimulatedMarket {
  readonly specs: readonly SymbolSpec[];
  private readonly walks: readonly SymbolWalk[];
  private readonly bySymbol: ReadonlyMap<string, SymbolWalk>;
  private readonly factor: MarketFactor;
  private readonly schedule: PlantSchedule | undefined;
  private readonly details: SecondEvents;
  private active: ReadonlySet<string> = new Set();
  private nextSecond: number;
  /** Events of the second that has been decided but has not passed yet. */
  private pending: SimulatedEvent[] = [];

  constructor(private readonly options: MarketOptions) {
    const { seed, plants } = options;
    this.nextSecond = Math.ceil(options.startTimeMs / 1_000);
    this.factor = new MarketFactor(seed);
    this.specs = makeSymbolSpecs(seed, options.symbolCount);
    this.walks = this.specs.map((spec) => new SymbolWalk(seed, spec, this.factor, this.nextSecond));
    this.factor.forgetHistory();
    this.bySymbol = new Map(this.walks.map((walk) => [walk.spec.symbol, walk]));
    this.details = new SecondEvents(seed, options.bookDensity);
    this.schedule = plants === false ? undefined : new PlantSchedule(seed, { ...DEFAULT_PLANTS, ...(plants === true ? {} : plants) }, this.nextSecond);
  }

  /** From the next whole second on, these symbols show every trade and book update. Unknown names are ignored. */
  setActive(symbols: readonly string[]): void {
    this.active = new Set(symbols);
  }

  /** Events up to and including `toTimeMs`, in order of time. */
  advance(toTimeMs: number): readonly SimulatedEvent[] {
    const events: SimulatedEvent[] = [];
    this.run(toTimeMs, (event) => { events.push(event); });
    return events;
  }

  /** As `advance`, event by event and without keeping them. */
  run(toTimeMs: number, onEvent: (event: SimulatedEvent) => void): void {
    this.deliver(toTimeMs, onEvent);
    while (this.nextSecond * 1_000 <= toTimeMs) {
      this.decide(this.nextSecond);
      this.nextSecond += 1;
      this.deliver(toTimeMs, onEvent);
    }
  }

  instruments(): readonly Instrument[] {
    return this.specs.map(({ symbol, baseCoin, priceGrid }) => ({ symbol, baseCoin, quoteCoin: 'USDT', tickSize: stepOf(priceGrid) }));
  }

  /** The ticker as it stands at the end of the last decided second, all fields. */
  ticker(symbol: string): TickerEvent | undefined {
    const walk = this.bySymbol.get(symbol);
    return walk && tickerEvent(walk, this.nextSecond * 1_000 - 1);
  }

  /** All numbers of the ticker at once, for a venue to print; `undefined` for an unknown symbol. */
  summary(symbol: string): DaySummary | undefined {
    const walk = this.bySymbol.get(symbol);
    return walk && daySummary(walk);
  }

  spec(symbol: string): SymbolSpec | undefined {
    return this.bySymbol.get(symbol)?.spec;
  }

  /** One-minute bars that start in [fromMinute, toMinute], oldest first, in grid steps; the last may be forming. */
  minuteBars(symbol: string, fromMinute: number, toMinute: number): readonly { readonly minute: number; readonly bar: Readonly<MinuteBar> }[] {
    const series = this.bySymbol.get(symbol)?.bars;
    if (!series) return [];
    const result = [];
    for (let minute = fromMinute; minute <= Math.min(toMinute, series.lastMinute); minute += 1) {
      const bar = series.at(minute);
      if (bar) result.push({ minute, bar });
    }
    return result;
  }

  /** Minute of the bar that is forming. */
  lastMinute(): number {
    return this.walks[0]?.bars.lastMinute ?? Math.floor(this.nextSecond / 60);
  }

  /** Symbols that may be planted on now: fine ticks, much traded, and high enough in the ranking to be on any watch list of 50. */
  eligible(): readonly string[] {
    return this.eligibleWalks().map(({ spec }) => spec.symbol);
  }

  ledger(): readonly LedgerEntry[] {
    return this.schedule?.ledger ?? [];
  }

  private decide(second: number): void {
    this.schedule?.plan(second, () => this.eligibleWalks());
    const marketReturn = this.factor.secondReturn(second);
    const withTickers = second % this.options.tickerEverySeconds === 0;
    const events: SimulatedEvent[] = [];
    for (const walk of this.walks) {
      walk.step(second, marketReturn, this.schedule?.plantOf(walk.spec.index)?.effect(second, walk) ?? NO_EFFECT);
      if (this.active.has(walk.spec.symbol)) for (const event of this.details.draw(walk.spec, walk.current)) events.push(event);
    }
    events.sort((a, b) => a.exchangeTimeMs - b.exchangeTimeMs);
    if (withTickers) for (const walk of this.walks) events.push(tickerEvent(walk, second * 1_000 + 999));
    this.pending = events;
  }

  private deliver(toTimeMs: number, onEvent: (event: SimulatedEvent) => void): void {
    let count = 0;
    for (const event of this.pending) {
      if (event.exchangeTimeMs > toTimeMs) break;
      onEvent(event);
      count += 1;
    }
    if (count > 0) this.pending = count === this.pending.length ? [] : this.pending.slice(count);
  }

  private eligibleWalks(): readonly SymbolWalk[] {
    const ranked = this.walks
      .map((walk) => ({ walk, range: rangeOf(walk), turnover: walk.bars.stats().turnover }))
      .filter(({ range, turnover }) => turnover >= RANKED.leastTurnoverUsdt && range >= RANKED.leastRange)
      .sort((a, b) => b.range - a.range);
    return ranked.slice(0, ELIGIBLE_RANK)
      .filter(({ walk, range, turnover }) => turnover >= ELIGIBLE.leastTurnoverUsdt && range >= ELIGIBLE.leastRange && isFine(walk))
      .map(({ walk }) => walk);
  }
}

const isFine = ({ spec, midLog }: SymbolWalk): boolean => stepOf(spec.priceGrid) / Math.exp(midLog) <= ELIGIBLE.coarsestTickFraction;

const DEFAULTS: Omit<MarketOptions, 'seed' | 'startTimeMs'> = { symbolCount: 320, plants: true, bookDensity: 1, tickerEverySeconds: 1 };

/** A market from a seed; everything but the seed and the start has a default. */
export const makeMarket = (options: Partial<MarketOptions> & Pick<MarketOptions, 'seed' | 'startTimeMs'>): SimulatedMarket =>
  new SimulatedMarket({ ...DEFAULTS, ...options });
