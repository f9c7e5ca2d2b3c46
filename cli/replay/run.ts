import type { Opportunity } from '../../core/contracts/opportunity';
import type { Aftermath } from '../../core/contracts/aftermath';
import { confirm } from '../../core/finder/confirm';
import type { MarketEvent } from '../../core/market/events';
import type { Venue } from '../../core/market/instrument';
import { AftermathTracker } from '../../core/outcomes/aftermath-tracker';
import { outcomeOf, type DecidedLevels } from '../../core/outcomes/outcome';
import { PrecisionTable } from '../../core/outcomes/precision';
import { Radar } from '../../core/radar/radar';
import type { ReplaySettings } from './arguments';
import type { Decoded, ReplayLine } from './frames';
import type { ReplayReport } from './report';
import { Tally } from './tally';
import { Tape } from './tape';
import { TickSizes } from './tick-sizes';

/** Clock ticks of a live run, made from the recorder's clock. */
const TICK_MS = 100;
/** The recorder's clock ahead by this, or back by that, is another recording: what lies between was not seen. */
const MAX_SILENCE_MS = 60_000;
const MAX_BACKWARD_MS = 5_000;
/** The last horizon: after it the levels of a signal are not needed any more. */
const LAST_HORIZON_MINUTES = 60;

/** The whole chain of one replay in one process: radar, finder, aftermath, outcomes. Deterministic for the same lines. */
export class ReplayRun {
  private readonly radar: Radar;
  private readonly tracker = new AftermathTracker();
  private readonly precision: PrecisionTable;
  private readonly levels = new Map<string, DecidedLevels>();
  private readonly tape = new Tape();
  private readonly tickSizes = new TickSizes();
  private readonly watched: ReadonlySet<string>;
  private readonly seen = new Set<string>();
  private readonly tradeStreams = new Map<string, string>();
  private readonly used = new Tally();
  private readonly unused = new Tally();
  private readonly refused = new Tally();
  private readonly unreadable = new Tally();
  private readonly types = new Tally();
  private readonly reasons = new Tally();
  private frames = 0;
  private otherSymbolFrames = 0;
  private gaps = 0;
  private accepted = 0;
  private rejected = 0;
  private lastMs: number | undefined;
  private nextTickMs = 0;

  constructor(private readonly venue: Venue, private readonly symbols: readonly string[], private readonly settings: ReplaySettings) {
    this.watched = new Set(symbols);
    this.radar = new Radar(settings.radar, { venue, market: 'replay', fixedSymbols: symbols });
    this.precision = new PrecisionTable(settings.outcomes);
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
    return this.types.total();
  }

  finish(elapsedSeconds: number): ReplayReport {
    this.settle(this.tracker.stop('recording-ended'));
    return {
      market: 'replay', venue: this.venue, symbols: this.symbols,
      unknownSymbols: this.symbols.filter((symbol) => !this.seen.has(symbol)), seenSymbols: [...this.seen].sort(),
      frames: { read: this.frames, used: this.used.rows(), unused: this.unused.rows(), refused: this.refused.rows() },
      otherSymbolFrames: this.otherSymbolFrames, unreadableLines: this.unreadable.rows(), gaps: this.gaps,
      span: this.tape.span(), coverage: this.tape.coverage(this.symbols), radar: this.radar.counts(),
      opportunities: this.types.rows(), accepted: this.accepted, rejected: this.rejected, rejectReasons: this.reasons.rows(),
      outcomes: this.precision.rows(), elapsedSeconds,
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
    const common = { symbols: this.symbols, streams: ['ticker', 'book-top', 'trade'] as const, exchangeTimeMs: atMs, receivedTimeMs: atMs };
    this.pass({ kind: 'gap', cause: 'data-stall', lastDataTimeMs: lastMs, ...common });
    this.pass({ kind: 'resumed', ...common });
  }

  private pass(event: MarketEvent): void {
    const findings = this.radar.accept(event);
    this.settle(this.tracker.accept(event));
    for (const finding of findings) if (finding.kind === 'opportunity') this.decide(finding.opportunity);
  }

  private decide(opportunity: Opportunity): void {
    this.types.add(opportunity.opportunity_type);
    const signal = confirm(opportunity, this.settings.finder, opportunity.received_time_ms);
    if (signal.decision === 'accepted') this.accepted += 1;
    else this.rejected += 1;
    for (const reason of signal.reject_reasons) this.reasons.add(reason);
    this.levels.set(signal.signal_id, signal);
    this.settle(this.tracker.follow(opportunity));
  }

  private settle(aftermaths: readonly Aftermath[]): void {
    for (const aftermath of aftermaths) {
      const levels = this.levels.get(aftermath.opportunity_id);
      if (levels === undefined) continue;
      this.precision.add(outcomeOf(aftermath, levels));
      if (aftermath.horizon_minutes === LAST_HORIZON_MINUTES) this.levels.delete(aftermath.opportunity_id);
    }
  }
}
