import type { Aftermath } from '../contracts/aftermath';
import type { WhaleOrder } from '../contracts/whale-order';
import type { BookSnapshotEvent, DepthInput } from '../market/depth-events';
import { DepthFrame } from '../market/depth-frame';
import type { BackfillEvent, ClockEvent, Detector, GapEvent, UniverseEvent } from '../market/events';
import { MarketFrame, type MarketInput } from '../market/market-frame';
import { SymbolTable } from '../market/symbol-table';
import { VenueClock } from '../market/venue-clock';
import { AftermathTracker } from '../outcomes/aftermath-tracker';
import { Diamonds } from './diamond';
import type { WhaleFinding, WhaleStatus } from './findings';
import { Grader } from './grader';
import { MinuteBars } from './minute-bars';
import { Pools } from './pools';
import { plainCopy, requireSaved, SAVED_WHALES_SCHEMA, type SavedWhales } from './saved';
import type { WhaleSettings } from './settings';
import { SnapshotRequests } from './snapshot-requests';
import { statusOf } from './status';
import { Subscriptions } from './subscriptions';
import type { SymbolWatch } from './symbol-watch';
import type { Wall } from './wall';
import type { Weighing } from './weighing';
import type { WhaleSource } from './whale-order-of';

const NOTHING: readonly WhaleFinding[] = [];

/**
 * Everything that one venue's whale scanner decides: which symbols are swept and which are followed with their whole books, the large levels from
 * birth to fate, their grades, the opportunities in them and what followed. Pure, so that a live run and the replay of its recording are the same
 * calls in the same order and give the same findings. Nothing is swept before the first universe.
 */
export class WhaleSession implements Detector<DepthInput, WhaleFinding> {
  private readonly clock: VenueClock;
  private readonly grader: Grader;
  private readonly pools: Pools;
  private readonly diamonds: Diamonds;
  private readonly bars: MinuteBars;
  private readonly tracker: AftermathTracker;
  private readonly subscriptions: Subscriptions;
  private readonly snapshots: SnapshotRequests;
  /** What an event of a hot kind is loaded into. */
  private readonly loaded = new MarketFrame();
  private findings: WhaleFinding[] = [];
  /** Venue time and ours at the last input, epoch ms. */
  private nowMs = 0;
  private receivedMs = 0;

  /** `positionOf` tells where in the recording the input now being accepted stands; null while nothing is recorded. */
  constructor(
    private readonly settings: WhaleSettings, source: WhaleSource, private readonly symbols = new SymbolTable(),
    private readonly positionOf: () => string | null = () => null,
  ) {
    this.clock = new VenueClock(settings.maxFutureMs);
    this.grader = new Grader(settings, source, positionOf);
    this.diamonds = new Diamonds(settings, source);
    this.bars = new MinuteBars(settings.barGraceMs);
    this.tracker = new AftermathTracker(settings.tracker, symbols);
    this.subscriptions = new Subscriptions(settings);
    this.snapshots = new SnapshotRequests(settings.snapshotTimeoutMs);
    this.pools = new Pools({
      settings, source, symbols, grader: this.grader, tell: (finding) => { this.findings.push(finding); },
      becameDiamond: (watch, wall, weighing, nowMs) => { this.onDiamond(watch, wall, weighing, nowMs); },
      released: (watch) => { this.release(watch); },
    });
  }

  accept(input: DepthInput): readonly WhaleFinding[] {
    this.receivedMs = input.receivedTimeMs;
    if (input instanceof DepthFrame) this.onDepthFrame(input);
    else if (input instanceof MarketFrame) this.onFrame(input);
    else this.onEvent(input);
    return this.taken();
  }

  /** The hot pool as it stands. */
  hotOrders(): readonly WhaleOrder[] {
    return this.pools.orders(this.nowMs);
  }

  status(): WhaleStatus {
    const { pools, subscriptions, snapshots, diamonds, settings, nowMs } = this;
    return statusOf({ pools, subscriptions, snapshots, diamonds, settings, nowMs });
  }

  saved(): SavedWhales {
    return plainCopy({
      schema: SAVED_WHALES_SCHEMA, savedMs: this.nowMs, receivedMs: this.receivedMs, clockOffsetMs: this.clock.offsetMs() ?? null,
      members: [...this.pools.watches.members], watches: this.pools.watches.list.map((watch) => watch.saved()),
      grader: this.grader.saved(), coolDowns: this.diamonds.saved(),
    });
  }

  /**
   * Into a session that has accepted nothing yet. What was saved has not been seen since: levels go on with their ages as soon as they are seen again.
   * @throws RangeError where it is not a save of this version.
   */
  restore(saved: SavedWhales): void {
    const { savedMs, receivedMs, clockOffsetMs, members, watches, grader, coolDowns } = plainCopy(requireSaved(saved));
    this.nowMs = savedMs;
    this.receivedMs = receivedMs;
    if (clockOffsetMs !== null) this.clock.sample(receivedMs - clockOffsetMs, receivedMs);
    this.grader.restore(grader);
    this.diamonds.restore(coolDowns);
    this.pools.restore(members, watches, savedMs);
  }

  /** Nothing more will come: decides what is open and gives up what is being followed. Living levels stay, for `saved`. */
  stop(reason: string): readonly WhaleFinding[] {
    this.pools.settle();
    this.tellAftermaths(this.tracker.stop(reason));
    return this.taken();
  }

  private taken(): readonly WhaleFinding[] {
    if (this.findings.length === 0) return NOTHING;
    const { findings } = this;
    this.findings = [];
    return findings;
  }

