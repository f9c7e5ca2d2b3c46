import { scaledClock } from '../../../adapters/clock';
import { choiceEnv } from '../../../adapters/env';
import { DEFAULT_BYBIT_LIMITS, makeBybitFeed, type BybitLimits } from '../../../adapters/exchanges/bybit/feed';
import { TRANSPORTS } from '../../../adapters/exchanges/feed-socket';
import type { FeedNote } from '../../../adapters/exchanges/venue-feed';
import { TransportEnv } from '../../../containers/scanner/env';
import { makeScanner } from '../../../containers/scanner/scanner';
import type { Stream } from '../../../core/market/events';
import { DEFAULT_AFTERMATH_TRACKER } from '../../../core/outcomes/aftermath-tracker';
import type { RadarCounts } from '../../../core/radar/radar';
import { DEFAULT_RADAR, type RadarSettings } from '../../../core/radar/settings';
import { SymbolTable } from '../../../core/market/symbol-table';
import { type BybitVenue, startBybitVenue } from '../../../simulator/venue/bybit-venue';
import { eventsOf } from '../../support/frame-events';
import { ask } from './ask';
import { EventLog } from './log';
import { startTicks } from './ticks';
import { until } from '../../support/until';

/** Twenty market seconds per second: a 3-second bar every 150 ms. */
export const SPEED = 20;
export const SEED = 1;
/** Symbols that all trade about once a market second or more often. */
export const SYMBOL_COUNT = 12;

const TICK_MS = 25;
/** Market time that a tick may be ahead of the venue: half of what a late trade is waited for. */
const MAX_BEHIND_MS = 500 * SPEED;
const STREAMS: readonly Stream[] = ['ticker', 'book-top', 'trade'];

/**
 * The product's radar with short windows and low thresholds, so that it speaks often enough for its silence to mean something. A late
 * trade is waited for one second of real time: a machine that is busy must not look like a venue that is late.
 */
export const TALKATIVE: RadarSettings = {
  ...DEFAULT_RADAR, minTurnover24hUsdt: 0, minVolatilityPct: 0, barGraceMs: 1_000 * SPEED, maxFutureMs: DEFAULT_RADAR.maxFutureMs * SPEED,
  bandWindow: 10, minTradedBars: 5, widthWarmupBars: 10, widthLookbackBars: 100, squeezeThreshold: 0.5, maxTypicalWidth: 1, minArmedBars: 2,
  volumeWindow: 10, volumeSpikeMultiple: 1.2, spikeEffortFactor: 0, spikeMinNotionalUsdt: 0, imbalanceThreshold: 0.3, imbalanceUpdates: 10,
  imbalanceUpdatesHeld: 8, imbalanceHoldMs: 500, imbalanceMinNotionalUsdt: 0, coolDownMs: 5_000,
};

/** The product's limits, shortened; the budget of 20 connects in 5 minutes is the product's own. `TRANSPORT=thin` has the faults read by our own reader. */
export const QUICK: BybitLimits = {
  ...DEFAULT_BYBIT_LIMITS, instrumentsRefreshMs: 500, busyIdleMs: 1_200, quietIdleMs: 1_200, symbolIdleMs: 4_000, symbolFirstDataMs: 3_000, symbolRetryMs: 5_000,
  socket: {
    transport: choiceEnv(TransportEnv.transport, TRANSPORTS, 'ws'),
    tickMs: 50, pingEveryMs: 300, pongDeadlineMs: 200, firstDataMs: 2_000, backoff: { baseMs: 50, capMs: 500 },
  },
};

export interface RigOptions {
  readonly limits?: Partial<BybitLimits>;
  readonly radar?: Partial<RadarSettings>;
  /** A fault that is there before the scanner is. */
  readonly faultAtStart?: Command;
}

export interface Command { readonly verb: string; readonly [field: string]: string | number }

const closers: (() => Promise<unknown>)[] = [];

/** To be called after each test: ends every socket, server and timer of the rigs it made. */
export const closeRigs = async (): Promise<void> => {
  for (const close of closers.splice(0).reverse()) await close();
};

/** The simulated venue on loopback, the real feed against it, the scanner's whole logic on top, and a clock tick. */
export class Rig {
  readonly log = new EventLog();
  readonly notes: FeedNote[] = [];
  /** Real times of the connects, ms. */
  readonly connectsMs: number[] = [];
  watched: readonly string[] = [];

  private constructor(readonly anchorMs: number, readonly restUrl: string, readonly limits: BybitLimits, readonly radar: RadarSettings) {}

