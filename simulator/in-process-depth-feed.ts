import { FINDER_BARS } from '../core/contracts/opportunity';
import { MINUTE_MS } from '../core/market/bar';
import type { DepthInput, PriceLevel } from '../core/market/depth-events';
import { DepthFrame, type DepthSide } from '../core/market/depth-frame';
import type { Side, Stream } from '../core/market/events';
import { MarketFrame } from '../core/market/market-frame';
import type { SymbolTable } from '../core/market/symbol-table';
import type { DepthMarket } from './market/depth/depth-market';
import type { DepthSymbol } from './market/depth/depth-symbol';
import { DiffWindow } from './market/depth/diff-window';
import { longBar } from './market/depth/long-bars';
import { UpdateIds } from './market/depth/update-ids';
import { onGrid, stepOf } from './market/grid';

const SHOWN_LEVELS = 20;
const HOUR_MINUTES = 60;
/** A snapshot takes this long, as a request does. */
const SNAPSHOT_MS = 300;
const REFERENCE_SYMBOL = 'BTCUSDT';
const REFERENCE_HOURS = 30 * 24;

/** What is to be delivered, by symbol. */
export interface DepthSubscriptions {
  readonly swept: readonly string[];
  readonly books: readonly string[];
  readonly trades: readonly string[];
}

interface Followed {
  readonly ids: UpdateIds;
  readonly window: DiffWindow;
  readonly symbolId: number;
}

/**
 * A simulated market of whole books as the whale session is fed, without sockets, in the spot dialect: best levels of what is swept, diffs and
 * trades of what is followed, snapshots on demand, a clock tick with every update of 100 ms. Delivery takes no time.
 */
export class InProcessDepthFeed {
  private readonly followed = new Map<DepthSymbol, Followed>();
  private readonly depth = new DepthFrame();
  private readonly diff = new DepthFrame();
  private readonly trades = new MarketFrame();
  private readonly snapshots: { readonly symbol: string; readonly dueMs: number }[] = [];
  private swept: ReadonlySet<string> = new Set();
  private books: ReadonlySet<string> = new Set();
  private traded: ReadonlySet<string> = new Set();
  private nowMs: number;

  constructor(private readonly market: DepthMarket, symbols: SymbolTable, private readonly onInput: (input: DepthInput) => void, seed: number, startMs: number) {
    this.nowMs = startMs;
    this.diff.kind = 'diff';
    for (const symbol of market.symbols) {
      this.followed.set(symbol, { ids: new UpdateIds('contiguous', seed, symbol.spec.index), window: new DiffWindow(symbol.book), symbolId: symbols.idOf(symbol.spec.symbol) });
    }
  }

  /** The list of instruments with their day's turnover, and the reference symbol's hours. */
  start(): void {
    const instruments = this.market.symbols.map(({ spec, bars }) => ({
      symbol: spec.symbol, baseCoin: spec.baseCoin, quoteCoin: 'USDT', tickSize: stepOf(spec.priceGrid), turnover24h: bars.series.stats().turnover,
    }));
    this.onInput({ kind: 'universe', instruments, ...this.times() });
    this.sayHours();
  }

  /** Replaces what is delivered; what is given up becomes a gap, what is new is said to have resumed. */
  subscribe({ swept, books, trades }: DepthSubscriptions): void {
    const before = { books: this.books, trades: this.traded };
    [this.swept, this.books, this.traded] = [new Set(swept), new Set(books), new Set(trades)];
    this.change('diff', before.books, this.books);
    this.change('trade', before.trades, this.traded);
  }

  fetchSnapshot(symbol: string): void {
    this.snapshots.push({ symbol, dueMs: this.nowMs + SNAPSHOT_MS });
  }

  run(toMs: number): void {
    this.market.run(toMs, (symbol, timeMs) => {
      this.nowMs = timeMs;
      this.deliver(symbol);
    }, () => { this.tick(); });
  }

  private times(): { exchangeTimeMs: number; receivedTimeMs: number } {
    return { exchangeTimeMs: this.nowMs, receivedTimeMs: this.nowMs };
  }

  private change(stream: Stream, before: ReadonlySet<string>, after: ReadonlySet<string>): void {
    const [gone, fresh] = [[...before].filter((symbol) => !after.has(symbol)), [...after].filter((symbol) => !before.has(symbol))];
    if (gone.length > 0) this.onInput({ kind: 'gap', symbols: gone, streams: [stream], cause: 'unsubscribed', lastDataTimeMs: this.nowMs, ...this.times() });
    if (fresh.length > 0) this.onInput({ kind: 'resumed', symbols: fresh, streams: [stream], ...this.times() });
    for (const name of fresh) {
      const symbol = this.market.find(name);
      if (symbol && stream === 'diff') this.followed.get(symbol)?.window.clear();
      if (symbol && stream === 'trade') this.backfill(symbol);
    }
  }

  private deliver(symbol: DepthSymbol): void {
    const followed = this.followed.get(symbol);
    if (!followed) return;
    const { symbol: name } = symbol.spec;
    const hasChanged = symbol.book.changed.length > 0;
    if (hasChanged) followed.ids.next(symbol.book.changed.length);
    if (symbol.trades.length > 0 && this.traded.has(name)) this.sendTrades(symbol, followed);
    if (hasChanged && this.books.has(name)) this.sendDiff(symbol, followed);
    if (hasChanged && this.swept.has(name)) this.sendDepth(symbol, followed);
  }