  private onDepthFrame(frame: DepthFrame): void {
    if (frame.hasExchangeTime) this.clock.sample(frame.exchangeTimeMs, frame.receivedTimeMs);
    const timeMs = frame.hasExchangeTime ? frame.exchangeTimeMs : this.venueTimeMs(frame.receivedTimeMs);
    this.nowMs = Math.max(this.nowMs, timeMs);
    if (frame.kind === 'depth') this.pools.onDepth(frame, timeMs);
    else this.onDiff(frame);
  }

  private onDiff(frame: DepthFrame): void {
    const watch = this.pools.watches.of(frame.symbolId);
    if (watch?.onDiff(frame) === 'gap') {
      this.pools.tallies.resyncs += 1;
      this.snapshots.forget(watch);
    }
    if (watch !== undefined) this.wantSnapshot(watch);
  }

  private onSnapshot(snapshot: BookSnapshotEvent): void {
    const watch = this.pools.watches.named(snapshot.symbol);
    if (watch === undefined) return;
    this.snapshots.forget(watch);
    watch.onSnapshot(snapshot, this.nowMs);
    this.wantSnapshot(watch);
  }

  private wantSnapshot(watch: SymbolWatch): void {
    if (this.snapshots.isDue(watch, this.nowMs)) this.findings.push({ kind: 'snapshot-wanted', symbol: watch.symbol });
  }

  private onFrame(frame: MarketFrame): void {
    this.tellAftermaths(this.tracker.accept(frame));
    if (frame.kind !== 'trades') return this.clock.observeFrame(frame);
    const watch = this.pools.watches.of(frame.symbolId);
    for (let row = 0; row < frame.tradeCount; row += 1) {
      this.clock.observeTrade(frame, row);
      if (watch === undefined || this.clock.isAhead(frame, row, this.settings.maxFutureMs)) continue;
      if (watch.onTrade(frame, row)) this.bars.add(frame, row);
    }
  }

  private onEvent(event: Exclude<DepthInput, DepthFrame | MarketFrame>): void {
    switch (event.kind) {
      case 'trade': return this.onFrame(this.loaded.load(event, this.symbols));
      case 'book-snapshot': return this.onSnapshot(event);
      case 'hourly-volume': return this.grader.hours.replace(event);
      case 'clock': return this.onClock(event);
      case 'gap': return this.onGap(event);
      case 'resumed': {
        this.follow(event);
        if (event.streams.includes('trade')) for (const symbol of event.symbols) this.pools.watches.named(symbol)?.onTradesResumed();
        return;
      }
      case 'universe': return this.onUniverse(event);
      case 'backfill': return this.onBackfill(event);
    }
  }

  private onClock(event: ClockEvent): void {
    this.nowMs = this.venueTimeMs(event.receivedTimeMs);
    this.bars.advance(this.nowMs);
    this.pools.advance(this.nowMs);
    this.follow(event);
    for (const watch of this.subscriptions.books) this.wantSnapshot(watch);
    if (this.subscriptions.isDue(this.nowMs)) this.subscribe();
  }

  private onGap(gap: GapEvent): void {
    this.follow(gap);
    const sinceMs = this.venueTimeMs(gap.lastDataTimeMs);
    for (const symbol of gap.symbols) {
      const watch = this.pools.watches.named(symbol);
      if (watch === undefined) continue;
      watch.onGap(gap, sinceMs);
      if (gap.streams.includes('diff')) this.snapshots.forget(watch);
      if (gap.streams.includes('trade')) this.bars.openGap(this.symbols.idOf(symbol));
    }
  }

  private onUniverse(event: UniverseEvent): void {
    this.nowMs = Math.max(this.nowMs, this.venueTimeMs(event.receivedTimeMs));
    this.follow(event);
    this.pools.end(this.pools.watches.replace(event), this.nowMs);
    this.subscribe();
  }

  private onBackfill({ symbol, bars }: BackfillEvent): void {
    const id = this.symbols.find(symbol);
    if (this.pools.watches.of(id) !== undefined && id !== undefined) this.bars.merge(id, bars);
  }

  private subscribe(): void {
    this.diamonds.sweep(this.nowMs);
    const change = this.subscriptions.refresh(this.pools.watches.list, this.tracker.symbols(), this.nowMs);
    if (change !== undefined) this.findings.push(change);
  }

  private release(watch: SymbolWatch): void {
    this.subscriptions.drop(watch);
    this.snapshots.forget(watch);
    this.bars.forget(this.symbols.idOf(watch.symbol));
  }

  private onDiamond(watch: SymbolWatch, wall: Wall, weighing: Weighing, exchangeTimeMs: number): void {
    const { symbol, price: { bidPrice, askPrice, mid } } = watch;
    const opportunity = this.diamonds.decide({
      symbol, wall, weighing, bidPrice, askPrice, exchangeTimeMs, spoof: this.grader.spoof.scoreOf(symbol, wall.data), price: mid ?? wall.data.price,
      tickSize: this.pools.watches.tickSizeOf(symbol), bars: this.bars.barsOf(this.symbols.idOf(symbol)), receivedTimeMs: this.receivedMs,
      recordingPosition: this.positionOf(),
    });
    if (opportunity === undefined) return;
    this.findings.push({ kind: 'opportunity', opportunity });
    this.tellAftermaths(this.tracker.follow(opportunity));
  }

  private follow(event: MarketInput): void {
    this.tellAftermaths(this.tracker.accept(event));
  }

  private tellAftermaths(aftermaths: readonly Aftermath[]): void {
    for (const aftermath of aftermaths) this.findings.push({ kind: 'aftermath', aftermath });
  }

  private venueTimeMs(receivedTimeMs: number): number {
    return Math.round(this.clock.nowOr(receivedTimeMs, receivedTimeMs));
  }
}
