import type { DepthInput } from '../../../core/market/depth-events';
import type { Instrument } from '../../../core/market/instrument';
import { perTurn } from '../../clock';
import { assertUrl } from '../assert-url';
import { BarBackfill } from '../bar-backfill';
import { ConnectionBudget } from '../connection-budget';
import { loadFirst } from '../first-load';
import { TimerSet } from '../timer-set';
import { NO_TAP, type FeedOptions } from '../venue-feed';
import { BinanceDecoder } from './decode';
import { DEFAULT_BINANCE_LIMITS, type BinanceLimits } from './limits';
import { BinanceRest, type InstrumentList } from './rest';
import { REST_CALLS } from './rest-calls';
import { SnapshotQueue } from './snapshot-queue';
import { StreamGroup, type DepthSink, type GroupSettings } from './stream-group';
import { urlOf, type BinanceMarket, type Channel } from './streams';

/** S2.26: the activity of the market's hours is that of its largest symbol, over the last 30 days. */
const ACTIVITY_SYMBOL = 'BTCUSDT';
const ACTIVITY_HOURS = 720;

/** Symbols by what is wanted of them: best levels, whole books, trades. */
export interface WantedDepth {
  readonly swept: readonly string[];
  readonly books: readonly string[];
  readonly trades: readonly string[];
}

/** Order books and trades of one venue as events. Reconnects, limits and gaps are its own business; the caller only listens. */
export interface DepthFeed {
  /** Loads the instruments. Resolves when their first list has arrived and been shown. */
  start(): Promise<void>;
  /** Replaces all sets of symbols; symbols that are new in `books` are backfilled. */
  subscribe(wanted: WantedDepth): void;
  /** Asks for a whole book of a symbol in `books`: it comes as an event, later and perhaps after retries. */
  fetchSnapshot(symbol: string): void;
  /** Closes every socket and timer; no event follows. */
  stop(): Promise<void>;
}

/** `wsUrl` without a path, e.g. wss://stream.binance.com:443 or wss://fstream.binance.com; `restUrl` e.g. https://api.binance.com. */
export interface BinanceFeedOptions extends FeedOptions<DepthInput, BinanceLimits> {
  readonly market: BinanceMarket;
}

/** The feed of Binance's spot symbols or perpetuals against USDT. Throws at once when a URL cannot be one. */
export const makeBinanceFeed = (options: BinanceFeedOptions): DepthFeed => new BinanceFeed(options);

/** Best levels, changes and trades live on separate connections: a stall of one leaves the others alone, and futures demand it. */
class BinanceFeed implements DepthFeed {
  private readonly limits: BinanceLimits;
  private readonly random: () => number;
  private readonly rest: BinanceRest;
  private readonly timers = new TimerSet();
  private readonly backfill: BarBackfill;
  private readonly snapshots: SnapshotQueue;
  private readonly groups: Readonly<Record<Channel, StreamGroup>>;
  private instruments: ReadonlyMap<string, Instrument> = new Map();
  private requested: WantedDepth = { swept: [], books: [], trades: [] };
  private books: ReadonlySet<string> = new Set();
  private linkCount = 0;
  private hasSeenData = false;
  private isStopped = false;

  constructor(private readonly options: BinanceFeedOptions) {
    assertUrl('WebSocket URL', options.wsUrl, ['wss:', 'ws:']);
    this.limits = { ...DEFAULT_BINANCE_LIMITS, ...options.limits };
    this.random = options.random ?? Math.random;
    this.rest = new BinanceRest(options);
    this.backfill = this.makeBackfill();
    this.snapshots = this.makeSnapshots();
    const base = this.groupBase();
    const group = (channel: Channel, connections: number, onResumed: GroupSettings['onResumed']): StreamGroup =>
      new StreamGroup({ ...base, ...this.channelSettings(channel), channel, connections, onResumed });
    const nothing = (): void => { /* what follows says it all */ };
    this.groups = {
      depth: group('depth', this.limits.sweepConnections, nothing),
      diff: group('diff', 1, nothing),
      trade: group('trade', 1, (symbol, blindSinceMs) => { this.backfill.resumed(symbol, blindSinceMs); }),
    };
  }

  async start(): Promise<void> {
    const mayGoOn = (): boolean => !this.isStopped && !this.rest.isBlocked;
    const list = await loadFirst('Binance', (timeoutMs) => this.rest.fetchInstruments(timeoutMs), mayGoOn);
    if (this.isStopped) return;
    this.accept(list);
    void this.loadActivity();
    this.timers.every('universe', this.limits.universeMs, () => { void this.refresh(); });
  }

  subscribe(wanted: WantedDepth): void {
    if (this.isStopped) return;
    this.requested = wanted;
    this.applyWanted();
  }

  fetchSnapshot(symbol: string): void {
    if (this.books.has(symbol)) this.snapshots.request(symbol);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.timers.clear();
    this.backfill.stop();
    this.snapshots.stop();
    this.rest.stop();
    await Promise.all(Object.values(this.groups).map((group) => group.stop()));
  }

