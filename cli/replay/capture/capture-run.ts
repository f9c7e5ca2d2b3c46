import type { MarketEvent } from '../../../core/market/events';
import { SymbolTable } from '../../../core/market/symbol-table';
import { DEFAULT_AFTERMATH_TRACKER } from '../../../core/outcomes/aftermath-tracker';
import { MarketSession } from '../../../core/session/market-session';
import type { CaptureOptions } from '../arguments';
import { RunLedger } from '../run-ledger';
import { Tally } from '../tally';
import type { CaptureReport } from './capture-report';
import type { Decoded, ReplayLine } from './frames';
import { Tape } from './tape';
import { TickSizes } from './tick-sizes';

/** Clock ticks of a live run, made from the recorder's clock. */
const TICK_MS = 100;
/** The recorder's clock ahead by this, or back by that, is another recording: what lies between was not seen. */
const MAX_SILENCE_MS = 60_000;
const MAX_BACKWARD_MS = 5_000;

/** The whole chain of one capture in one process: the session that live data goes through, and what came of it. Deterministic. */
export class CaptureRun {
  private readonly session: MarketSession;
  private readonly ledger: RunLedger;
  private readonly tape = new Tape();
  private readonly tickSizes = new TickSizes();
  private readonly watched: ReadonlySet<string>;
  private readonly seen = new Set<string>();
  private readonly tradeStreams = new Map<string, string>();
  private readonly used = new Tally();
  private readonly unused = new Tally();
  private readonly refused = new Tally();
  private readonly unreadable = new Tally();
  private frames = 0;
  private otherSymbolFrames = 0;
  private gaps = 0;
  private lastMs: number | undefined;
  private nextTickMs = 0;

  constructor(private readonly options: Pick<CaptureOptions, 'venue' | 'symbols' | 'settings'>) {
    const { venue, symbols, settings } = options;
    this.watched = new Set(symbols);
    const source = { venue, market: 'replay', fixedSymbols: symbols } as const;
    this.session = new MarketSession({ radar: settings.radar, tracker: DEFAULT_AFTERMATH_TRACKER }, source, new SymbolTable());
    this.ledger = new RunLedger(settings);
  }

  accept(line: ReplayLine): void {
    if (line.kind === 'unreadable') this.unreadable.add(line.cause, line.sample);
    if (line.kind !== 'frame') return;
    this.frames += 1;
    if (line.atMs !== undefined) this.passTime(line.atMs);
    const { decoded } = line;
    switch (decoded.kind) {
      case 'unused':
        this.unused.add(decoded.name);
        return;
      case 'refused':
        this.refused.add(decoded.cause, line.sample);
        return;
      case 'events':
        this.play(decoded);
    }
  }

  /** Number of opportunities so far, for the progress line. */
  opportunityCount(): number {
    return this.ledger.opportunityCount;
  }

  finish(elapsedSeconds: number): CaptureReport {
    this.ledger.accept(this.session.stop('recording-ended'));
    const { venue, symbols } = this.options;
    return {
      market: 'replay', venue, symbols,
      unknownSymbols: symbols.filter((symbol) => !this.seen.has(symbol)), seenSymbols: [...this.seen].sort(),
      frames: { read: this.frames, used: this.used.rows(), unused: this.unused.rows(), refused: this.refused.rows() },
      otherSymbolFrames: this.otherSymbolFrames, unreadableLines: this.unreadable.rows(), gaps: this.gaps,
      span: this.tape.span(), coverage: this.tape.coverage(symbols), radar: this.session.counts(),
      ...this.ledger.report(), elapsedSeconds,
    };
  }

  private play({ name, events }: Extract<Decoded, { kind: 'events' }>): void {
    const mine = events.filter((event) => this.isMine(event));
    if (mine.length === 0) {
      this.otherSymbolFrames += 1;
      return;
    }
    if (mine.some((event) => this.isSecondTradeStream(event, name))) {
      this.unused.add(`${name} (the same trades as another stream)`);
      return;
    }
    this.used.add(name);
    for (const event of mine) this.playEvent(event);
  }

  private isMine(event: MarketEvent): boolean {
    if (!('symbol' in event)) return true;
    this.seen.add(event.symbol);
    return this.watched.has(event.symbol);
  }

  /** A recording may hold both single and aggregated trades of a symbol: only the stream that came first counts. */
  private isSecondTradeStream(event: MarketEvent, name: string): boolean {
    if (event.kind !== 'trade') return false;
    const first = this.tradeStreams.get(event.symbol) ?? name;
    this.tradeStreams.set(event.symbol, first);
    return first !== name;
  }

  private playEvent(event: MarketEvent): void {
    this.tape.add(event);
    if (event.kind === 'trade' && this.tickSizes.observe(event.symbol, event.price)) {
      const { exchangeTimeMs, receivedTimeMs } = event;
      this.pass({ kind: 'universe', instruments: this.tickSizes.instruments(), exchangeTimeMs, receivedTimeMs });
    }
    this.pass(event);
  }

  /** Clock ticks up to this moment of the recorder's clock; a jump of that clock is a gap. */
  private passTime(atMs: number): void {
    const lastMs = this.lastMs ?? atMs;
    const isJump = atMs - lastMs > MAX_SILENCE_MS || lastMs - atMs > MAX_BACKWARD_MS;
    if (isJump) this.passGap(lastMs, atMs);
    if (isJump || this.lastMs === undefined) this.nextTickMs = atMs;
    this.lastMs = isJump ? atMs : Math.max(lastMs, atMs);
    for (; this.nextTickMs <= atMs; this.nextTickMs += TICK_MS) {
      this.pass({ kind: 'clock', exchangeTimeMs: this.nextTickMs, receivedTimeMs: this.nextTickMs });
    }
  }

  private passGap(lastMs: number, atMs: number): void {
    this.gaps += 1;
    const common = { symbols: this.options.symbols, streams: ['ticker', 'book-top', 'trade'] as const, exchangeTimeMs: atMs, receivedTimeMs: atMs };
    this.pass({ kind: 'gap', cause: 'data-stall', lastDataTimeMs: lastMs, ...common });
    this.pass({ kind: 'resumed', ...common });
  }

  private pass(event: MarketEvent): void {
    this.ledger.accept(this.session.accept(event));
  }
}
