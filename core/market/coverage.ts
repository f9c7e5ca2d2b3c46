import { BlindWindows } from './blind-windows';
import { type BlindCause, type BlindWindow, coverageFigure, type CoverageReport, type CoverageTotals, type CoveredStream } from './coverage-report';
import type { GapEvent, MarketEvent, Stream, UniverseEvent } from './events';
import { MarketFrame, type MarketInput } from './market-frame';
import { StreamRows } from './stream-rows';
import type { SymbolId, SymbolTable } from './symbol-table';

const STREAMS = ['ticker', 'book-top', 'trade'] as const satisfies readonly CoveredStream[];
const STREAM_INDEX: Readonly<Record<CoveredStream | 'trades', number>> = { ticker: 0, 'book-top': 1, trade: 2, trades: 2 };
/** What the watch list asks for. */
const WATCHED_STREAMS = ['book-top', 'trade'] as const;

const CAUSE_INDEX: Readonly<Record<BlindCause, number>> = {
  subscribing: 0, disconnect: 1, 'pong-timeout': 2, 'data-stall': 3, 'no-first-data': 4, resubscribe: 5, overload: 6, unsubscribed: 7,
};
const CAUSES = Object.keys(CAUSE_INDEX) as readonly BlindCause[];
const causeAt = (index: number): BlindCause => CAUSES[index] ?? 'subscribing';

const isCovered = (stream: Stream): stream is CoveredStream => stream in STREAM_INDEX;

const rowOf = (id: SymbolId, stream: CoveredStream): number => id * STREAMS.length + STREAM_INDEX[stream];

/**
 * What was seen of what was asked for (D-11). Tickers are asked for while their symbol is listed, top of book and trades while it is
 * listed and watched. A stream is blind from a gap's last data, or from the moment it was asked for, until its next data.
 * Memory: a few numbers for each stream of each symbol, and the last `MAX_BLIND_WINDOWS` windows.
 * It counts on the forward steps of our clock alone: one that is set back can never make more blind time than there was time.
 */
export class Coverage {
  private steadyMs = 0;
  private lastMs: number | undefined;
  private readonly rows = new StreamRows();
  /** By symbol id, a bit per stream that is blind: all that a frame has to look at. */
  private blindBits = new Uint8Array(0);
  private readonly causeMs = new Float64Array(CAUSES.length);
  private readonly windows = new BlindWindows();
  private watched: ReadonlySet<string>;
  private listed: ReadonlySet<string> | undefined;

  /** `fixedSymbols` are watched from the first event on, whatever is listed; nobody asks for tickers then, as nothing is ranked. */
  constructor(private readonly symbolTable: SymbolTable, private readonly fixedSymbols?: readonly string[]) {
    this.watched = new Set(fixedSymbols);
  }

  accept(input: MarketInput): void {
    if (!(input instanceof MarketFrame)) this.onEvent(input);
    else if ((this.blindBits[input.symbolId] ?? 0) !== 0) this.seeData(input.symbolId, input.kind, input.receivedTimeMs);
  }

  /** Replaces the symbols whose top of book and trades are asked for. */
  watch(symbols: readonly string[], receivedTimeMs: number): void {
    this.passTo(receivedTimeMs);
    this.watched = new Set(symbols);
    this.askWatched();
  }

  totals(): CoverageTotals {
    const subscribedMs = STREAMS.map(() => 0);
    const blindMs = STREAMS.map(() => 0);
    const causeMs = [...this.causeMs];
    for (let row = 0; row < this.rows.count; row += 1) {
      addAt(subscribedMs, row % STREAMS.length, this.rows.askedForMs(row, this.steadyMs));
      addAt(blindMs, row % STREAMS.length, this.rows.blindMs(row, this.steadyMs));
      addAt(causeMs, this.rows.causeOf(row), this.rows.openMs(row, this.steadyMs));
    }
    const figureOf = (stream: CoveredStream) => coverageFigure(subscribedMs[STREAM_INDEX[stream]] ?? 0, blindMs[STREAM_INDEX[stream]] ?? 0);
    return {
      total: coverageFigure(sumOf(subscribedMs), sumOf(blindMs)),
      byStream: { ticker: figureOf('ticker'), 'book-top': figureOf('book-top'), trade: figureOf('trade') },
      blindMsByCause: Object.fromEntries(causeMs.flatMap((timeMs, index) => (timeMs > 0 ? [[causeAt(index), timeMs]] : []))),
    };
  }

  report(): CoverageReport {
    const windows = this.windowsByRow();
    const asked = Array.from({ length: this.rows.count }, (_, row) => row).filter((row) => this.rows.wasEverAskedFor(row));
    return {
      ...this.totals(),
      rows: asked.map((row) => ({
        symbol: this.symbolTable.nameOf(Math.floor(row / STREAMS.length)), stream: STREAMS[row % STREAMS.length] ?? 'ticker',
        ...coverageFigure(this.rows.askedForMs(row, this.steadyMs), this.rows.blindMs(row, this.steadyMs)), windows: windows.get(row) ?? [],
      })),
      forgottenWindows: this.windows.forgotten,
    };
  }

  private onEvent(input: MarketEvent): void {
    switch (input.kind) {
      case 'ticker':
      case 'book-top':
      case 'trade': return this.seeData(this.symbolTable.find(input.symbol), input.kind, input.receivedTimeMs);
      case 'clock': return this.passTo(input.receivedTimeMs);
      case 'gap': return this.onGap(input);
      case 'resumed': {
        this.passTo(input.receivedTimeMs);
        return this.eachRow(input.symbols, input.streams, (row) => { this.see(row); });
      }
      case 'universe': return this.onUniverse(input);
      case 'backfill': return;
    }
  }

