import type { Instrument } from '../../../core/market/instrument';
import type { MarketInput } from '../../../core/market/market-frame';
import { perTurn } from '../../clock';
import { assertUrl } from '../assert-url';
import { ConnectionBudget, DEFAULT_BUDGET, type BudgetBounds } from '../connection-budget';
import type { SocketLimits } from '../open-socket';
import { TimerSet } from '../timer-set';
import { NO_TAP, type EventSink, type FeedOptions, type VenueFeed } from '../venue-feed';
import { BarBackfill } from '../bar-backfill';
import { BybitDecoder } from './decode';
import { loadFirst } from '../first-load';
import { INSTRUMENTS_PATH, KLINE_PATH } from './messages';
import { BybitRest, type InstrumentList } from './rest';
import { SubscriptionGroup, type GroupSettings } from './subscription-group';

export interface BybitLimits {
  /** How often listings and delistings are looked for: a new one is picked up within a minute. */
  readonly instrumentsRefreshMs: number;
  readonly budget: BudgetBounds;
  /** Silence of a connection with many symbols (`busyFrom` or more) and with few. Level 1 is repeated every 3 s per symbol. */
  readonly busyIdleMs: number;
  readonly quietIdleMs: number;
  readonly busyFrom: number;
  /** Silence of one watched symbol's level 1, its first-data deadline, and the least time between two resubscriptions of it. */
  readonly symbolIdleMs: number;
  readonly symbolFirstDataMs: number;
  readonly symbolRetryMs: number;
  readonly maxCharsPerConnection: number;
  readonly socket: Partial<SocketLimits>;
}

export const DEFAULT_BYBIT_LIMITS: BybitLimits = {
  instrumentsRefreshMs: 50_000, budget: DEFAULT_BUDGET, busyIdleMs: 2_500, quietIdleMs: 10_000, busyFrom: 20,
  symbolIdleMs: 10_000, symbolFirstDataMs: 10_000, symbolRetryMs: 30_000, maxCharsPerConnection: 21_000, socket: {},
};

/** `wsUrl` e.g. wss://stream.bybit.com/v5/public/linear, `restUrl` e.g. https://api.bybit.com. */
export type BybitFeedOptions = FeedOptions<MarketInput, BybitLimits>;

/** The feed of Bybit's USDT perpetuals. Throws at once when a URL cannot be one. */
export const makeBybitFeed = (options: BybitFeedOptions): VenueFeed => new BybitFeed(options);

/** Tickers of the whole market and the watched symbols live on separate connections: a stall of one leaves the other alone. */
class BybitFeed implements VenueFeed {
  private readonly limits: BybitLimits;
  private readonly rest: BybitRest;
  private readonly timers = new TimerSet();
  private readonly backfill: BarBackfill;
  private readonly tickers: SubscriptionGroup;
  private readonly watched: SubscriptionGroup;
  private instruments: ReadonlyMap<string, Instrument> = new Map();
  private requested: readonly string[] = [];
  private watching: ReadonlySet<string> = new Set();
  private connectionCount = 0;
  private hasSeenData = false;
  private isStopped = false;

  constructor(private readonly options: BybitFeedOptions) {
    assertUrl('WebSocket URL', options.wsUrl, ['wss:', 'ws:']);
    this.limits = { ...DEFAULT_BYBIT_LIMITS, ...options.limits };
    this.rest = new BybitRest(options.restUrl);
    this.backfill = this.makeBackfill();
    const base = this.groupBase();
    const { symbolFirstDataMs: firstDataMs, symbolRetryMs: retryMs, symbolIdleMs: idleMs } = this.limits;
    this.tickers = new SubscriptionGroup({
      ...base, channels: ['tickers'], symbolLimits: { idleMs: undefined, firstDataMs, retryMs }, onResumed: () => { /* a snapshot follows */ },
    });
    this.watched = new SubscriptionGroup({
      ...base, channels: ['bookticker', 'candle.3'], symbolLimits: { idleMs, firstDataMs, retryMs },
      onResumed: (symbol, streams, blindSinceMs) => { if (streams.includes('trade')) this.backfill.resumed(symbol, blindSinceMs); },
    });
  }

