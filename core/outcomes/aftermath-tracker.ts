import type { Aftermath } from '../contracts/aftermath';
import type { Opportunity } from '../contracts/opportunity';
import type { Detector, GapEvent, MarketEvent, UniverseEvent } from '../market/events';
import { MarketFrame, type MarketInput } from '../market/market-frame';
import { restoreState, type State, stateOf } from '../market/state';
import { type SymbolId, SymbolTable } from '../market/symbol-table';
import { VenueClock } from '../market/venue-clock';
import { Follow } from './follow';
import { FollowBook, type FollowBookState, type SymbolFollows } from './follow-book';

/** Flags of a symbol; 0 for nearly all, whose trades cost one look. */
const FOLLOWED = 1;
const GAPPED = 2;

const NOTHING: readonly Aftermath[] = [];

export interface AftermathTrackerSettings {
  /** How long after a horizon trades of before it are still waited for. Default 2000 ms: a slow delivery, not a lost one. */
  readonly graceMs: number;
  /** Opportunities followed at once; beyond it the oldest is given up as blind. Default 5000: 50 symbols x 4 types x 12 an hour, twice. */
  readonly maxFollowed: number;
  /** A trade stamped further ahead of the venue's clock than this is ignored. Default 5000 ms. */
  readonly maxFutureMs: number;
}

export const DEFAULT_AFTERMATH_TRACKER: AftermathTrackerSettings = { graceMs: 2_000, maxFollowed: 5_000, maxFutureMs: 5_000 };

/**
 * Follows opportunities through the trades of their symbols and says at each horizon what became of the price.
 * A horizon is over when the venue's time (estimated from clock ticks and stamped events) has passed its end plus `graceMs`.
 * It is `blind` when trades were missed inside it: a gap in the symbol's trades, a delisting, a shutdown (`stop`) or too many
 * followed at once; blind horizons are told at once. The caller keeps `symbols()` subscribed. Memory is bounded by `maxFollowed`.
 */
export class AftermathTracker implements Detector<MarketInput, Aftermath> {
  private readonly clock: VenueClock;
  private readonly book = new FollowBook();
  /** By symbol id. */
  private flags = new Uint8Array(0);
  private nextDueMs = Infinity;
  /** What an event of a hot kind is loaded into, so that objects and frames go one way. */
  private readonly loaded = new MarketFrame();

  constructor(private readonly settings: AftermathTrackerSettings = DEFAULT_AFTERMATH_TRACKER, private readonly symbolTable = new SymbolTable()) {
    this.clock = new VenueClock(settings.maxFutureMs);
  }

  /** Begins to follow; the same dedupe key twice counts once. Returns what had to be given up at once, normally nothing. */
  follow(opportunity: Opportunity): readonly Aftermath[] {
    if (this.book.has(opportunity.dedupe_key)) return NOTHING;
    const follow = new Follow(opportunity, this.symbolTable.idOf(opportunity.symbol));
    if (this.hasFlag(follow.symbolId, GAPPED)) return follow.giveUp(-Infinity, 'gap');
    this.book.add(follow);
    this.setFlag(follow.symbolId, FOLLOWED);
    this.nextDueMs = Math.min(this.nextDueMs, this.dueOf(follow));
    const oldest = this.book.size > this.settings.maxFollowed ? this.book.oldest : undefined;
    return oldest === undefined ? NOTHING : this.giveUp(oldest, -Infinity, 'too-many-followed');
  }

  accept(input: MarketInput): readonly Aftermath[] {
    return input instanceof MarketFrame ? this.onFrame(input) : this.onEvent(input);
  }

  /** Symbols whose trades must keep arriving. */
  symbols(): string[] {
    return this.book.symbolIds().map((symbolId) => this.symbolTable.nameOf(symbolId));
  }

  /** Gives up everything that is open: the process stops or the recording ends. */
  stop(reason: string): readonly Aftermath[] {
    return this.book.all().flatMap((follow) => this.giveUp(follow, -Infinity, reason));
  }

  /** Shares typed arrays with the tracker: serialise or clone it before the tracker goes on. Ids are those of the symbol table now. */
  state(): AftermathTrackerState {
    return { clock: stateOf(this.clock), book: this.book.state(), flags: this.flags, nextDueMs: Float64Array.of(this.nextDueMs) };
  }

  /** Into a fresh one over a symbol table with the same ids; copies everything. */
  restore({ clock, book, flags, nextDueMs }: AftermathTrackerState): void {
    restoreState(this.clock, clock);
    this.book.restore(book, (symbol) => this.symbolTable.idOf(symbol));
    this.flags = Uint8Array.from(flags);
    this.nextDueMs = nextDueMs[0] ?? Infinity;
  }