  private passTo(receivedTimeMs: number): void {
    const isFirst = this.lastMs === undefined;
    this.steadyMs += Math.max(0, receivedTimeMs - (this.lastMs ?? receivedTimeMs));
    this.lastMs = receivedTimeMs;
    if (isFirst && this.fixedSymbols !== undefined) this.askWatched();
  }

  private onUniverse({ instruments, receivedTimeMs }: UniverseEvent): void {
    this.passTo(receivedTimeMs);
    if (this.fixedSymbols !== undefined) return;
    this.listed = new Set(instruments.map(({ symbol }) => symbol));
    this.askFor(['ticker'], this.listed);
    this.askWatched();
  }

  private askWatched(): void {
    this.askFor(WATCHED_STREAMS, new Set([...this.watched].filter((symbol) => this.listed?.has(symbol) ?? true)));
  }

  /** From now on these streams are asked for of these symbols and no others. */
  private askFor(streams: readonly CoveredStream[], wanted: ReadonlySet<string>): void {
    for (const symbol of wanted) this.reserve(this.symbolTable.idOf(symbol));
    for (let id = 0; id < this.blindBits.length; id += 1) {
      const isWanted = wanted.has(this.symbolTable.nameOf(id));
      for (const stream of streams) {
        const row = rowOf(id, stream);
        if (isWanted && !this.rows.isAskedFor(row)) this.ask(row);
        if (!isWanted && this.rows.isAskedFor(row)) this.drop(row);
      }
    }
  }

  /** Until its first data a stream is not seen. */
  private ask(row: number): void {
    this.rows.ask(row, this.steadyMs);
    this.lose(row, CAUSE_INDEX.subscribing, this.steadyMs);
  }

  private drop(row: number): void {
    this.see(row);
    this.rows.drop(row, this.steadyMs);
  }

  private onGap({ symbols, streams, cause, lastDataTimeMs, receivedTimeMs }: GapEvent): void {
    this.passTo(receivedTimeMs);
    const fromMs = this.steadyMs - Math.max(0, receivedTimeMs - lastDataTimeMs);
    this.eachRow(symbols, streams, (row) => { if (this.rows.isAskedFor(row)) this.lose(row, CAUSE_INDEX[cause], fromMs); });
  }

  /** The first book proves the trades' subscription too, as both went out in one request: a quiet symbol is not blind until it trades. */
  private seeData(id: SymbolId | undefined, kind: MarketFrame['kind'] | CoveredStream, receivedTimeMs: number): void {
    if (id === undefined) return;
    const tradeRow = rowOf(id, 'trade');
    const provesTrades = kind === 'book-top' && this.rows.isBlind(tradeRow) && this.rows.causeOf(tradeRow) === CAUSE_INDEX.subscribing;
    const row = id * STREAMS.length + STREAM_INDEX[kind];
    if (!provesTrades && !this.rows.isBlind(row)) return;
    this.passTo(receivedTimeMs);
    this.see(row);
    if (provesTrades) this.see(tradeRow);
  }

  /** A gap before the first data says why there was none. Otherwise the window that is open stays as it is. */
  private lose(row: number, cause: number, fromMs: number): void {
    if (!this.rows.isBlind(row)) this.rows.lose(row, cause, fromMs);
    else if (this.rows.causeOf(row) === CAUSE_INDEX.subscribing) this.rows.blame(row, cause);
    this.markBlind(row, true);
  }

  private see(row: number): void {
    if (!this.rows.isBlind(row)) return;
    const cause = this.rows.causeOf(row);
    const blindMs = this.rows.see(row, this.steadyMs);
    addAt(this.causeMs, cause, blindMs);
    const toMs = this.lastMs ?? 0;
    // A first message at once is no window; a gap that closed at once may still have lost something.
    if (blindMs > 0 || cause !== CAUSE_INDEX.subscribing) this.windows.add({ row, cause, fromMs: toMs - blindMs, toMs });
    this.markBlind(row, false);
  }

  private windowsByRow(): ReadonlyMap<number, readonly BlindWindow[]> {
    const byRow = new Map<number, BlindWindow[]>();
    const put = (row: number, window: BlindWindow): void => {
      const before = byRow.get(row);
      if (before === undefined) byRow.set(row, [window]);
      else before.push(window);
    };
    for (const { row, cause, fromMs, toMs } of this.windows.list()) put(row, { cause: causeAt(cause), fromMs, toMs });
    for (let row = 0; row < this.rows.count; row += 1) {
      if (this.rows.isBlind(row)) put(row, { cause: causeAt(this.rows.causeOf(row)), fromMs: (this.lastMs ?? 0) - this.rows.openMs(row, this.steadyMs), toMs: undefined });
    }
    return byRow;
  }

  private eachRow(symbols: readonly string[], streams: readonly Stream[], visit: (row: number) => void): void {
    for (const symbol of symbols) {
      const id = this.symbolTable.find(symbol);
      if (id !== undefined) for (const stream of streams) if (isCovered(stream)) visit(rowOf(id, stream));
    }
  }

  private markBlind(row: number, isBlind: boolean): void {
    const id = Math.floor(row / STREAMS.length);
    const bit = 1 << (row % STREAMS.length);
    this.blindBits[id] = isBlind ? (this.blindBits[id] ?? 0) | bit : (this.blindBits[id] ?? 0) & ~bit;
  }

  private reserve(id: SymbolId): void {
    if (id < this.blindBits.length) return;
    const bits = new Uint8Array(this.symbolTable.size);
    bits.set(this.blindBits);
    this.blindBits = bits;
    this.rows.reserve(bits.length * STREAMS.length);
  }
}

const addAt = (sums: { [index: number]: number }, index: number, value: number): void => {
  sums[index] = (sums[index] ?? 0) + value;
};

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
