import { widened } from './columns';
import type { MarketFrame } from './market-frame';
import { FINGERPRINT_WORDS } from './trade-fingerprint';

const FIRST_SLOTS = 16;
/** Of a slot: the trade's venue time, and the latest one of it and of all that came before it. */
const TIME = 0;
const LATEST = 1;
const TIMES = 2;

/**
 * Remembers the last trades of one symbol by venue time and fingerprint, so that a re-sent trade is counted once (B8). A trade is
 * remembered for at least `capacity` newer ones; memory is bounded by that and grows only as trades come.
 *
 * A ring in the order of arrival, where each slot also knows the latest venue time up to it: a trade that is later than all before
 * it is new without looking, any other is sought backwards only as far as its own time was reached.
 */
export class SeenTrades {
  private slots: number;
  private timesMs: Float64Array;
  private fingerprints: Int32Array;
  private count = 0;
  private newest = -1;

  constructor(private readonly capacity = 4_096) {
    this.slots = Math.min(FIRST_SLOTS, capacity + 1);
    this.timesMs = new Float64Array(this.slots * TIMES);
    this.fingerprints = new Int32Array(this.slots * FINGERPRINT_WORDS);
  }

  /** True when the trade in this row of a frame is new; it is remembered from then on. */
  add(frame: MarketFrame, row: number): boolean {
    const timeMs = frame.tradeTimesMs[row] ?? 0;
    const latestMs = this.count === 0 ? -Infinity : this.timesMs[this.newest * TIMES + LATEST] ?? 0;
    if (timeMs <= latestMs && this.has(frame, row)) return false;
    if (this.count === this.slots && this.slots <= this.capacity) this.grow();
    const slot = this.newest + 1 === this.slots ? 0 : this.newest + 1;
    this.timesMs[slot * TIMES + TIME] = timeMs;
    this.timesMs[slot * TIMES + LATEST] = timeMs > latestMs ? timeMs : latestMs;
    copyPrint(frame.tradeFingerprints, row * FINGERPRINT_WORDS, this.fingerprints, slot * FINGERPRINT_WORDS);
    this.newest = slot;
    if (this.count < this.slots) this.count += 1;
    return true;
  }

  private has({ tradeTimesMs, tradeFingerprints }: MarketFrame, row: number): boolean {
    const timeMs = tradeTimesMs[row] ?? 0;
    let slot = this.newest;
    for (let left = this.count; left > 0 && (this.timesMs[slot * TIMES + LATEST] ?? 0) >= timeMs; left -= 1) {
      if (this.timesMs[slot * TIMES + TIME] === timeMs && isSamePrint(tradeFingerprints, row * FINGERPRINT_WORDS, this.fingerprints, slot * FINGERPRINT_WORDS)) return true;
      slot = (slot === 0 ? this.slots : slot) - 1;
    }
    return false;
  }

  /** The ring has never wrapped while it may still grow: its slots stand in order from 0. */
  private grow(): void {
    this.slots = Math.min(2 * this.slots, this.capacity + 1);
    this.timesMs = widened(this.timesMs, new Float64Array(this.slots * TIMES));
    this.fingerprints = widened(this.fingerprints, new Int32Array(this.slots * FINGERPRINT_WORDS));
  }
}

/** Word by word, not in a loop: it is done for every trade. */
const copyPrint = (from: Int32Array, at: number, to: Int32Array, slot: number): void => {
  to[slot] = from[at] ?? 0;
  to[slot + 1] = from[at + 1] ?? 0;
  to[slot + 2] = from[at + 2] ?? 0;
  to[slot + 3] = from[at + 3] ?? 0;
};

const isSamePrint = (a: Int32Array, at: number, b: Int32Array, slot: number): boolean =>
  a[at] === b[slot] && a[at + 1] === b[slot + 1] && a[at + 2] === b[slot + 2] && a[at + 3] === b[slot + 3];