  counts: () => RadarCounts = () => { throw new Error('the rig has not started'); };
  /** Nothing is heard any more, nothing is decided: judging takes seconds of this very process, which must not become faults themselves. */
  stopListening: () => void = () => { throw new Error('the rig has not started'); };

  static async start({ limits = {}, radar = {}, faultAtStart }: RigOptions = {}): Promise<Rig> {
    const anchorMs = Date.now();
    const venue = await startBybitVenue({ seed: SEED, speed: SPEED, anchorMs, symbolCount: SYMBOL_COUNT, plants: false });
    closers.push(() => venue.close());
    const rig = new Rig(anchorMs, venue.restUrl, { ...QUICK, ...limits }, { ...TALKATIVE, ...radar });
    if (faultAtStart) await rig.inject(faultAtStart);
    await rig.scan(venue);
    return rig;
  }

  /** One whose detectors are warm and whose opportunities are being followed. */
  static async warm(options: RigOptions = {}): Promise<Rig> {
    const rig = await Rig.start(options);
    await rig.flows(0);
    await rig.speaks();
    return rig;
  }

  /** Every symbol that the scanner has heard of in the last list of instruments. */
  get symbols(): string[] {
    return this.log.ofKind('universe').at(-1)?.instruments.map(({ symbol }) => symbol).sort() ?? [];
  }

  notesOf<E extends FeedNote['event']>(event: E): Extract<FeedNote, { event: E }>[] {
    return this.notes.filter((note): note is Extract<FeedNote, { event: E }> => note.event === event);
  }

  /** Steers the venue as an operator does: over HTTP. */
  async inject(command: Command): Promise<unknown> {
    const answer = await ask(`${this.restUrl}/control`, JSON.stringify(command)) as { readonly ok: boolean; readonly result: unknown };
    if (!answer.ok) throw new Error(JSON.stringify(answer));
    return answer.result;
  }

  /** Resolves when every symbol has delivered on every stream since `from`. */
  async flows(from: number, symbols = this.symbols): Promise<void> {
    const wanted = symbols.flatMap((symbol) => STREAMS.map((stream) => `${symbol}|${stream}`));
    await until(() => this.watched.length > 0 && wanted.every((key) => this.log.heard(from).has(key)), 'data of every symbol on every stream', () => {
      const heard = this.log.heard(from);
      return { missing: wanted.filter((key) => !heard.has(key)), notes: this.notes.slice(-8), connects: this.connectsMs.length };
    });
  }

  /** Resolves when the detectors are warm: opportunities of bars and of books since `from`. */
  async speaks(from = 0): Promise<void> {
    const isHeard = (type: string): boolean => this.log.opportunities(from).some(({ fired }) => fired.some((one) => one === type));
    await until(() => isHeard('volume_spark') && isHeard('ob_breakout'), 'opportunities of bars and of books', () => this.counts());
  }

  /** Resolves when everything delivers and the detectors are warm again, after a place in the log. */
  async recovers(from: number): Promise<void> {
    await this.flows(from);
    await this.speaks(from);
  }

  private async scan(venue: BybitVenue): Promise<void> {
    const clock = scaledClock(this.anchorMs, SPEED);
    const symbols = new SymbolTable();
    const feed = makeBybitFeed({
      wsUrl: venue.wsUrl, restUrl: this.restUrl, clock, symbols, limits: this.limits,
      onEvent: (input) => { for (const event of eventsOf(input, symbols)) this.log.add(event); scanner.accept(input); },
      observer: { note: (note) => { this.note(note); } },
    });
    closers.push(() => feed.stop());
    const scanner = makeScanner({ radar: this.radar, tracker: { ...DEFAULT_AFTERMATH_TRACKER, graceMs: 2_000 * SPEED } }, { venue: 'bybit', market: 'simulated' }, symbols, {
      emitOpportunity: (opportunity) => { this.log.add({ kind: 'opportunity', opportunity }); },
      emitAftermath: (aftermath) => { this.log.add({ kind: 'aftermath', aftermath }); },
      watch: (symbols) => { this.watched = [...symbols].sort(); feed.watch(symbols); },
      onWatchList: () => undefined,
      nowMs: () => clock.nowMs(),
    });
    this.counts = () => scanner.counts();
    const stopTicks = startTicks(clock, venue, { tickMs: TICK_MS, maxBehindMs: MAX_BEHIND_MS }, scanner.accept);
    this.stopListening = () => {
      stopTicks();
      void feed.stop();
    };
    closers.push(async () => { stopTicks(); });
    await feed.start();
  }

  private note(note: FeedNote): void {
    this.notes.push(note);
    if (note.event === 'connecting') this.connectsMs.push(performance.now());
  }
}
