import type { MarketClock } from '../../adapters/clock';
import type { SimulatedEvent, SimulatedMarket } from '../market/market';
import type { FaultTargets } from './faults';
import { VenueFaults } from './faults';
import { listingOf, type Listing, oddListings } from './listing';
import type { RestView } from './rest';
import type { SessionHost, VenueSession } from './session';
import { SymbolFeed } from './symbol-feed';
import { stillDay } from './ticker-fields';
import { parseTopic } from './topic';

/** Rounds of 10 ms; each symbol's ticker has its turn in every tenth. */
export const ROUND_MS = 10;
const TICKER_ROUNDS = 10;
/** Longest stretch of one round that is spent on catching the market up with the clock. */
const CATCH_UP_MS = 100;
const SLICE_MS = 1_000;
/** Up to this speed every symbol whose ticker is watched moves trade by trade; beyond it only those whose trades or book are. */
const FULL_DETAIL_SPEED = 2;

/** The venue without its sockets: contracts, subscriptions, what is sent when. One round is everything up to now, once. */
export class VenueCore implements SessionHost, FaultTargets, RestView {
  readonly faults = new VenueFaults(this);
  private readonly feeds = new Map<string, SymbolFeed>();
  private readonly byMarketSymbol = new Map<string, SymbolFeed>();
  private readonly listed = new Map<string, Listing>();
  private readonly unlisted: string[];
  private readonly sessions = new Set<VenueSession>();
  private readonly subscribers = new Map<string, Set<VenueSession>>();
  private marketMs: number;
  private rounds = 0;
  private isActiveStale = false;

  constructor(readonly market: SimulatedMarket, private readonly clock: MarketClock, private readonly speed: number, startMs: number, spareCount: number) {
    this.marketMs = startMs;
    const symbols = market.specs.map(({ symbol }) => symbol);
    this.unlisted = symbols.splice(symbols.length - spareCount);
    for (const symbol of symbols) this.addListing(symbol, symbol, startMs - 400 * 86_400_000);
    for (const listing of oddListings(startMs)) this.addOddity(listing);
  }

  /** Of the market, not of the clock: while a market is behind, a minute that has not ended in it must not be told as over. */
  nowMs(): number { return this.marketMs + this.faults.skewMs; }

  skewMs(): number { return this.faults.skewMs; }

  /** How far the market has been run, and sent: behind the clock for as long as it is being caught up. */
  get reachedMs(): number { return this.marketMs; }

  listings(): readonly Listing[] { return [...this.listed.values()]; }

  feed(symbol: string): SymbolFeed | undefined { return this.feeds.get(symbol); }

  serves(topic: string): boolean {
    const parsed = parseTopic(topic);
    return parsed !== undefined && this.feeds.has(parsed.symbol);
  }

  joined(session: VenueSession): void { this.sessions.add(session); }

  subscribed(session: VenueSession, topics: readonly string[]): void {
    this.isActiveStale = true;
    for (const topic of topics) {
      const sessions = this.subscribers.get(topic) ?? new Set();
      this.subscribers.set(topic, sessions.add(session));
      this.sendFirst(session, topic, sessions.size === 1);
    }
  }

  unsubscribed(session: VenueSession, topics: readonly string[]): void {
    this.isActiveStale = true;
    for (const topic of topics) {
      const sessions = this.subscribers.get(topic);
      sessions?.delete(session);
      if (sessions?.size === 0) this.subscribers.delete(topic);
    }
  }

  left(session: VenueSession): void {
    this.sessions.delete(session);
    this.unsubscribed(session, [...session.topics]);
  }

  closeAll(code: number): void { for (const session of this.sessions) session.close(code); }

  terminateAll(): void { for (const session of this.sessions) session.terminate(); }

  sendToAll(frame: string | Buffer): void { for (const session of this.sessions) session.send(frame); }

  delist(symbol: string): void {
    const listing = this.listed.get(symbol);
    if (!listing || !this.feeds.delete(symbol)) throw new RangeError(`delist: field "symbol" is "${symbol}", expected a listed symbol`);
    if (listing.marketSymbol !== undefined) this.byMarketSymbol.delete(listing.marketSymbol);
    this.listed.set(symbol, { ...listing, status: 'Closed', deliveryTimeMs: this.clock.nowMs() });
    this.isActiveStale = true;
  }

  list(symbol?: string): string {
    if (symbol !== undefined && this.listed.has(symbol)) throw new RangeError(`list: field "symbol" is "${symbol}", expected one that was never listed`);
    const marketSymbol = this.unlisted.shift();
    if (marketSymbol === undefined) throw new RangeError('list: every contract of this market is listed already');
    const name = symbol ?? marketSymbol;
    this.addListing(marketSymbol, name, this.clock.nowMs());
    return name;
  }