  private onEvent(input: MarketEvent): readonly Aftermath[] {
    switch (input.kind) {
      case 'trade':
      case 'ticker':
      case 'book-top':
        return this.onFrame(this.loaded.load(input, this.symbolTable));
      case 'clock':
        return this.due(this.venueTimeMs(input.receivedTimeMs));
      case 'gap':
        return this.onGap(input);
      case 'resumed':
        if (input.streams.includes('trade')) for (const symbol of input.symbols) this.clearFlag(this.symbolTable.idOf(symbol), GAPPED);
        return NOTHING;
      case 'universe':
        return this.onUniverse(input);
      case 'backfill':
        return NOTHING;
    }
  }

  private onFrame(frame: MarketFrame): readonly Aftermath[] {
    if (frame.kind === 'trades') this.onTrades(frame);
    else this.clock.observeFrame(frame);
    return NOTHING;
  }

  private onTrades(frame: MarketFrame): void {
    const { symbolId, tradeCount } = frame;
    const flags = this.flags[symbolId] ?? 0;
    const followed = (flags & FOLLOWED) === 0 ? undefined : this.book.of(symbolId);
    if ((flags & GAPPED) !== 0) this.clearFlag(symbolId, GAPPED);
    for (let row = 0; row < tradeCount; row += 1) {
      this.clock.observeTrade(frame, row);
      if (followed !== undefined) this.addTrade(followed, frame, row);
    }
  }

  private addTrade({ follows, seen }: SymbolFollows, frame: MarketFrame, row: number): void {
    if (this.clock.isAhead(frame, row, this.settings.maxFutureMs) || !seen.add(frame, row)) return;
    for (const follow of follows) follow.add(frame, row);
  }

  private venueTimeMs(receivedTimeMs: number): number {
    return this.clock.nowOr(receivedTimeMs, receivedTimeMs);
  }

  private dueOf(follow: Follow): number {
    return follow.nextEndMs + this.settings.graceMs;
  }

  private due(venueTimeMs: number): readonly Aftermath[] {
    if (venueTimeMs < this.nextDueMs) return NOTHING;
    const told = this.book.all().flatMap((follow) => {
      const over = follow.completeUpTo(venueTimeMs - this.settings.graceMs);
      if (follow.isOver) this.remove(follow);
      return over;
    });
    this.nextDueMs = this.book.all().reduce((dueMs, follow) => Math.min(dueMs, this.dueOf(follow)), Infinity);
    return told.sort((a, b) => a.endMs - b.endMs).map(({ aftermath }) => aftermath);
  }

  private giveUp(follow: Follow, blindFromMs: number, reason: string): readonly Aftermath[] {
    const blind = follow.giveUp(blindFromMs, reason);
    if (follow.isOver) this.remove(follow);
    return blind;
  }

  private remove(follow: Follow): void {
    this.book.remove(follow);
    if (this.book.of(follow.symbolId) === undefined) this.clearFlag(follow.symbolId, FOLLOWED);
  }

  private giveUpSymbol(symbolId: SymbolId, blindFromMs: number, reason: string): readonly Aftermath[] {
    return [...(this.book.of(symbolId)?.follows ?? [])].flatMap((follow) => this.giveUp(follow, blindFromMs, reason));
  }

  private onGap(gap: GapEvent): readonly Aftermath[] {
    if (!gap.streams.includes('trade')) return NOTHING;
    const symbolIds = gap.symbols.map((symbol) => this.symbolTable.idOf(symbol));
    for (const symbolId of symbolIds) this.setFlag(symbolId, GAPPED);
    const blindFromMs = this.venueTimeMs(gap.lastDataTimeMs);
    return symbolIds.flatMap((symbolId) => this.giveUpSymbol(symbolId, blindFromMs, `gap: ${gap.cause}`));
  }

  private onUniverse({ instruments, receivedTimeMs }: UniverseEvent): readonly Aftermath[] {
    const listed = new Set(instruments.map(({ symbol }) => this.symbolTable.idOf(symbol)));
    for (let symbolId = 0; symbolId < this.flags.length; symbolId += 1) if (!listed.has(symbolId)) this.clearFlag(symbolId, GAPPED);
    const blindFromMs = this.venueTimeMs(receivedTimeMs);
    const gone = this.book.symbolIds().filter((symbolId) => !listed.has(symbolId));
    return gone.flatMap((symbolId) => this.giveUpSymbol(symbolId, blindFromMs, 'delisted'));
  }

  private hasFlag(symbolId: SymbolId, flag: number): boolean {
    return ((this.flags[symbolId] ?? 0) & flag) !== 0;
  }

  private setFlag(symbolId: SymbolId, flag: number): void {
    if (symbolId >= this.flags.length) {
      const flags = new Uint8Array(this.symbolTable.size);
      flags.set(this.flags);
      this.flags = flags;
    }
    this.flags[symbolId] = (this.flags[symbolId] ?? 0) | flag;
  }

  private clearFlag(symbolId: SymbolId, flag: number): void {
    if (symbolId < this.flags.length) this.flags[symbolId] = (this.flags[symbolId] ?? 0) & ~flag;
  }
}

/** Plain data. */
export interface AftermathTrackerState {
  readonly clock: State;
  readonly book: FollowBookState;
  readonly flags: Uint8Array;
  readonly nextDueMs: Float64Array;
}
