import { FINDER_BARS } from '../core/contracts/opportunity';
import { type Bar, MINUTE_MS } from '../core/market/bar';
import type { MarketEvent } from '../core/market/events';
import { onGrid } from './market/grid';
import type { SimulatedMarket } from './market/market';

const REPAIR_BARS = 5;
const REPAIR_AFTER_MS = 1_000;

/** One-minute bars of the last `count` closed minutes, as a venue's history would give them. */
const closedBars = (market: SimulatedMarket, symbol: string, count: number): readonly Bar[] => {
  const spec = market.spec(symbol);
  if (!spec) return [];
  const last = market.lastMinute() - 1;
  return market.minuteBars(symbol, last - count + 1, last).map(({ minute, bar }) => ({
    startTimeMs: minute * MINUTE_MS,
    open: onGrid(spec.priceGrid, bar.open), high: onGrid(spec.priceGrid, bar.high),
    low: onGrid(spec.priceGrid, bar.low), close: onGrid(spec.priceGrid, bar.close),
    volume: onGrid(spec.quantityGrid, bar.volume), tradeCount: bar.volume > 0 ? 1 : 0,
  }));
};

/**
 * A simulated market as a stream of events without sockets: list of instruments, a snapshot of every ticker, then trades, books and
 * tickers with a clock tick every `tickMs`. Delivery takes no time, so receive time is the venue's time.
 */
export class InProcessFeed {
  private watched: ReadonlySet<string> = new Set();
  /** When the minute in which a symbol joined is closed and can be had whole. */
  private readonly repairs = new Map<string, number>();

  constructor(private readonly market: SimulatedMarket, private readonly onEvent: (event: MarketEvent) => void, private readonly tickMs = 250) {}

  start(nowMs: number): void {
    const instruments = this.market.instruments();
    this.onEvent({ kind: 'universe', instruments, exchangeTimeMs: nowMs, receivedTimeMs: nowMs });
    for (const { symbol } of instruments) {
      const ticker = this.market.ticker(symbol);
      if (ticker) this.onEvent({ ...ticker, exchangeTimeMs: nowMs, receivedTimeMs: nowMs });
    }
  }

  /** Replaces the watched set; new symbols get their history, those given up a gap that says so. */
  watch(symbols: readonly string[], nowMs: number): void {
    const times = { exchangeTimeMs: nowMs, receivedTimeMs: nowMs };
    const wanted = new Set(symbols);
    const given = [...this.watched].filter((symbol) => !wanted.has(symbol));
    if (given.length > 0) this.onEvent({ kind: 'gap', symbols: given, streams: ['book-top', 'trade'], cause: 'unsubscribed', lastDataTimeMs: nowMs, ...times });
    const entered = symbols.filter((symbol) => !this.watched.has(symbol));
    this.watched = wanted;
    this.market.setActive(symbols);
    if (entered.length > 0) this.onEvent({ kind: 'resumed', symbols: entered, streams: ['book-top', 'trade'], ...times });
    for (const symbol of entered) {
      this.repairs.set(symbol, Math.floor(nowMs / MINUTE_MS + 1) * MINUTE_MS + REPAIR_AFTER_MS);
      this.backfill(symbol, FINDER_BARS, nowMs);
    }
  }

  /** Runs the market from `fromMs` to `toMs`. */
  run(fromMs: number, toMs: number): void {
    for (let nowMs = fromMs + this.tickMs; nowMs <= toMs; nowMs += this.tickMs) {
      this.market.run(nowMs, this.onEvent);
      this.repairJoined(nowMs);
      this.onEvent({ kind: 'clock', exchangeTimeMs: nowMs, receivedTimeMs: nowMs });
    }
  }

  private repairJoined(nowMs: number): void {
    for (const [symbol, dueMs] of this.repairs) {
      if (nowMs < dueMs) continue;
      this.repairs.delete(symbol);
      this.backfill(symbol, REPAIR_BARS, nowMs);
    }
  }

  private backfill(symbol: string, count: number, nowMs: number): void {
    this.onEvent({ kind: 'backfill', symbol, bars: closedBars(this.market, symbol, count), exchangeTimeMs: nowMs, receivedTimeMs: nowMs });
  }
}
