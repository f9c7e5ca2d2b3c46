import { FINGERPRINT_WORDS, fingerprintText } from './trade-fingerprint';

const FIRST_SLOTS = 16;

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
  /** Latest venue time of the trade in the slot and of all that came before it. */
  private latestMs: Float64Array;
  private fingerprints: Int32Array;
  private count = 0;
  private newest = -1;

  constructor(private readonly capacity = 4_096) {
    this.slots = Math.min(FIRST_SLOTS, capacity + 1);
    this.timesMs = new Float64Array(this.slots);
    this.latestMs = new Float64Array(this.slots);
    this.fingerprints = new Int32Array(this.slots * FINGERPRINT_WORDS);
  }

  /** True when the trade, its fingerprint being the words from `offset` on, is new; it is remembered from then on. */
  addPrint(timeMs: number, fingerprints: Int32Array, offset: number): boolean {
    if (this.count === 0 || timeMs > (this.latestMs[this.newest] ?? 0)) {
      this.append(timeMs, timeMs, fingerprints, offset);
      return true;
    }
    if (this.has(timeMs, fingerprints, offset)) return false;
    this.append(timeMs, this.latestMs[this.newest] ?? 0, fingerprints, offset);
    return true;
  }

  /** `addPrint` for an id as text whose time does not matter. */
  add(tradeId: string): boolean {
    const fingerprint = new Int32Array(FINGERPRINT_WORDS);
    fingerprintText(tradeId, fingerprint, 0);
    return this.addPrint(0, fingerprint, 0);
  }

  private has(timeMs: number, fingerprints: Int32Array, offset: number): boolean {
    const first = fingerprints[offset];
    const second = fingerprints[offset + 1];
    const third = fingerprints[offset + 2];
    const fourth = fingerprints[offset + 3];
    let slot = this.newest;
    for (let left = this.count; left > 0 && (this.latestMs[slot] ?? 0) >= timeMs; left -= 1) {
      const word = slot * FINGERPRINT_WORDS;
      if (this.timesMs[slot] === timeMs && this.fingerprints[word] === first && this.fingerprints[word + 1] === second
        && this.fingerprints[word + 2] === third && this.fingerprints[word + 3] === fourth) return true;
      slot = (slot === 0 ? this.slots : slot) - 1;
    }
    return false;
  }

  private append(timeMs: number, latestMs: number, fingerprints: Int32Array, offset: number): void {
    if (this.count === this.slots && this.slots <= this.capacity) this.grow();
    const slot = this.newest + 1 === this.slots ? 0 : this.newest + 1;
    this.timesMs[slot] = timeMs;
    this.latestMs[slot] = latestMs;
    const word = slot * FINGERPRINT_WORDS;
    this.fingerprints[word] = fingerprints[offset] ?? 0;
    this.fingerprints[word + 1] = fingerprints[offset + 1] ?? 0;
    this.fingerprints[word + 2] = fingerprints[offset + 2] ?? 0;
    this.fingerprints[word + 3] = fingerprints[offset + 3] ?? 0;
    this.newest = slot;
    if (this.count < this.slots) this.count += 1;
  }

  /** The ring has never wrapped while it may still grow: its slots stand in order from 0. */
  private grow(): void {
    this.slots = Math.min(2 * this.slots, this.capacity + 1);
    const { timesMs, latestMs, fingerprints } = this;
    this.timesMs = new Float64Array(this.slots);
    this.timesMs.set(timesMs);
    this.latestMs = new Float64Array(this.slots);
    this.latestMs.set(latestMs);
    this.fingerprints = new Int32Array(this.slots * FINGERPRINT_WORDS);
    this.fingerprints.set(fingerprints);
  }
}