  private sendTrades({ spec, trades }: DepthSymbol, { symbolId }: Followed): void {
    const frame = this.trades;
    frame.symbolId = symbolId;
    frame.tradeCount = 0;
    frame.receivedTimeMs = this.nowMs;
    for (const { tradeId, side, ticks, steps, timeMs } of trades) {
      frame.addTrade({
        kind: 'trade', symbol: spec.symbol, price: onGrid(spec.priceGrid, ticks), quantity: onGrid(spec.quantityGrid, steps), side,
        tradeId: String(tradeId), exchangeTimeMs: timeMs, receivedTimeMs: this.nowMs,
      });
    }
    this.onInput(frame);
  }

  private sendDiff(symbol: DepthSymbol, { ids, window, symbolId }: Followed): void {
    window.add(ids);
    const frame = this.diff;
    this.stamp(frame, symbolId, window.firstId, window.lastId, true);
    for (const side of ['buy', 'sell'] as const) {
      const columns = side === 'buy' ? frame.bids : frame.asks;
      columns.count = 0;
      for (const place of window.placesOf(side)) columns.add(symbol.lattice.priceOf(place), onGrid(symbol.spec.quantityGrid, window.quantityOf(side, place)));
    }
    window.clear();
    this.onInput(frame);
  }

  private sendDepth(symbol: DepthSymbol, { ids, symbolId }: Followed): void {
    const frame = this.depth;
    this.stamp(frame, symbolId, NaN, ids.last, false);
    this.show(symbol, 'buy', frame.bids);
    this.show(symbol, 'sell', frame.asks);
    this.onInput(frame);
  }

  /** As on spot, best levels carry no time of the venue. */
  private stamp(frame: DepthFrame, symbolId: number, firstId: number, lastId: number, hasExchangeTime: boolean): void {
    frame.symbolId = symbolId;
    frame.hasExchangeTime = hasExchangeTime;
    frame.exchangeTimeMs = frame.receivedTimeMs = this.nowMs;
    frame.firstUpdateId = firstId;
    frame.lastUpdateId = lastId;
    frame.previousUpdateId = NaN;
  }

  private show({ book, lattice, spec }: DepthSymbol, side: Side, columns: DepthSide): void {
    columns.count = 0;
    book.forEachLevel(side, (place, steps) => {
      columns.add(lattice.priceOf(place), onGrid(spec.quantityGrid, steps));
      return columns.count < SHOWN_LEVELS;
    });
  }

  private tick(): void {
    this.onInput({ kind: 'clock', ...this.times() });
    while (this.snapshots[0] !== undefined && this.snapshots[0].dueMs <= this.nowMs) this.sendSnapshot(this.snapshots.shift()?.symbol ?? '');
    if (this.nowMs % (HOUR_MINUTES * MINUTE_MS) === 0) this.sayHours();
  }

  private sendSnapshot(name: string): void {
    const symbol = this.market.find(name);
    const followed = symbol && this.followed.get(symbol);
    if (!followed) return;
    const levels = (side: Side): readonly PriceLevel[] => {
      const found: PriceLevel[] = [];
      symbol.book.forEachLevel(side, (place, steps) => found.push([symbol.lattice.priceOf(place), onGrid(symbol.spec.quantityGrid, steps)]) > 0);
      return found;
    };
    this.onInput({ kind: 'book-snapshot', symbol: name, lastUpdateId: followed.ids.last, bids: levels('buy'), asks: levels('sell'), ...this.times() });
  }

  /** The last closed minutes, as a venue's history would give them. */
  private backfill(symbol: DepthSymbol): void {
    const { spec, bars } = symbol;
    const last = bars.series.lastMinute - 1;
    const closed = Array.from({ length: FINDER_BARS }, (_, index) => last - FINDER_BARS + 1 + index).flatMap((minute) => {
      const bar = bars.series.at(minute);
      const price = (ticks: number): number => onGrid(spec.priceGrid, ticks);
      return bar ? [{
        startTimeMs: minute * MINUTE_MS, open: price(bar.open), high: price(bar.high), low: price(bar.low), close: price(bar.close),
        volume: onGrid(spec.quantityGrid, bar.volume), tradeCount: bar.volume > 0 ? 1 : 0,
      }] : [];
    });
    this.onInput({ kind: 'backfill', symbol: spec.symbol, bars: closed, ...this.times() });
  }

  private sayHours(): void {
    const symbol = this.market.find(REFERENCE_SYMBOL);
    if (!symbol) return;
    const last = Math.floor(symbol.bars.series.lastMinute / HOUR_MINUTES) - 1;
    const hours = Array.from({ length: REFERENCE_HOURS }, (_, index) => last - REFERENCE_HOURS + 1 + index).map((hour) => ({
      startTimeMs: hour * HOUR_MINUTES * MINUTE_MS, quoteVolume: longBar(symbol, hour * HOUR_MINUTES, HOUR_MINUTES).turnover,
    }));
    this.onInput({ kind: 'hourly-volume', symbol: REFERENCE_SYMBOL, hours, ...this.times() });
  }
}
