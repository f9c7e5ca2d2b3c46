import type { MarketEvent } from './events';
import type { MarketFrame } from './market-frame';

const WINDOW_MS = 60_000;
const JUMP_SAMPLES = 50;

/** Index of each figure in the clock's column; an offset that is not known is `Infinity`. */
const NOW = 0;
const BEFORE = 1;
const WINDOW_END = 2;
/** The sample that is being taken: its offset and when it reached us. */
const SAMPLE = 3;
const RECEIVED = 4;

/**
 * Estimates the venue's clock from ours: the smallest (receive time - exchange time) of the last one to two minutes is the offset
 * plus the fastest delivery, so `venue now = our now - offset` never runs ahead of what the venue has already stamped.
 * Works for clocks that differ by any amount and survives a jump of ours (B10).
 */
export class VenueClock {
  /** Typed, and the way a sample takes through the methods, because a double handed to a function may cost a box of its own. */
  private readonly figures = new Float64Array([Infinity, Infinity, -Infinity, 0, 0]);
  private jumpSamples = 0;

  /** `jumpMs`: a sample this far from the known offset is a clock that jumped, a stalled delivery or one broken time stamp; a jump persists. */
  constructor(private readonly jumpMs = 5_000) {}

  /** Takes the venue's stamp on an event; events without one, as ticks of our own clock, say nothing. */
  observe(event: MarketEvent): void {
    if (event.kind === 'trade' || event.kind === 'book-top' || event.kind === 'ticker') this.sample(event.exchangeTimeMs, event.receivedTimeMs);
  }

  /** Takes the stamp on a ticker or a top of book in columns. */
  observeFrame(frame: MarketFrame): void {
    this.figures[RECEIVED] = frame.receivedTimeMs;
    this.figures[SAMPLE] = frame.receivedTimeMs - frame.exchangeTimeMs;
    this.takeSample();
  }

  /** Takes the stamp on the trade in this row of a frame. */
  observeTrade(frame: MarketFrame, row: number): void {
    this.figures[RECEIVED] = frame.receivedTimeMs;
    this.figures[SAMPLE] = frame.receivedTimeMs - (frame.tradeTimesMs[row] ?? 0);
    this.takeSample();
  }

  /** Takes one stamp of the venue and the time at which it reached us, both epoch ms. */
  sample(exchangeTimeMs: number, receivedTimeMs: number): void {
    this.figures[RECEIVED] = receivedTimeMs;
    this.figures[SAMPLE] = receivedTimeMs - exchangeTimeMs;
    this.takeSample();
  }

  /** Whether the trade in this row of a frame is stamped more than `maxAheadMs` after the venue's time at which it reached us. */
  isAhead(frame: MarketFrame, row: number, maxAheadMs: number): boolean {
    const timeMs = frame.tradeTimesMs[row] ?? 0;
    const offsetMs = this.knownOffsetMs();
    return timeMs > (offsetMs === Infinity ? timeMs : frame.receivedTimeMs - offsetMs) + maxAheadMs;
  }

  /** The venue's time at our `receivedTimeMs`, or undefined before the first stamped event. */
  nowMs(receivedTimeMs: number): number | undefined {
    const offsetMs = this.knownOffsetMs();
    return offsetMs === Infinity ? undefined : receivedTimeMs - offsetMs;
  }

  /** `nowMs`, or `otherwiseMs` before the first stamped event. */
  nowOr(receivedTimeMs: number, otherwiseMs: number): number {
    const offsetMs = this.knownOffsetMs();
    return offsetMs === Infinity ? otherwiseMs : receivedTimeMs - offsetMs;
  }

  /** Our clock minus the venue's, in ms, including the fastest delivery seen. */
  offsetMs(): number | undefined {
    const offsetMs = this.knownOffsetMs();
    return offsetMs === Infinity ? undefined : offsetMs;
  }

  private knownOffsetMs(): number {
    return Math.min(this.figures[NOW] ?? 0, this.figures[BEFORE] ?? 0);
  }

  private takeSample(): void {
    if (this.isSuspicious()) return;
    const receivedTimeMs = this.figures[RECEIVED] ?? 0;
    const endMs = this.figures[WINDOW_END] ?? 0;
    if (receivedTimeMs >= endMs || receivedTimeMs <= endMs - 2 * WINDOW_MS) this.turnOver();
    if ((this.figures[SAMPLE] ?? 0) < (this.figures[NOW] ?? 0)) this.figures[NOW] = this.figures[SAMPLE] ?? 0;
  }

  private isSuspicious(): boolean {
    const knownMs = this.knownOffsetMs();
    if (knownMs === Infinity || Math.abs((this.figures[SAMPLE] ?? 0) - knownMs) < this.jumpMs) {
      this.jumpSamples = 0;
      return false;
    }
    this.jumpSamples += 1;
    if (this.jumpSamples < JUMP_SAMPLES) return true;
    this.figures[NOW] = this.figures[BEFORE] = Infinity;
    this.jumpSamples = 0;
    return false;
  }

  private turnOver(): void {
    this.figures[BEFORE] = this.figures[NOW] ?? 0;
    this.figures[NOW] = Infinity;
    this.figures[WINDOW_END] = (this.figures[RECEIVED] ?? 0) + WINDOW_MS;
  }
}