  /** Brings the market up to the clock and sends what is due. */
  round(): void {
    this.refreshActive();
    this.advance();
    for (const session of this.sessions) session.cork();
    const realMs = Date.now();
    let index = 0;
    for (const feed of this.feeds.values()) {
      this.serve(feed, realMs, index % TICKER_ROUNDS === this.rounds % TICKER_ROUNDS);
      index += 1;
    }
    this.rounds += 1;
    for (const session of this.sessions) session.uncork();
  }

  private addListing(marketSymbol: string, symbol: string, launchTimeMs: number): void {
    const spec = this.market.spec(marketSymbol);
    if (!spec) return;
    const listing = listingOf(spec, launchTimeMs, symbol);
    const feed = new SymbolFeed(listing, spec.index, () => this.market.summary(marketSymbol) ?? stillDay(listing));
    this.listed.set(symbol, listing);
    this.feeds.set(symbol, feed);
    this.byMarketSymbol.set(marketSymbol, feed);
  }

  private addOddity(listing: Listing): void {
    this.listed.set(listing.symbol, listing);
    this.feeds.set(listing.symbol, new SymbolFeed(listing, 1_000 + this.feeds.size, () => stillDay(listing)));
  }

  private refreshActive(): void {
    if (!this.isActiveStale) return;
    this.isActiveStale = false;
    const active = new Set<string>();
    for (const topic of this.subscribers.keys()) {
      const parsed = parseTopic(topic);
      const marketSymbol = parsed && this.feeds.get(parsed.symbol)?.listing.marketSymbol;
      if (marketSymbol !== undefined && (parsed?.family !== 'tickers' || this.speed <= FULL_DETAIL_SPEED)) active.add(marketSymbol);
    }
    this.market.setActive([...active]);
    for (const [marketSymbol, feed] of this.byMarketSymbol) feed.setLive(active.has(marketSymbol));
  }

  /** In slices, so that a market that is behind (a fast clock, a busy machine) still lets the sockets breathe. */
  private advance(): void {
    const targetMs = this.clock.nowMs();
    const deadline = Date.now() + CATCH_UP_MS;
    do {
      this.marketMs = Math.max(this.marketMs, Math.min(targetMs, this.marketMs + SLICE_MS));
      this.market.run(this.marketMs, (event) => { this.take(event); });
    } while (this.marketMs < targetMs && Date.now() < deadline);
  }

  private take(event: SimulatedEvent): void {
    const feed = this.byMarketSymbol.get(event.symbol);
    if (event.kind === 'trade') feed?.addTrade(event);
    else if (event.kind === 'book-top') feed?.setBook(event);
  }

  private serve(feed: SymbolFeed, realMs: number, isTickerTurn: boolean): void {
    const { symbol } = feed.listing;
    const { faults, marketMs } = this;
    const trades = faults.shuffle(feed.listing.marketSymbol ?? symbol, feed.takeTrades(), marketMs);
    if (faults.isStalled(symbol, realMs)) return;
    const tradeSessions = this.subscribers.get(`publicTrade.${symbol}`);
    if (tradeSessions && trades.length > 0) {
      for (const frame of feed.tradeFrames(trades, marketMs, faults.skewMs)) {
        for (let copies = faults.takeCopies(); copies > 0; copies -= 1) this.fanOut(tradeSessions, frame);
      }
    }
    const bookSessions = this.subscribers.get(`orderbook.1.${symbol}`);
    if (bookSessions && feed.listing.marketSymbol !== undefined) this.fanOut(bookSessions, feed.takeBookFrame(realMs, marketMs, faults.skewMs));
    const tickerSessions = isTickerTurn ? this.subscribers.get(`tickers.${symbol}`) : undefined;
    if (tickerSessions) this.fanOut(tickerSessions, feed.takeTickerDelta(marketMs, faults.skewMs));
  }

  private fanOut(sessions: ReadonlySet<VenueSession>, frame: string | undefined): void {
    if (frame !== undefined) for (const session of sessions) session.send(frame);
  }

  private sendFirst(session: VenueSession, topic: string, isFirst: boolean): void {
    const parsed = parseTopic(topic);
    const feed = parsed && this.feeds.get(parsed.symbol);
    if (!parsed || !feed || feed.listing.status === 'PreLaunch' || this.faults.isStalled(parsed.symbol, Date.now())) return;
    if (parsed.family === 'tickers') session.send(feed.tickerSnapshot(this.marketMs, this.faults.skewMs, isFirst));
    if (parsed.family === 'book' && feed.listing.marketSymbol !== undefined) session.send(feed.firstBook(Date.now(), this.marketMs, this.faults.skewMs, isFirst));
  }
}
