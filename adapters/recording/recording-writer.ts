import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import type { MarketEvent } from '../../core/market/events';
import { redactText } from '../redact';
import type { BlockBuffer } from './block-buffer';
import { DEFAULT_CODEC } from './block-codec';
import { BlockPipeline } from './block-pipeline';
import { LossTally } from './loss-tally';
import { fileProblem, RecordingError } from './recording-error';
import type { RecordingCounts, RecordingWriterOptions } from './recording-writer-options';
import { openSegmentFile } from './segment-file';
import { SESSION_ID } from './segment-files';
import { SegmentRing } from './segment-ring';
import { assertLittleEndian, RECORD, recordBytes } from './segment-format';
import { stateHash } from './state-hash';

const NOTHING = new Uint8Array(0);
/** Always passed: the next input begins a segment, if one can begin. */
const AT_ONCE = -Infinity;
const MEBIBYTE = 1024 * 1024;
const DEFAULTS = {
  segmentMs: 300_000, segmentBytes: 256 * MEBIBYTE, blockBytes: MEBIBYTE, maxBlocks: 16, flushMs: 1_000, retryMs: 30_000,
  ringMs: 3_600_000, ringBytes: 4_096 * MEBIBYTE, codec: DEFAULT_CODEC, openSegment: openSegmentFile,
};

/** @throws RecordingError when the directory cannot be written or the session is there already. */
const makeSessionDirectory = (directory: string, session: string): string => {
  if (!SESSION_ID.test(session)) throw new RecordingError(`session is "${session}": expected YYYYMMDDTHHMMSSZ-xxxx`);
  const path = join(directory, session);
  try {
    mkdirSync(directory, { recursive: true });
    mkdirSync(path);
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new RecordingError(`cannot record in ${directory}: ${isThere ? `${session} is there already` : fileProblem(error)}`);
  }
  return path;
};

/**
 * Records one session: what came in, in order, and the state at the start of each segment. A call copies the record into the block
 * that is being filled and returns; packing and writing happen on other threads. Nothing here throws after the constructor: when disk or
 * packing fall behind, or the disk refuses, whole records are lost, counted, and the loss stands in the recording itself, before the state
 * with which it goes on. The calls must be made in the order in which the session accepts, each before its `accept`.
 */
export class RecordingWriter {
  readonly sessionDirectory: string;
  private readonly settings: Required<Omit<RecordingWriterOptions, 'onSegment' | 'onProblem'>>;
  private readonly pipeline: BlockPipeline;
  private readonly ring: SegmentRing;
  private readonly header: Buffer;
  private readonly loss = new LossTally();
  private readonly told = new Set<string>();
  private readonly timer: NodeJS.Timeout;
  /** Undefined before the first record, while records are being lost, and after the end. */
  private block: BlockBuffer | undefined;
  private nextOrdinal = 0;
  private segment = -1;
  private segmentLength = 0;
  /** Receive time at which the next input begins a segment. */
  private segmentEndMs = AT_ONCE;
  /** Receive time of the last record; typed, so that writing it allocates nothing. */
  private readonly lastTimeMs = new Float64Array(1);
  private isOff = false;
  private retryAtMs = -Infinity;
  private isClosed = false;
  private closing: Promise<void> | undefined;

  /** @throws RecordingError when the directory cannot be written or the session is there already. */
  constructor(private readonly options: RecordingWriterOptions) {
    assertLittleEndian();
    this.settings = { ...DEFAULTS, ...options };
    const { directory, header, ringMs, ringBytes, flushMs } = this.settings;
    this.sessionDirectory = makeSessionDirectory(directory, header.session);
    this.header = Buffer.from(JSON.stringify(header));
    this.ring = new SegmentRing(directory, header.session, { maxAgeMs: ringMs, maxBytes: ringBytes }, (text) => { this.tell(text); });
    this.pipeline = new BlockPipeline({
      ...this.settings, folder: this.sessionDirectory,
      onSegment: (path) => { this.segmentDone(path); },
      onFailure: (error, firstLostOrdinal) => { this.diskFailed(error, firstLostOrdinal); },
    });
    this.timer = setInterval(() => { this.flush(); }, flushMs).unref();
    void this.ring.prune();
  }

  /** One frame that goes to the session; `bytes` are copied. `connection` is any number below 2^24 that tells sockets apart. */
  frame(connection: number, bytes: Uint8Array, receivedTimeMs: number): void {
    if (receivedTimeMs >= this.segmentEndMs) this.beginSegment(receivedTimeMs);
    this.add(RECORD.frame, connection, receivedTimeMs, bytes);
  }

  /** One frame that the session does not see: an acknowledgement, a pong, what was refused or out of date. */
  otherFrame(connection: number, bytes: Uint8Array, receivedTimeMs: number): void {
    if (this.segment < 0) this.beginSegment(receivedTimeMs);
    this.add(RECORD.otherFrame, connection, receivedTimeMs, bytes);
  }

  /** What we sent; secrets in URLs are left out. */
  sent(connection: number, text: string, timeMs: number): void {
    if (this.segment < 0) this.beginSegment(timeMs);
    this.add(RECORD.sent, connection, timeMs, Buffer.from(redactText(text)));
  }

  /** One event that goes to the session and did not come as a frame. */
  event(event: MarketEvent): void {
    if (event.receivedTimeMs >= this.segmentEndMs) this.beginSegment(event.receivedTimeMs);
    if (event.kind === 'clock' && event.exchangeTimeMs === event.receivedTimeMs) this.add(RECORD.clock, 0, event.receivedTimeMs, NOTHING);
    else this.add(RECORD.event, 0, event.receivedTimeMs, Buffer.from(JSON.stringify(event)));
  }