  async start(): Promise<void> {
    const mayGoOn = (): boolean => !this.isStopped && !this.rest.isBlocked;
    const list = await loadFirst('Bybit', (timeoutMs) => this.rest.fetchInstruments(timeoutMs), mayGoOn);
    if (this.isStopped) return;
    this.accept(list);
    this.timers.every('instruments', this.limits.instrumentsRefreshMs, () => { void this.refresh(); });
  }

  watch(symbols: readonly string[]): void {
    if (this.isStopped) return;
    this.requested = [...new Set(symbols)];
    this.applyWatch();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.timers.clear();
    this.backfill.stop();
    this.rest.stop();
    await Promise.all([this.tickers.stop(), this.watched.stop()]);
  }

  private async refresh(): Promise<void> {
    try {
      const list = await this.rest.fetchInstruments();
      if (!this.isStopped) this.accept(list);
    } catch (error) {
      this.noteRestFailure(INSTRUMENTS_PATH, error instanceof Error ? error.message : String(error));
    }
  }

  private accept({ instruments, unreadable }: InstrumentList): void {
    if (unreadable[0] !== undefined) this.noteRestFailure(INSTRUMENTS_PATH, `${unreadable.length} instruments left out: ${unreadable[0]}`);
    const next = new Map(instruments.map((instrument) => [instrument.symbol, instrument]));
    if (isSameUniverse(this.instruments, next)) return;
    this.instruments = next;
    const nowMs = this.options.clock.nowMs();
    this.emit({ kind: 'universe', instruments: [...next.values()], exchangeTimeMs: nowMs, receivedTimeMs: nowMs });
    // After the event, on which the listener gives the ids out itself: a replay has nothing but the event.
    for (const symbol of next.keys()) this.options.symbols.idOf(symbol);
    this.tickers.setSymbols([...next.keys()]);
    this.applyWatch();
  }

  /** What was asked for and is listed: a delisted symbol drops out, a listed one joins without being asked for again. */
  private applyWatch(): void {
    const before = this.watching;
    const symbols = this.requested.filter((symbol) => this.instruments.has(symbol));
    this.watching = new Set(symbols);
    for (const symbol of before) if (!this.watching.has(symbol)) this.backfill.leave(symbol);
    this.watched.setSymbols(symbols);
    for (const symbol of symbols) if (!before.has(symbol)) this.backfill.join(symbol);
  }

  private makeBackfill(): BarBackfill {
    return new BarBackfill({
      clock: this.options.clock,
      fetchBars: (symbol, limit) => this.rest.fetchOneMinuteBars(symbol, limit),
      onBars: (symbol, bars) => {
        const nowMs = this.options.clock.nowMs();
        this.emit({ kind: 'backfill', symbol, bars, exchangeTimeMs: nowMs, receivedTimeMs: nowMs });
      },
      onFailure: (cause) => { this.noteRestFailure(KLINE_PATH, cause); },
    });
  }

  private groupBase(): Omit<GroupSettings, 'channels' | 'symbolLimits' | 'onResumed'> {
    const { wsUrl, clock, symbols, observer, tap = NO_TAP, random = Math.random } = this.options;
    const { busyFrom, busyIdleMs, quietIdleMs, maxCharsPerConnection } = this.limits;
    return {
      wsUrl, clock: perTurn(clock), symbols, decoder: new BybitDecoder(symbols), tap, observer, random, maxCharsPerConnection,
      nextConnection: () => ++this.connectionCount, socketLimits: this.limits.socket,
      budget: new ConnectionBudget(this.limits.budget),
      idleLimitMs: (symbolCount) => (symbolCount >= busyFrom ? busyIdleMs : quietIdleMs),
      onEvent: (event) => { this.emit(event); },
      onFirstData: () => { this.noteFirstData(); },
    };
  }

  private noteFirstData(): void {
    if (this.hasSeenData) return;
    this.hasSeenData = true;
    this.options.observer.note({ event: 'first-data' });
  }

  private noteRestFailure(path: string, cause: string): void {
    if (!this.isStopped) this.options.observer.note({ event: 'rest-failed', path, cause });
  }

  private readonly emit: EventSink = (event) => {
    if (!this.isStopped) this.options.onEvent(event);
  };
}

const isSameUniverse = (before: ReadonlyMap<string, Instrument>, next: ReadonlyMap<string, Instrument>): boolean =>
  before.size === next.size && [...next.values()].every(({ symbol, tickSize }) => before.get(symbol)?.tickSize === tickSize);
