import type { MarketEvent } from './events';

const WINDOW_MS = 60_000;
const JUMP_SAMPLES = 50;

/**
 * Estimates the venue's clock from ours: the smallest (receive time - exchange time) of the last one to two minutes is the offset
 * plus the fastest delivery, so `venue now = our now - offset` never runs ahead of what the venue has already stamped.
 * Works for clocks that differ by any amount and survives a jump of ours (B10).
 */
export class VenueClock {
  private offsetNowMs: number | undefined;
  private offsetBeforeMs: number | undefined;
  private windowEndMs = -Infinity;
  private jumpSamples = 0;

  /** `jumpMs`: a sample this far from the known offset is a clock that jumped, a stalled delivery or one broken time stamp; a jump persists. */
  constructor(private readonly jumpMs = 5_000) {}

  observe(event: MarketEvent): void {
    if (event.kind !== 'trade' && event.kind !== 'book-top' && event.kind !== 'ticker') return;
    const sampleMs = event.receivedTimeMs - event.exchangeTimeMs;
    if (this.isSuspicious(sampleMs)) return;
    this.turnOver(event.receivedTimeMs);
    this.offsetNowMs = Math.min(this.offsetNowMs ?? Infinity, sampleMs);
  }

  /** The venue's time at our `receivedTimeMs`, or undefined before the first stamped event. */
  nowMs(receivedTimeMs: number): number | undefined {
    const offsetMs = this.offsetMs();
    return offsetMs === undefined ? undefined : receivedTimeMs - offsetMs;
  }

  /** Our clock minus the venue's, in ms, including the fastest delivery seen. */
  offsetMs(): number | undefined {
    if (this.offsetNowMs === undefined) return this.offsetBeforeMs;
    return Math.min(this.offsetNowMs, this.offsetBeforeMs ?? Infinity);
  }

  private isSuspicious(sampleMs: number): boolean {
    const knownMs = this.offsetMs();
    if (knownMs === undefined || Math.abs(sampleMs - knownMs) < this.jumpMs) {
      this.jumpSamples = 0;
      return false;
    }
    this.jumpSamples += 1;
    if (this.jumpSamples < JUMP_SAMPLES) return true;
    this.offsetNowMs = this.offsetBeforeMs = undefined;
    this.jumpSamples = 0;
    return false;
  }

  private turnOver(receivedTimeMs: number): void {
    if (receivedTimeMs < this.windowEndMs && receivedTimeMs > this.windowEndMs - 2 * WINDOW_MS) return;
    this.offsetBeforeMs = this.offsetNowMs;
    this.offsetNowMs = undefined;
    this.windowEndMs = receivedTimeMs + WINDOW_MS;
  }
}
