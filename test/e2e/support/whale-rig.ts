import { scaledClock } from '../../../adapters/clock';
import { type DepthFeed, makeBinanceFeed } from '../../../adapters/exchanges/binance/feed';
import { DEFAULT_BINANCE_LIMITS, type BinanceLimits } from '../../../adapters/exchanges/binance/limits';
import type { FeedNote } from '../../../adapters/exchanges/venue-feed';
import { atSpeed } from '../../../containers/whales/config';
import { makeWhales, type Whales } from '../../../containers/whales/whales';
import type { WhaleChange } from '../../../core/contracts/whale-feed';
import type { DepthInput } from '../../../core/market/depth-events';
import { DepthFrame } from '../../../core/market/depth-frame';
import type { GapEvent } from '../../../core/market/events';
import { LocalBook } from '../../../core/market/local-book';
import { SymbolTable } from '../../../core/market/symbol-table';
import type { PoolFinding } from '../../../core/whales/findings';
import { DEFAULT_WHALES, type WhaleSettings } from '../../../core/whales/settings';
import { type BinanceVenue, type BinanceVenueOptions, startBinanceVenue } from '../../../simulator/venue/binance/binance-venue';
import type { BinanceMarket } from '../../../simulator/venue/binance/dialect';
import { until } from '../../support/until';
import { startTicks } from './ticks';

/** Books come every 400 ms of market time, of the four seconds in which a trade explains a change. */
const SPEED = 4;
const TICK_MS = 50;

/** A market minute sees dozens. Each lives, and its symbol rests, for longer than a wall may take to move: no other one is taken for where it went. */
const BUSY_WALLS = { firstWallAfterMs: 3_000, perHour: 3_600, restMs: 10_000, lifetimeMs: { from: 10_000, to: 120_000 }, labels: ['filled', 'pulled', 'pulled_far', 'moved', 'bleed', 'resurrected'] } as const;

/** Symbols whose levels outlive a test, so that none of them is let go while a fault is looked for. */
export const LASTING = { symbolCount: 6, walls: { ...BUSY_WALLS, lifetimeMs: { from: 3_600_000, to: 3_600_000 } } } as const satisfies BinanceVenueOptions;

/** Hot after two seconds, so that all of a level's way is gone within a test. What takes real time is waited for as the product does at a speed. */
const IMPATIENT: WhaleSettings = { ...atSpeed(DEFAULT_WHALES, SPEED), hotPoolLifetimeSeconds: 2 };

/** Market time that a tick may be ahead of the venue: half of what a change is kept open for its trade. */
const MAX_BEHIND_MS = IMPATIENT.reconcileMs / 2;

const QUICK: Partial<BinanceLimits> = { universeMs: 1_000, sweepConnections: 1, socket: { ...DEFAULT_BINANCE_LIMITS.socket, backoff: { baseMs: 50, capMs: 500 } } };

const closers: (() => Promise<unknown>)[] = [];

/** To be called after each test: ends every socket, server and timer of the rigs it made. */
export const closeWhaleRigs = async (): Promise<void> => {
  for (const close of closers.splice(0).reverse()) await close();
};

/** The simulated Binance on loopback, the real feed against it, the whale scanner's whole logic on top, a clock tick, and books kept beside it. */
export class WhaleRig {
  readonly pool: PoolFinding[] = [];
  readonly changes: WhaleChange[] = [];
  readonly gaps: GapEvent[] = [];
  readonly notes: FeedNote[] = [];
  /** Every symbol whose diffs have been followed, kept as the scanner keeps it. */
  readonly books = new Map<string, LocalBook>();
  readonly resyncs: string[] = [];
  /** Symbols whose book has taken a diff since its snapshot: before, it may be ahead of the diffs, and a loss in what it knows is none. */
  private readonly chained = new Set<string>();
  private readonly probes = new Map<string, LocalBook>();
  private readonly symbols = new SymbolTable();

  private constructor(readonly venue: BinanceVenue, readonly market: BinanceMarket) {}

  whales: () => Whales = () => { throw new Error('the rig has not started'); };

  static async start(options: BinanceVenueOptions = {}): Promise<WhaleRig> {
    const anchorMs = Date.now();
    const venue = await startBinanceVenue({ seed: 5, speed: SPEED, anchorMs, symbolCount: 28, walls: BUSY_WALLS, ...options });
    closers.push(() => venue.close());
    const rig = new WhaleRig(venue, options.market ?? 'spot');
    await rig.scan(anchorMs);
    return rig;
  }

  /** Resolves when at least `count` whole books are live and hang on the diffs. */
  async follows(count: number): Promise<void> {
    await until(() => this.chained.size >= count && this.whales().status().pools.booksLive >= count, `${count} live books`, () => ({ status: this.whales().status(), notes: this.notes.slice(-6) }));
  }

