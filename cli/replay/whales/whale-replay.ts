import { BinanceDecoder } from '../../../adapters/exchanges/binance/decode';
import { readSnapshot } from '../../../adapters/exchanges/binance/rest';
import { isRecord, type RawRecord } from '../../../adapters/exchanges/numeric-fields';
import { type CaptureLine, sampleOf } from '../../../adapters/recording/capture-line';
import type { DepthInput } from '../../../core/market/depth-events';
import { DepthFrame } from '../../../core/market/depth-frame';
import { SymbolTable } from '../../../core/market/symbol-table';
import type { PoolFinding, WhaleFinding, WhaleStatus } from '../../../core/whales/findings';
import { DEFAULT_WHALES, type WhaleSettings } from '../../../core/whales/settings';
import { WhaleSession } from '../../../core/whales/whale-session';
import { Random } from '../../../simulator/market/random';
import { type Count, Tally } from '../tally';
import { loadBestLevels } from './book-levels';
import { type BookReport, CapturedBook } from './captured-book';

const TICK_MS = 100;
/** Any turnover does: every symbol of a capture is swept. */
const TURNOVER = 1e9;

export interface WhaleReplayOptions {
  readonly venue: 'binance' | 'binance-usdm';
  /** Share of the diffs that are dropped before they reach the session. */
  readonly dropShare: number;
  readonly seed: number;
  readonly settings?: WhaleSettings;
}

/** Everything a replay of captured books found, as `--json` prints it. Times in epoch ms of the venue's clock. */
export interface WhaleReplayReport {
  readonly market: 'replay';
  readonly venue: string;
  readonly frames: number;
  readonly used: readonly Count[];
  readonly unused: readonly Count[];
  readonly refused: readonly Count[];
  readonly unreadableLines: readonly Count[];
  readonly span: { readonly firstMs: number; readonly lastMs: number } | undefined;
  readonly books: readonly BookReport[];
  readonly status: WhaleStatus;
  readonly levels: readonly PoolFinding[];
  readonly elapsedSeconds: number;
}

/** Captured frames of books and trades through the decoder, the books' recipe and the whale session, as live ones go. Deterministic. */
export class WhaleReplay {
  private readonly symbols = new SymbolTable();
  private readonly decoder: BinanceDecoder;
  private readonly session: WhaleSession;
  private readonly random: Random;
  private readonly books = new Map<string, CapturedBook>();
  private readonly best = new DepthFrame();
  private readonly levels: PoolFinding[] = [];
  private readonly used = new Tally();
  private readonly unused = new Tally();
  private readonly refused = new Tally();
  private readonly unreadable = new Tally();
  private frames = 0;
  private firstMs = Infinity;
  private lastMs = -Infinity;
  private nextTickMs = Infinity;
  /** A snapshot that came before the first diff said whose it is. */
  private early: { readonly payload: RawRecord; readonly timeMs: number } | undefined;

  constructor(private readonly options: WhaleReplayOptions) {
    this.decoder = new BinanceDecoder(this.symbols, { venue: options.venue, takesUnlistedSymbols: true });
    this.session = new WhaleSession(options.settings ?? DEFAULT_WHALES, { venue: options.venue, market: 'replay' }, this.symbols);
    this.random = new Random(options.seed, 0, 0);
  }

  get frameCount(): number {
    return this.frames;
  }

  /** Venue time of the last frame. */
  get atMs(): number | undefined {
    return this.lastMs === -Infinity ? undefined : this.lastMs;
  }

  accept(line: CaptureLine): void {
    if (line.kind === 'unreadable') this.unreadable.add(line.cause, line.sample);
    if (line.kind !== 'frame') return;
    this.frames += 1;
    const receivedTimeMs = line.receivedTimeMs ?? 0;
    const decoded = this.decoder.decode(Buffer.from(line.text), receivedTimeMs);
    switch (decoded.kind) {
      case 'depth': return this.depth(this.decoder.depth, line.receivedTimeMs);
      case 'trades': {
        this.used.add('trades');
        const { trades } = this.decoder;
        trades.receivedTimeMs = line.receivedTimeMs ?? trades.exchangeTimeMs;
        return this.pass(trades);
      }
      case 'unused': return this.other(decoded.name, line.text, receivedTimeMs);
      case 'refused': return this.refused.add(decoded.cause, sampleOf(line.text));
      case 'acknowledged':
      case 'rejected':
      case 'shutdown': return this.unused.add(decoded.kind);
    }
  }

