import { deserialize } from 'node:v8';
import { BybitDecoder } from '../../../adapters/exchanges/bybit/decode';
import type { LostRecords } from '../../../adapters/recording/loss-tally';
import type { RecordVisitor } from '../../../adapters/recording/record-block';
import type { Recording } from '../../../adapters/recording/open-recording';
import { stateHash } from '../../../adapters/recording/state-hash';
import type { MarketEvent } from '../../../core/market/events';
import type { MarketInput } from '../../../core/market/market-frame';
import { SymbolTable } from '../../../core/market/symbol-table';
import type { SessionState } from '../../../core/session/market-session';
import { type Count, Tally } from '../tally';
import { Checkpoints } from './checkpoints';
import { ordinalOf, segmentOf } from './position';
import type { ReplayedSession } from './replayed-session';

/** What was read of a recording. */
export interface ReadCounts {
  readonly frames: readonly Count[];
  /** Frames that went to the session live and that this code does not take. */
  readonly refused: readonly Count[];
  readonly events: readonly Count[];
  /** Frames that the session never saw, and what we sent. */
  readonly otherFrames: number;
  readonly sent: number;
  readonly lost: readonly LostRecords[];
}

/** Receive times of the first and the last input. */
export interface PlaySpan {
  readonly firstMs: number;
  readonly lastMs: number;
}

export interface PlayListeners {
  /** Every session has begun, from scratch or from a stored state, with these symbols. */
  readonly onBegin?: (symbols: SymbolTable) => void;
  /** Whether the next input, received at this time, is to be fed. Absent: all are. */
  readonly takesInput?: (receivedTimeMs: number) => boolean;
  /** Every session has seen an input on which at least one found something. */
  readonly onFindings?: () => void;
}

/**
 * Feeds what a recording holds to one or more sessions, in order, as the live run did. The first session is the live one again: stored
 * states are compared with it. Where records are missing before a state, every session goes on from that state.
 */
export class RecordingPlay implements RecordVisitor {
  readonly checkpoints = new Checkpoints();
  private symbols = new SymbolTable();
  private decoder = new BybitDecoder(this.symbols);
  private hasBegun = false;
  private mustRestore = false;
  private firstMs = Infinity;
  private lastMs = -Infinity;
  private readonly frameCounts = { ticker: 0, 'book-top': 0, trades: 0 };
  private readonly events = new Tally();
  private readonly refused = new Tally();
  private readonly losses: LostRecords[] = [];
  private otherFrames = 0;
  private sentCount = 0;
  private readonly gapEnds: ReadonlySet<number>;

  constructor(private readonly recording: Recording, private readonly sessions: readonly ReplayedSession[], private readonly listeners: PlayListeners = {}) {
    this.gapEnds = new Set(recording.gaps.map(({ toOrdinal }) => toOrdinal));
  }

  /** Inputs so far, for the progress line. */
  get inputs(): number {
    return this.frameCounts.ticker + this.frameCounts['book-top'] + this.frameCounts.trades;
  }

  get span(): PlaySpan | undefined {
    return this.lastMs < this.firstMs ? undefined : { firstMs: this.firstMs, lastMs: this.lastMs };
  }

  counts(): ReadCounts {
    const frames = Object.entries(this.frameCounts).map(([name, count]) => ({ name, count }));
    return { frames, refused: this.refused.rows(), events: this.events.rows(), otherFrames: this.otherFrames, sent: this.sentCount, lost: this.losses };
  }

  header(): void {
    const ordinal = ordinalOf(this.recording.positionOf());
    if (!this.hasBegun && ordinal === 0) this.begin();
    this.mustRestore ||= !this.hasBegun || this.gapEnds.has(ordinal);
  }

  lost(lost: LostRecords): void {
    this.losses.push(lost);
    this.mustRestore = true;
  }

  state(serialized: Buffer, sha256: string): void {
    if (this.mustRestore) this.begin(deserialize(serialized) as SessionState);
    else this.compare(serialized, sha256);
  }

  frame(_connection: number, buffer: Buffer, start: number, end: number, receivedTimeMs: number): void {
    const answer = this.decoder.decode(buffer, receivedTimeMs, start, end);
    if (answer.kind !== 'market') {
      this.refused.add(answer.kind === 'refused' ? answer.reason : answer.kind);
      return;
    }
    this.frameCounts[this.decoder.frame.kind] += 1;
    this.feed(this.decoder.frame, receivedTimeMs);
  }

  event(event: MarketEvent): void {
    this.events.add(event.kind);
    this.feed(event, event.receivedTimeMs);
  }

  otherFrame(): void {
    this.otherFrames += 1;
  }

  sent(): void {
    this.sentCount += 1;
  }

  private feed(input: MarketInput, receivedTimeMs: number): void {
    if (this.listeners.takesInput?.(receivedTimeMs) === false) return;
    if (receivedTimeMs < this.firstMs) this.firstMs = receivedTimeMs;
    if (receivedTimeMs > this.lastMs) this.lastMs = receivedTimeMs;
    let found = 0;
    for (const session of this.sessions) found += session.accept(input).length;
    if (found > 0) this.listeners.onFindings?.();
  }

  private begin(state?: SessionState): void {
    this.symbols = new SymbolTable();
    this.decoder = new BybitDecoder(this.symbols);
    for (const session of this.sessions) session.begin(this.symbols, state);
    this.hasBegun = true;
    this.listeners.onBegin?.(this.symbols);
    this.mustRestore = false;
  }

  private compare(serialized: Buffer, sha256: string): void {
    const here = this.sessions[0]?.session.state();
    const ordinal = ordinalOf(this.recording.positionOf());
    this.checkpoints.add(segmentOf(this.recording, ordinal), ordinal, stateHash(here) === sha256, () => deserialize(serialized), () => here);
  }
}