  private async refresh(): Promise<void> {
    try {
      const list = await this.rest.fetchInstruments();
      if (!this.isStopped) this.accept(list);
    } catch (error) {
      this.noteRestFailure('exchangeInfo', error);
    }
  }

  /** The hours only weigh in what is said of a level: without them everything goes on. */
  private async loadActivity(): Promise<void> {
    try {
      this.emit(await this.rest.fetchHourlyVolume(ACTIVITY_SYMBOL, ACTIVITY_HOURS));
    } catch (error) {
      this.noteRestFailure('klines', error);
    }
  }

  /** Shown even where no symbol has changed: the turnovers have. */
  private accept({ instruments, unreadable }: InstrumentList): void {
    if (unreadable[0] !== undefined) this.noteRestFailure('exchangeInfo', new Error(`${unreadable.length} instruments left out: ${unreadable[0]}`));
    this.instruments = new Map(instruments.map((instrument) => [instrument.symbol, instrument]));
    const nowMs = this.options.clock.nowMs();
    this.emit({ kind: 'universe', instruments, exchangeTimeMs: nowMs, receivedTimeMs: nowMs });
    // After the event, on which the listener gives the ids out itself: a replay has nothing but the event.
    for (const { symbol } of instruments) this.options.symbols.idOf(symbol);
    this.applyWanted();
  }

  /** What was asked for and is listed: a delisted symbol drops out, a listed one joins without being asked for again. */
  private applyWanted(): void {
    const listed = (symbols: readonly string[]): string[] => [...new Set(symbols)].filter((symbol) => this.instruments.has(symbol));
    const before = this.books;
    this.books = new Set(listed(this.requested.books));
    for (const symbol of before) if (!this.books.has(symbol)) this.backfill.leave(symbol);
    this.groups.depth.setSymbols(listed(this.requested.swept));
    this.groups.diff.setSymbols([...this.books]);
    this.groups.trade.setSymbols(listed(this.requested.trades));
    for (const symbol of this.books) if (!before.has(symbol)) this.backfill.join(symbol);
  }

  private makeBackfill(): BarBackfill {
    return new BarBackfill({
      clock: this.options.clock,
      fetchBars: (symbol, limit) => this.rest.fetchOneMinuteBars(symbol, limit),
      onBars: (symbol, bars) => {
        const nowMs = this.options.clock.nowMs();
        this.emit({ kind: 'backfill', symbol, bars, exchangeTimeMs: nowMs, receivedTimeMs: nowMs });
      },
      onFailure: (cause) => { this.noteRestFailure('klines', new Error(cause)); },
    });
  }

  private makeSnapshots(): SnapshotQueue {
    return new SnapshotQueue({
      fetch: (symbol) => this.rest.fetchSnapshot(symbol),
      onSnapshot: (snapshot) => { this.emit(snapshot); },
      onFailure: (cause) => { this.noteRestFailure('depth', new Error(cause)); },
      isWanted: (symbol) => this.books.has(symbol),
      random: this.random,
    });
  }

  private groupBase(): Omit<GroupSettings, 'channel' | 'connections' | 'onResumed' | keyof ReturnType<BinanceFeed['channelSettings']>> {
    const { market, clock, symbols, observer, tap = NO_TAP } = this.options;
    const { maxStreams, lifeMs, lifeSpreadMs, overlapMs } = this.limits;
    return {
      market, clock: perTurn(clock), symbols, observer, tap, random: this.random, maxStreams, lifeMs, lifeSpreadMs, overlapMs,
      decoder: new BinanceDecoder(symbols, { venue: market === 'spot' ? 'binance' : 'binance-usdm' }),
      budget: new ConnectionBudget(this.limits.budget),
      nextLink: () => ++this.linkCount,
      onEvent: (event) => { this.emit(event); },
      onFirstData: () => { this.noteFirstData(); },
    };
  }

  private channelSettings(channel: Channel): Pick<GroupSettings, 'url' | 'symbolLimits' | 'idleLimitMs' | 'socketLimits'> {
    const { busyFrom, channels, socket } = this.limits;
    const { busyIdleMs, quietIdleMs, firstDataMs, symbol } = channels[channel];
    return {
      url: urlOf(this.options.wsUrl, this.options.market, channel), symbolLimits: symbol, socketLimits: { firstDataMs, ...socket },
      idleLimitMs: (symbolCount) => (symbolCount >= busyFrom ? busyIdleMs : quietIdleMs),
    };
  }

  private noteFirstData(): void {
    if (this.hasSeenData) return;
    this.hasSeenData = true;
    this.options.observer.note({ event: 'first-data' });
  }

  private noteRestFailure(call: keyof typeof REST_CALLS.spot, error: unknown): void {
    if (this.isStopped) return;
    this.options.observer.note({ event: 'rest-failed', path: REST_CALLS[this.options.market][call].path, cause: error instanceof Error ? error.message : String(error) });
  }

  private readonly emit: DepthSink = (event) => {
    if (!this.isStopped) this.options.onEvent(event);
  };
}