  /** `session/record` of the last record; null where there is none, or it was lost. */
  positionOf(): string | null {
    return this.block === undefined ? null : `${this.settings.header.session}/${this.nextOrdinal - 1}`;
  }

  counts(): RecordingCounts {
    const { pipeline: { counts, waitingBlocks }, ring: { deletedSegments } } = this;
    return { records: this.nextOrdinal, lostRecords: this.loss.total, waitingBlocks, deletedSegments, ...counts };
  }

  /** Writes the final state and resolves when the last segment is on disk, or given up. Later calls record nothing. */
  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private add(kind: number, connection: number, timeMs: number, payload: Uint8Array): void {
    this.lastTimeMs[0] = timeMs;
    if (this.block?.add(kind, connection, timeMs, payload) === true || this.addToNextBlock(kind, connection, timeMs, payload)) this.nextOrdinal += 1;
    else this.lose(timeMs);
  }

  private addToNextBlock(kind: number, connection: number, timeMs: number, payload: Uint8Array): boolean {
    if (this.block === undefined) return false;
    this.seal();
    this.block = this.pipeline.take(this.nextOrdinal, recordBytes(payload.length));
    return this.block?.add(kind, connection, timeMs, payload) ?? false;
  }

  private lose(timeMs: number): void {
    if (this.isClosed) return;
    if (!this.isOff) this.goOff('the disk or the packing is behind', 0);
    this.loss.add(timeMs);
  }

  private seal(): void {
    const { block } = this;
    this.block = undefined;
    if (block === undefined) return;
    if (block.recordCount === 0) return this.pipeline.release(block);
    this.segmentLength += block.length;
    if (this.segmentLength >= this.settings.segmentBytes) this.segmentEndMs = AT_ONCE;
    this.pipeline.write(block, this.segment);
  }

  /** Ends the segment before. Does nothing while the trouble lasts that records are being lost to. */
  private beginSegment(timeMs: number): void {
    const canBegin = this.block !== undefined || (this.pipeline.isIdle && performance.now() >= this.retryAtMs);
    if (!canBegin || this.isClosed) return;
    const state = this.stateRecord();
    if (state !== undefined) this.writeSegmentStart(timeMs, state);
  }

  /** Header, what was lost, state: written at once, so that a crash in the next moment leaves a segment that says what it is. */
  private writeSegmentStart(timeMs: number, state: Uint8Array): void {
    this.seal();
    this.block = this.pipeline.take(this.nextOrdinal);
    if (this.block === undefined) return;
    if (!this.isOff) this.told.clear();
    this.isOff = false;
    this.segment += 1;
    this.segmentLength = 0;
    this.segmentEndMs = timeMs + this.settings.segmentMs;
    this.add(RECORD.header, 0, timeMs, this.header);
    if (!this.loss.isEmpty) this.add(RECORD.lost, 0, timeMs, Buffer.from(JSON.stringify(this.loss.take(this.nextOrdinal))));
    this.add(RECORD.state, 0, timeMs, state);
    this.flush();
  }

  /** SHA-256 of the state's values, then its serialized bytes; undefined where they cannot be had. */
  private stateRecord(): Uint8Array | undefined {
    try {
      const state = this.settings.stateOf();
      return Buffer.concat([Buffer.from(stateHash(state), 'hex'), serialize(state)]);
    } catch (error) {
      this.goOff(`the state cannot be written: ${error instanceof Error ? error.message : String(error)}`, this.settings.retryMs);
      return undefined;
    }
  }

  private flush(): void {
    if (this.block === undefined || this.block.recordCount === 0 || !this.pipeline.hasRoom) return;
    this.seal();
    this.block = this.pipeline.take(this.nextOrdinal);
  }

  private segmentDone(path: string): void {
    void this.ring.prune();
    this.options.onSegment?.(path);
  }

  /** All records from the first ordinal that did not reach the disk are lost, and with them what was said there about earlier losses. */
  private diskFailed(error: unknown, firstLostOrdinal: number | undefined): void {
    const first = firstLostOrdinal ?? this.block?.firstOrdinal ?? this.nextOrdinal;
    if (this.block !== undefined) this.pipeline.release(this.block);
    this.block = undefined;
    this.loss.notWrittenFrom(first);
    this.loss.count(this.nextOrdinal - first);
    this.goOff(`${this.sessionDirectory}: ${fileProblem(error)}`, this.settings.retryMs);
  }

  /** Nothing more is written until an input comes at which a segment can begin: all before it on disk, and `waitMs` over. */
  private goOff(cause: string, waitMs: number): void {
    this.seal();
    this.isOff = true;
    this.segmentEndMs = AT_ONCE;
    this.retryAtMs = performance.now() + waitMs;
    this.loss.begin(cause);
    this.tell(`recording is off: ${cause}`);
  }

  private tell(text: string): void {
    if (this.told.has(text)) return;
    this.told.add(text);
    this.options.onProblem?.(text);
  }

  private async end(): Promise<void> {
    clearInterval(this.timer);
    if (this.isOff) await this.tryAgainNow();
    else if (this.block !== undefined) this.addFinalState();
    this.seal();
    this.isClosed = true;
    await this.pipeline.finish();
    await this.ring.prune();
  }

  /** The last chance to say in the recording what was lost; the state of that segment is the final one. */
  private async tryAgainNow(): Promise<void> {
    await this.pipeline.settled();
    this.retryAtMs = -Infinity;
    if (this.isOff) this.beginSegment(this.lastTimeMs[0] ?? 0);
  }

  private addFinalState(): void {
    const state = this.stateRecord();
    if (state !== undefined) this.add(RECORD.state, 0, this.lastTimeMs[0] ?? 0, state);
  }
}
