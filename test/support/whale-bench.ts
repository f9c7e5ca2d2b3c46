import type { WhaleOrder } from '../../core/contracts/whale-order';
import type { DepthInput, PriceLevel } from '../../core/market/depth-events';
import type { Stream, UniverseEvent } from '../../core/market/events';
import type { Instrument } from '../../core/market/instrument';
import { SymbolTable } from '../../core/market/symbol-table';
import type { PoolFinding, WhaleFinding } from '../../core/whales/findings';
import type { SavedWhales } from '../../core/whales/saved';
import { DEFAULT_WHALES, type WhaleSettings } from '../../core/whales/settings';
import { WhaleSession } from '../../core/whales/whale-session';
import { bookSnapshot, depthFrame } from './depth-events';
import { clock, gap, resumed, trade } from './market-events';

export const instrument = (symbol: string, turnover24h: number, fields: Partial<Instrument> = {}): Instrument =>
  ({ symbol, baseCoin: symbol.replace(/USDT$/, ''), quoteCoin: 'USDT', tickSize: 0.01, turnover24h, ...fields });

export const universe = (instruments: readonly Instrument[], timeMs: number): UniverseEvent =>
  ({ kind: 'universe', instruments, exchangeTimeMs: timeMs, receivedTimeMs: timeMs });

export const SYMBOL = 'AAAUSDT';
export const START_MS = Date.UTC(2026, 0, 7, 9, 0, 0);
const TICK_MS = 100;
const LEVELS = 20;
/** Every other level of a plain book holds this. */
export const PLAIN = 10;

/** Twenty levels a side, a cent apart from 99.99 and 100.01 on, `PLAIN` each; `walls` by price replace what stands there, 0 removing it. */
export const plainBook = (walls: Readonly<Record<string, number>> = {}, mid = 100): { readonly bids: readonly PriceLevel[]; readonly asks: readonly PriceLevel[] } => {
  const side = (sign: number): PriceLevel[] => Array.from({ length: LEVELS }, (_, index) => {
    const price = Number((mid + sign * 0.01 * (index + 1)).toFixed(2));
    return [price, walls[String(price)] ?? PLAIN] as const;
  }).filter(([, quantity]) => quantity > 0);
  return { bids: side(-1), asks: side(1) };
};

const hasKind = <Kind extends WhaleFinding['kind']>(kind: Kind) => (finding: WhaleFinding): finding is Extract<WhaleFinding, { kind: Kind }> => finding.kind === kind;

/** Feeds a session of one symbol and keeps what came out. Our clock and the venue's are the same. */
export class WhaleBench {
  readonly findings: WhaleFinding[] = [];
  readonly symbols = new SymbolTable();
  readonly session: WhaleSession;
  nowMs = START_MS;
  /** Frames of the best levels and diffs count the same updates. */
  private updateId = 100;
  private lastDiffId = 100;

  constructor(private readonly settings: Partial<WhaleSettings> = {}, symbols: readonly string[] = [SYMBOL]) {
    this.session = new WhaleSession({ ...DEFAULT_WHALES, ...settings }, { venue: 'binance', market: 'simulated' }, this.symbols);
    if (symbols.length > 0) this.accept(universe(symbols.map((symbol, index) => instrument(symbol, 1_000 - index)), this.nowMs));
  }

  accept(...inputs: DepthInput[]): this {
    for (const input of inputs) this.findings.push(...this.session.accept(input));
    return this;
  }

  /** The best levels now; time goes on by 100 ms first. */
  depth(walls: Readonly<Record<string, number>> = {}, mid = 100, symbol = SYMBOL): this {
    this.nowMs += TICK_MS;
    this.updateId += 1;
    return this.accept(depthFrame({ kind: 'depth', symbolId: this.symbols.idOf(symbol), timeMs: this.nowMs, lastUpdateId: this.updateId, ...plainBook(walls, mid) }), clock(this.nowMs));
  }

  /** The same best levels for a time. */
  stand(walls: Readonly<Record<string, number>>, milliseconds: number, mid = 100): this {
    for (const endMs = this.nowMs + milliseconds; this.nowMs < endMs;) this.depth(walls, mid);
    return this;
  }

  /** Clock ticks alone. */
  wait(milliseconds: number): this {
    for (const endMs = this.nowMs + milliseconds; this.nowMs < endMs;) {
      this.nowMs += TICK_MS;
      this.accept(clock(this.nowMs));
    }
    return this;
  }

  /** A live book that stands as the best levels do; it must be asked for already. */
  openBook(walls: Readonly<Record<string, number>> = {}): this {
    this.diff({});
    const { bids, asks } = plainBook(walls);
    return this.accept({ ...bookSnapshot(this.updateId, bids, asks), receivedTimeMs: this.nowMs, exchangeTimeMs: this.nowMs });
  }

  /** A diff of the whole book, 100 ms later. */
  diff({ bids = [], asks = [] }: { readonly bids?: readonly PriceLevel[]; readonly asks?: readonly PriceLevel[] }): this {
    this.nowMs += TICK_MS;
    this.updateId += 1;
    const frame = depthFrame({ symbolId: this.symbols.idOf(SYMBOL), timeMs: this.nowMs, firstUpdateId: this.lastDiffId + 1, lastUpdateId: this.updateId, bids, asks });
    this.lastDiffId = this.updateId;
    return this.accept(frame, clock(this.nowMs));
  }

  /** A taker who sells into a bid, or buys from an ask. */
  trade(price: number, quantity: number, side: 'buy' | 'sell', offsetMs = 0): this {
    return this.accept(trade({ symbol: SYMBOL, price, quantity, side, exchangeTimeMs: this.nowMs + offsetMs, receivedTimeMs: this.nowMs }));
  }

  gap(...streams: Stream[]): this {
    return this.accept(gap([SYMBOL], this.nowMs, { streams }));
  }

  resume(...streams: Stream[]): this {
    return this.accept({ ...resumed([SYMBOL], this.nowMs), streams });
  }

  /** A fresh session with what this one has saved, through JSON. */
  restarted(settings = this.settings): WhaleBench {
    const next = new WhaleBench(settings, []);
    next.session.restore(JSON.parse(JSON.stringify(this.session.saved())) as SavedWhales);
    next.nowMs = this.nowMs;
    next.updateId = this.updateId;
    next.lastDiffId = this.lastDiffId;
    return next;
  }

  of<Kind extends WhaleFinding['kind']>(kind: Kind): Extract<WhaleFinding, { kind: Kind }>[] {
    return this.findings.filter(hasKind(kind));
  }

  pool(event: PoolFinding['event']): PoolFinding[] {
    return this.of('pool').filter((finding) => finding.event === event);
  }

  /** Changes of hot levels that ended. */
  removed(): WhaleOrder[] {
    return this.of('whale').filter(({ change }) => change.removed_time_ms !== null).map(({ change }) => change.order);
  }
}
