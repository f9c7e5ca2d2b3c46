import type { BookSnapshotEvent, PriceLevel } from '../../core/market/depth-events';
import { DepthFrame } from '../../core/market/depth-frame';
import type { Side } from '../../core/market/events';
import { MarketFrame } from '../../core/market/market-frame';
import { SymbolTable } from '../../core/market/symbol-table';
import type { WhaleFinding } from '../../core/whales/findings';
import type { WhaleSession } from '../../core/whales/whale-session';
import { onGrid } from '../../simulator/market/grid';
import type { DepthMarket } from '../../simulator/market/depth/depth-market';
import { type DepthSymbol, UPDATE_MS } from '../../simulator/market/depth/depth-symbol';
import { DiffWindow } from '../../simulator/market/depth/diff-window';
import { UpdateIds } from '../../simulator/market/depth/update-ids';
import { clock } from './market-events';
import { instrument, universe } from './whale-bench';

const SHOWN = 20;
const ALL = 1_000;

/** One symbol's wire: what the venue would send of it. */
class Wire {
  readonly ids: UpdateIds;
  readonly window: DiffWindow;
  private readonly frame = new DepthFrame();

  constructor(readonly symbol: DepthSymbol) {
    this.ids = new UpdateIds('contiguous', 1, symbol.spec.index);
    this.window = new DiffWindow(symbol.book);
  }

  levels(side: Side, count: number): PriceLevel[] {
    const found: PriceLevel[] = [];
    this.symbol.book.forEachLevel(side, (place, steps, rank) => {
      found.push([this.symbol.lattice.priceOf(place), this.quantity(steps)]);
      return rank + 1 < count;
    });
    return found;
  }

  frameOf(kind: DepthFrame['kind'], symbolId: number, timeMs: number, bids: readonly PriceLevel[], asks: readonly PriceLevel[]): DepthFrame {
    const { frame } = this;
    frame.kind = kind;
    frame.symbolId = symbolId;
    frame.exchangeTimeMs = frame.receivedTimeMs = timeMs;
    frame.hasExchangeTime = kind === 'diff';
    frame.firstUpdateId = this.window.firstId;
    frame.lastUpdateId = this.ids.last;
    frame.bids.count = frame.asks.count = 0;
    for (const [price, quantity] of bids) frame.bids.add(price, quantity);
    for (const [price, quantity] of asks) frame.asks.add(price, quantity);
    return frame;
  }

  changes(side: Side): PriceLevel[] {
    return this.window.placesOf(side).map((place) => [this.symbol.lattice.priceOf(place), this.quantity(this.window.quantityOf(side, place))]);
  }

  quantity(steps: number): number {
    return onGrid(this.symbol.spec.quantityGrid, steps);
  }
}

export interface WireFaults {
  /** Diffs that never arrive. */
  readonly losesDiff?: (symbol: string, timeMs: number) => boolean;
  /** By how many updates trades come after the changes that they made. */
  readonly tradesLateBy?: number;
}

/** A simulated market of whole books as a venue would send it to a session: trades first, then diffs, then the best levels, each 100 ms. */
export class WhaleMarket {
  readonly symbols = new SymbolTable();
  readonly findings: WhaleFinding[] = [];
  frames = 0;
  private readonly wires: ReadonlyMap<DepthSymbol, Wire>;
  private readonly late: { readonly sendMs: number; readonly trades: MarketFrame }[] = [];
  private books = new Set<string>();
  private wanted: string[] = [];

  constructor(private readonly market: DepthMarket, private readonly makeSession: (symbols: SymbolTable) => WhaleSession, private readonly faults: WireFaults = {}) {
    this.wires = new Map(market.symbols.map((symbol) => [symbol, new Wire(symbol)]));
  }

  run(fromMs: number, toMs: number): WhaleSession {
    const session = this.makeSession(this.symbols);
    this.take(session.accept(universe(this.market.symbols.map(({ spec }) => instrument(spec.symbol, spec.turnover24hUsdt)), fromMs)));
    this.market.run(toMs, (symbol, timeMs) => { this.update(session, symbol, timeMs); }, (timeMs) => { this.take(session.accept(clock(timeMs))); });
    this.take(session.stop('end'));
    return session;
  }

  private update(session: WhaleSession, symbol: DepthSymbol, timeMs: number): void {
    const wire = this.wires.get(symbol)!;
    const id = this.symbols.idOf(symbol.spec.symbol);
    wire.ids.next(Math.max(1, symbol.book.changed.length));
    wire.window.add(wire.ids);
    if (this.books.has(symbol.spec.symbol)) {
      this.queueTrades(symbol, id, timeMs);
      this.sendTrades(session, timeMs);
      const isLost = this.faults.losesDiff?.(symbol.spec.symbol, timeMs) === true;
      if (!isLost) this.send(session, wire.frameOf('diff', id, timeMs, wire.changes('buy'), wire.changes('sell')));
    }
    this.send(session, wire.frameOf('depth', id, timeMs, wire.levels('buy', SHOWN), wire.levels('sell', SHOWN)));
    wire.window.clear();
    if (this.wanted.includes(symbol.spec.symbol)) this.take(session.accept(this.snapshotOf(wire, timeMs)));
  }

  private snapshotOf(wire: Wire, timeMs: number): BookSnapshotEvent {
    const { symbol } = wire.symbol.spec;
    this.wanted = this.wanted.filter((other) => other !== symbol);
    return { kind: 'book-snapshot', symbol, lastUpdateId: wire.ids.last, bids: wire.levels('buy', ALL), asks: wire.levels('sell', ALL), exchangeTimeMs: timeMs, receivedTimeMs: timeMs };
  }

  private queueTrades(symbol: DepthSymbol, symbolId: number, timeMs: number): void {
    if (symbol.trades.length === 0) return;
    const trades = new MarketFrame();
    const sendMs = timeMs + UPDATE_MS * (this.faults.tradesLateBy ?? 0);
    trades.symbolId = symbolId;
    trades.receivedTimeMs = sendMs;
    for (const { side, ticks, steps, timeMs: exchangeTimeMs, tradeId } of symbol.trades) {
      trades.exchangeTimeMs = exchangeTimeMs;
      trades.addTrade({
        kind: 'trade', symbol: symbol.spec.symbol, side, price: onGrid(symbol.spec.priceGrid, ticks), quantity: onGrid(symbol.spec.quantityGrid, steps),
        tradeId: String(tradeId), exchangeTimeMs, receivedTimeMs: sendMs,
      });
    }
    this.late.push({ sendMs, trades });
  }

  private sendTrades(session: WhaleSession, timeMs: number): void {
    while ((this.late[0]?.sendMs ?? Infinity) <= timeMs) this.send(session, this.late.shift()!.trades);
  }

  private send(session: WhaleSession, frame: DepthFrame | MarketFrame): void {
    this.frames += 1;
    this.take(session.accept(frame));
  }

  private take(findings: readonly WhaleFinding[]): void {
    for (const finding of findings) {
      this.findings.push(finding);
      if (finding.kind === 'subscriptions') this.books = new Set(finding.books);
      if (finding.kind === 'snapshot-wanted') this.wanted.push(finding.symbol);
    }
  }
}