  finish(elapsedSeconds: number): WhaleReplayReport {
    this.tell(this.session.stop('recording ended'));
    return {
      market: 'replay', venue: this.options.venue, frames: this.frames, used: this.used.rows(), unused: this.unused.rows(), refused: this.refused.rows(),
      unreadableLines: this.unreadable.rows(), span: this.firstMs > this.lastMs ? undefined : { firstMs: this.firstMs, lastMs: this.lastMs },
      books: [...this.books.values()].map((book) => book.report()), status: this.session.status(), levels: this.levels, elapsedSeconds,
    };
  }

  private depth(frame: DepthFrame, receivedTimeMs: number | undefined): void {
    frame.receivedTimeMs = receivedTimeMs ?? frame.exchangeTimeMs;
    const book = this.bookOf(this.symbols.nameOf(frame.symbolId), frame.receivedTimeMs);
    this.used.add(frame.kind);
    if (frame.kind === 'depth') return this.pass(frame);
    const isDropped = this.options.dropShare > 0 && this.random.chance(this.options.dropShare);
    const isLive = book.diff(frame, isDropped);
    if (!isDropped) this.pass(frame);
    // Captures seldom hold the stream of best levels that the sweep lives on; the book says the same.
    if (isLive) this.pass(loadBestLevels(this.best, book.whole.book, frame, DEFAULT_WHALES.orderbookDepth));
  }

  /** A symbol's first frame lists it. */
  private bookOf(symbol: string, timeMs: number): CapturedBook {
    const known = this.books.get(symbol);
    if (known !== undefined) return known;
    const book = new CapturedBook(symbol, this.options.venue === 'binance' ? 'spot' : 'usdm');
    this.books.set(symbol, book);
    const instruments = [...this.books.keys()].map((name) => ({ symbol: name, baseCoin: name, quoteCoin: 'USDT', tickSize: 0.01, turnover24h: TURNOVER }));
    this.pass({ kind: 'universe', instruments, exchangeTimeMs: timeMs, receivedTimeMs: timeMs });
    if (this.early !== undefined) book.snapshot(readSnapshot(this.early.payload, symbol, this.early.timeMs));
    this.early = undefined;
    return book;
  }

  private other(name: string, text: string, receivedTimeMs: number): void {
    const raw: unknown = name === 'bookTicker' || name === 'depthSnapshot' ? JSON.parse(text) : undefined;
    const payload = isRecord(raw) && isRecord(raw['data']) ? raw['data'] : raw;
    if (name === 'bookTicker' && isRecord(payload)) {
      this.books.get(String(payload['s']))?.ticker(payload);
      return this.used.add('bookTicker (held against the books)');
    }
    if (!isRecord(payload)) return this.unused.add(name);
    try {
      this.snapshot(payload, receivedTimeMs);
    } catch (error) {
      this.refused.add(`snapshot: ${error instanceof Error ? error.message : String(error)}`, sampleOf(text));
    }
  }

  /** A snapshot from REST names no symbol: it can only be that of the one symbol captured. */
  private snapshot(payload: RawRecord, timeMs: number): void {
    const [only, second] = [...this.books.values()];
    if (second !== undefined) return this.unused.add('snapshot of one of several symbols');
    if (only === undefined) this.early = { payload, timeMs };
    else only.snapshot(readSnapshot(payload, only.symbol, timeMs));
    this.used.add('snapshot');
  }

  private pass(input: DepthInput): void {
    const { receivedTimeMs } = input;
    this.firstMs = Math.min(this.firstMs, input.exchangeTimeMs);
    this.lastMs = Math.max(this.lastMs, input.exchangeTimeMs);
    if (this.nextTickMs === Infinity) this.nextTickMs = receivedTimeMs;
    for (; this.nextTickMs <= receivedTimeMs; this.nextTickMs += TICK_MS) {
      this.tell(this.session.accept({ kind: 'clock', exchangeTimeMs: this.nextTickMs, receivedTimeMs: this.nextTickMs }));
    }
    this.tell(this.session.accept(input));
  }

  private tell(findings: readonly WhaleFinding[]): void {
    for (const finding of findings) {
      if (finding.kind === 'pool') this.levels.push(finding);
      if (finding.kind !== 'snapshot-wanted') continue;
      const snapshot = this.books.get(finding.symbol)?.snapshotNow(this.nextTickMs);
      if (snapshot !== undefined) this.tell(this.session.accept(snapshot));
    }
  }
}
