import type { MarketEvent } from './events';

const WINDOW_MS = 60_000;
const JUMP_SAMPLES = 50;

/** Index of each figure in the clock's column; an offset that is not known is `Infinity`. */
const NOW = 0;
const BEFORE = 1;
const WINDOW_END = 2;

/**
 * Estimates the venue's clock from ours: the smallest (receive time - exchange time) of the last one to two minutes is the offset
 * plus the fastest delivery, so `venue now = our now - offset` never runs ahead of what the venue has already stamped.
 * Works for clocks that differ by any amount and survives a jump of ours (B10).
 */
export class VenueClock {
  /** Typed, so that a sample allocates nothing. */
  private readonly figures = new Float64Array([Infinity, Infinity, -Infinity]);
  private jumpSamples = 0;

  /** `jumpMs`: a sample this far from the known offset is a clock that jumped, a stalled delivery or one broken time stamp; a jump persists. */
  constructor(private readonly jumpMs = 5_000) {}

  /** Takes the venue's stamp on an event; events without one, as ticks of our own clock, say nothing. */
  observe(event: MarketEvent): void {
    if (event.kind === 'trade' || event.kind === 'book-top' || event.kind === 'ticker') this.sample(event.exchangeTimeMs, event.receivedTimeMs);
  }

  /** Takes one stamp of the venue and the time at which it reached us, both epoch ms. */
  sample(exchangeTimeMs: number, receivedTimeMs: number): void {
    const sampleMs = receivedTimeMs - exchangeTimeMs;
    if (this.isSuspicious(sampleMs)) return;
    const endMs = this.figures[WINDOW_END] ?? 0;
    if (receivedTimeMs >= endMs || receivedTimeMs <= endMs - 2 * WINDOW_MS) this.turnOver(receivedTimeMs);
    if (sampleMs < (this.figures[NOW] ?? 0)) this.figures[NOW] = sampleMs;
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

  private isSuspicious(sampleMs: number): boolean {
    const knownMs = this.knownOffsetMs();
    if (knownMs === Infinity || Math.abs(sampleMs - knownMs) < this.jumpMs) {
      this.jumpSamples = 0;
      return false;
    }
    this.jumpSamples += 1;
    if (this.jumpSamples < JUMP_SAMPLES) return true;
    this.figures[NOW] = this.figures[BEFORE] = Infinity;
    this.jumpSamples = 0;
    return false;
  }

  private turnOver(receivedTimeMs: number): void {
    this.figures[BEFORE] = this.figures[NOW] ?? 0;
    this.figures[NOW] = Infinity;
    this.figures[WINDOW_END] = receivedTimeMs + WINDOW_MS;
  }
}