  /** A symbol whose book is live and hangs on the diffs. */
  followed(): string {
    const [found] = this.chained;
    if (found === undefined) throw new Error('no book is live');
    return found;
  }

  /** Resolves when the kept book of a symbol has the same levels as one that begins with a snapshot fetched now. */
  async agrees(symbol: string): Promise<void> {
    const [kept, fresh] = [this.books.get(symbol), this.probe(symbol)];
    if (!kept) throw new Error(`${symbol} is not followed`);
    await until(() => fresh.isLive && kept.isLive && fresh.lastUpdateId === kept.lastUpdateId, `a fresh book of ${symbol}`, () => ({ kept: kept.isLive, fresh: fresh.isLive }));
    expect(levelsOf(kept, fresh)).toEqual(levelsOf(fresh, fresh));
    this.probes.delete(symbol);
  }

  private probe(symbol: string): LocalBook {
    const fresh = new LocalBook(this.market);
    this.probes.set(symbol, fresh);
    const prefix = this.market === 'spot' ? '/api/v3' : '/fapi/v1';
    const fetchOnce = async (): Promise<void> => {
      const snapshot = await (await fetch(`${this.venue.restUrl}${prefix}/depth?symbol=${symbol}&limit=1000`)).json() as { lastUpdateId: number; bids: [string, string][]; asks: [string, string][] };
      const numbers = (levels: [string, string][]): [number, number][] => levels.map(([price, quantity]) => [Number(price), Number(quantity)]);
      fresh.acceptSnapshot({ kind: 'book-snapshot', symbol, lastUpdateId: snapshot.lastUpdateId, bids: numbers(snapshot.bids), asks: numbers(snapshot.asks), exchangeTimeMs: 0, receivedTimeMs: 0 });
    };
    void until(() => fresh.wantsSnapshot, `a diff of ${symbol}`).then(fetchOnce);
    return fresh;
  }

  private async scan(anchorMs: number): Promise<void> {
    const clock = scaledClock(anchorMs, SPEED);
    const feed: DepthFeed = makeBinanceFeed({
      market: this.market, wsUrl: this.venue.wsUrl, restUrl: this.venue.restUrl, clock, symbols: this.symbols, limits: QUICK,
      onEvent: (input) => { this.shadow(input); whales.accept(input); },
      observer: { note: (note) => { this.notes.push(note); } },
    });
    closers.push(() => feed.stop());
    const whales = makeWhales(IMPATIENT, { venue: this.market === 'spot' ? 'binance' : 'binance-usdm', market: 'simulated' }, this.symbols, { primaryScanOnly: false }, {
      emitOpportunity: () => undefined, emitAftermath: () => undefined,
      publish: (change) => { this.changes.push(change); },
      subscribe: (wanted) => { feed.subscribe(wanted); },
      fetchSnapshot: (symbol) => { feed.fetchSnapshot(symbol); },
      onPool: (finding) => { this.pool.push(finding); },
      nowMs: () => clock.nowMs(),
    });
    this.whales = () => whales;
    const stopTicks = startTicks(clock, this.venue, { tickMs: TICK_MS, maxBehindMs: MAX_BEHIND_MS }, whales.accept);
    closers.push(async () => { stopTicks(); });
    await feed.start();
  }

  /** Keeps the books that the scanner keeps, from the same events. */
  private shadow(input: DepthInput): void {
    if (input instanceof DepthFrame) {
      if (input.kind === 'diff') this.applyDiff(this.symbols.nameOf(input.symbolId), input);
    } else if (!('kind' in input)) return;
    else if (input.kind === 'book-snapshot') this.books.get(input.symbol)?.acceptSnapshot(input);
    else if (input.kind === 'gap') {
      this.gaps.push(input);
      if (input.streams.includes('diff')) for (const symbol of input.symbols) this.reset(symbol);
    }
  }

  private applyDiff(symbol: string, frame: DepthFrame): void {
    const book = this.books.get(symbol) ?? new LocalBook(this.market);
    this.books.set(symbol, book);
    const answer = book.acceptDiff(frame);
    if (answer === 'gap') this.resyncs.push(symbol);
    if (answer === 'applied') this.chained.add(symbol);
    else if (!book.isLive) this.chained.delete(symbol);
    this.probes.get(symbol)?.acceptDiff(frame);
  }

  private reset(symbol: string): void {
    this.books.get(symbol)?.reset();
    this.chained.delete(symbol);
  }
}

/** The levels of a book within the range that the other one knows whole. */
const levelsOf = (book: LocalBook, known: LocalBook): { bids: [number, number][]; asks: [number, number][] } => {
  const [bids, asks]: [number, number][][] = [[], []];
  book.book.bids.forEachLevel((price, quantity) => { if (known.covers(price)) bids!.push([price, quantity]); });
  book.book.asks.forEachLevel((price, quantity) => { if (known.covers(price)) asks!.push([price, quantity]); });
  return { bids: bids!, asks: asks! };
};
