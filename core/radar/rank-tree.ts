import { rowsFor, widened } from '../market/columns';
import type { SymbolId } from '../market/symbol-table';

const BUCKETS = 4_096;
/** A 32nd of a per cent of volatility each: the last bucket begins at 128 %. */
const BUCKETS_PER_UNIT = 32;
const NONE = -1;

const bucketOf = (value: number): number => Math.min(BUCKETS - 1, Math.max(0, Math.floor(value * BUCKETS_PER_UNIT)));

/**
 * Ranks of values that change one at a time, exact and without sorting them all: counts by bucket in a Fenwick tree say how many
 * stand in higher buckets, a list per bucket says how many of its own are better. Rank 1 is the largest value; equal values rank in
 * the order of their symbols' names. Changing a value costs O(1), or O(log buckets) where it moves to another bucket; a rank that
 * plus the members of its bucket.
 * Source: P. M. Fenwick, "A New Data Structure for Cumulative Frequency Tables", Software: Practice and Experience 24(3), 1994.
 */
export class RankTree {
  size = 0;
  /** 1-based: entry i counts the members of the buckets in (i - lowest bit of i, i]. */
  private readonly counts = new Int32Array(BUCKETS + 1);
  private readonly firstOf = new Int32Array(BUCKETS).fill(NONE);
  private rows = 0;
  private values = new Float64Array(0);
  private buckets = new Int32Array(0);
  private nextOf = new Int32Array(0);
  private previousOf = new Int32Array(0);

  constructor(private readonly nameOf: (id: SymbolId) => string) {}

  set(id: SymbolId, value: number): void {
    if (id >= this.rows) this.grow(id);
    this.values[id] = value;
    const bucket = bucketOf(value);
    if (this.buckets[id] === bucket) return;
    this.remove(id);
    this.insert(id, bucket);
  }

  has(id: SymbolId): boolean {
    return (this.buckets[id] ?? NONE) !== NONE;
  }

  remove(id: SymbolId): void {
    const bucket = this.buckets[id] ?? NONE;
    if (bucket === NONE) return;
    const next = this.nextOf[id] ?? NONE;
    const previous = this.previousOf[id] ?? NONE;
    if (previous === NONE) this.firstOf[bucket] = next;
    else this.nextOf[previous] = next;
    if (next !== NONE) this.previousOf[next] = previous;
    this.buckets[id] = NONE;
    this.count(bucket, -1);
  }

  /** 1 for the best; undefined for an id without a value. */
  rankOf(id: SymbolId): number | undefined {
    const bucket = this.buckets[id] ?? NONE;
    if (bucket === NONE) return undefined;
    let rank = 1 + this.size - this.countUpTo(bucket);
    for (let other = this.firstOf[bucket] ?? NONE; other !== NONE; other = this.nextOf[other] ?? NONE) {
      if (this.compare(other, id) < 0) rank += 1;
    }
    return rank;
  }

  /** The best `count` ids, or all where there are fewer, best first. */
  top(count: number): SymbolId[] {
    const best: SymbolId[] = [];
    for (let bucket = BUCKETS - 1; bucket >= 0 && best.length < Math.min(count, this.size); bucket -= 1) {
      if (this.firstOf[bucket] !== NONE) best.push(...this.membersOf(bucket).sort((a, b) => this.compare(a, b)));
    }
    return best.slice(0, count);
  }

  private compare(a: SymbolId, b: SymbolId): number {
    const difference = (this.values[b] ?? 0) - (this.values[a] ?? 0);
    if (difference !== 0 || a === b) return difference;
    return this.nameOf(a) < this.nameOf(b) ? -1 : 1;
  }

  private membersOf(bucket: number): SymbolId[] {
    const members: SymbolId[] = [];
    for (let id = this.firstOf[bucket] ?? NONE; id !== NONE; id = this.nextOf[id] ?? NONE) members.push(id);
    return members;
  }

  private insert(id: SymbolId, bucket: number): void {
    const first = this.firstOf[bucket] ?? NONE;
    this.nextOf[id] = first;
    this.previousOf[id] = NONE;
    if (first !== NONE) this.previousOf[first] = id;
    this.firstOf[bucket] = id;
    this.buckets[id] = bucket;
    this.count(bucket, 1);
  }

  private count(bucket: number, change: number): void {
    this.size += change;
    for (let entry = bucket + 1; entry <= BUCKETS; entry += entry & -entry) this.counts[entry] = (this.counts[entry] ?? 0) + change;
  }

  /** Members of this bucket and all lower ones. */
  private countUpTo(bucket: number): number {
    let sum = 0;
    for (let entry = bucket + 1; entry > 0; entry -= entry & -entry) sum += this.counts[entry] ?? 0;
    return sum;
  }

  private grow(id: SymbolId): void {
    const before = this.rows;
    this.rows = rowsFor(id, before);
    this.values = widened(this.values, new Float64Array(this.rows));
    this.buckets = widened(this.buckets, new Int32Array(this.rows)).fill(NONE, before);
    this.nextOf = widened(this.nextOf, new Int32Array(this.rows));
    this.previousOf = widened(this.previousOf, new Int32Array(this.rows));
  }
}
