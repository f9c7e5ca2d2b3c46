import { widened } from './columns';

/** Levels of one chunk: few enough to shift in some 50 ns, enough to keep the directory short. */
const CHUNK = 64;
const HALF = CHUNK / 2;
/** A chunk with fewer levels joins a neighbour if the two leave room to grow: else the next change would split them again. */
const FEW = CHUNK / 4;
const ROOMY = CHUNK - FEW;
const FIRST_CHUNKS = 4;

/**
 * Quantities by key, sorted by key, in typed arrays: a B+tree of two levels (D. Comer, "The Ubiquitous B-Tree", ACM Computing Surveys
 * 1979), whose leaves are chunks of one slab and whose root is a directory of the chunks' least keys.
 *
 * Of n levels one is found in O(log n). Setting or deleting one shifts at most a chunk, and the directory of some n/50 entries only when
 * a chunk splits, empties or merges, which takes dozens of changes. Walking from the greatest key is O(1) per level. A plain sorted array
 * shifts all n for a level far from the end, a hash map has no order to walk in, a tree of nodes is an object per level to trace.
 * 16 bytes per level where chunks are full, some 24 after long use; five arrays however many levels there are.
 */
export class SortedLevels {
  size = 0;
  private keys = new Float64Array(FIRST_CHUNKS * CHUNK);
  private quantities = new Float64Array(FIRST_CHUNKS * CHUNK);
  /** Directory, by position: each chunk's slot in the slab, number of levels and least key. The slots from position `chunks` on are free. */
  private slots = Int32Array.from({ length: FIRST_CHUNKS }, (_, slot) => slot);
  private counts = new Int32Array(FIRST_CHUNKS);
  private firsts = new Float64Array(FIRST_CHUNKS);
  /** At least one; only a first and only chunk is ever empty. */
  private chunks = 1;

  /** Meaningless while `size` is 0. */
  get lastKey(): number { return this.keys[this.endOf(this.chunks - 1) - 1] ?? 0; }

  /** Meaningless while `size` is 0. */
  get lastQuantity(): number { return this.quantities[this.endOf(this.chunks - 1) - 1] ?? 0; }

  /** 0: no such key. */
  quantityAt(key: number): number {
    const chunk = this.chunkOf(key);
    const cell = this.cellOf(chunk, key);
    return this.isAt(chunk, cell, key) ? this.quantities[cell] ?? 0 : 0;
  }

  set(key: number, quantity: number): void {
    const chunk = this.chunkOf(key);
    const cell = this.cellOf(chunk, key);
    if (this.isAt(chunk, cell, key)) this.quantities[cell] = quantity;
    else if (this.counts[chunk] === CHUNK) this.makeRoom(chunk, cell, key, quantity);
    else this.insert(chunk, cell, key, quantity);
  }

  /** Deletes a key; one that is not there is fine. */
  delete(key: number): void {
    const chunk = this.chunkOf(key);
    const cell = this.cellOf(chunk, key);
    if (!this.isAt(chunk, cell, key)) return;
    const last = this.endOf(chunk) - 1;
    for (let at = cell; at < last; at += 1) this.copyCell(at + 1, at);
    this.size -= 1;
    this.resize(chunk, (this.counts[chunk] ?? 0) - 1);
    this.tidy(chunk);
  }

  clear(): void {
    this.size = 0;
    this.chunks = 1;
    this.counts[0] = 0;
  }

  /** Greatest key first, until `visit` answers false. `visit` must not change the levels. */
  forEachFromLast(visit: (key: number, quantity: number, rank: number) => boolean | void): void {
    let rank = 0;
    for (let chunk = this.chunks - 1; chunk >= 0; chunk -= 1) {
      const base = this.baseOf(chunk);
      for (let cell = this.endOf(chunk) - 1; cell >= base; cell -= 1) {
        if (visit(this.keys[cell] ?? 0, this.quantities[cell] ?? 0, rank) === false) return;
        rank += 1;
      }
    }
  }

  private baseOf(chunk: number): number { return (this.slots[chunk] ?? 0) * CHUNK; }

  private endOf(chunk: number): number { return this.baseOf(chunk) + (this.counts[chunk] ?? 0); }

  private isAt(chunk: number, cell: number, key: number): boolean {
    return this.keys[cell] === key && cell < this.endOf(chunk);
  }

  /** The position of the chunk that has the key or is to have it. Most changes are near the greatest key: the last chunk is asked first. */
  private chunkOf(key: number): number {
    const { firsts } = this;
    let low = 0;
    let high = this.chunks - 1;
    if (key >= (firsts[high] ?? 0)) return high;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((firsts[middle] ?? 0) <= key) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The first cell of the chunk whose key is not below `key`, the chunk's end where all are. */
  private cellOf(chunk: number, key: number): number {
    const { keys } = this;
    let low = this.baseOf(chunk);
    let high = this.endOf(chunk);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((keys[middle] ?? 0) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private insert(chunk: number, cell: number, key: number, quantity: number): void {
    for (let at = this.endOf(chunk); at > cell; at -= 1) this.copyCell(at - 1, at);
    this.keys[cell] = key;
    this.quantities[cell] = quantity;
    this.size += 1;
    this.resize(chunk, (this.counts[chunk] ?? 0) + 1);
  }

  /** Behind the very last level a new chunk begins, so that levels which come in order fill their chunks; elsewhere a full one splits. */
  private makeRoom(chunk: number, cell: number, key: number, quantity: number): void {
    this.openChunk(chunk + 1);
    const isBehindAll = chunk === this.chunks - 2 && cell === this.endOf(chunk);
    if (!isBehindAll) this.moveLevels(chunk, HALF, chunk + 1);
    const target = isBehindAll || key >= (this.firsts[chunk + 1] ?? 0) ? chunk + 1 : chunk;
    this.insert(target, this.cellOf(target, key), key, quantity);
  }

  /** Moves the levels of a chunk from its `offset` on behind those of another. */
  private moveLevels(chunk: number, offset: number, target: number): void {
    const from = this.baseOf(chunk) + offset;
    const end = this.endOf(chunk);
    const to = this.endOf(target);
    this.keys.copyWithin(to, from, end);
    this.quantities.copyWithin(to, from, end);
    this.resize(chunk, offset);
    this.resize(target, (this.counts[target] ?? 0) + end - from);
  }

  private copyCell(from: number, to: number): void {
    this.keys[to] = this.keys[from] ?? 0;
    this.quantities[to] = this.quantities[from] ?? 0;
  }

  private resize(chunk: number, count: number): void {
    this.counts[chunk] = count;
    this.firsts[chunk] = this.keys[this.baseOf(chunk)] ?? 0;
  }

  /** An empty chunk closes; one of few levels gives them to the chunk before it, or takes those of the one behind. */
  private tidy(chunk: number): void {
    const count = this.counts[chunk] ?? 0;
    if (count >= FEW || this.chunks === 1) return;
    if (count === 0) this.closeChunk(chunk);
    else if (chunk > 0 && count + (this.counts[chunk - 1] ?? 0) <= ROOMY) this.join(chunk - 1);
    else if (chunk + 1 < this.chunks && count + (this.counts[chunk + 1] ?? 0) <= ROOMY) this.join(chunk);
  }

  private join(chunk: number): void {
    this.moveLevels(chunk + 1, 0, chunk);
    this.closeChunk(chunk + 1);
  }

  /** An empty chunk at this position, in the first free slot. */
  private openChunk(position: number): void {
    if (this.chunks === this.slots.length) this.grow();
    const slot = this.slots[this.chunks] ?? 0;
    for (const column of [this.slots, this.counts, this.firsts]) column.copyWithin(position + 1, position, this.chunks);
    this.slots[position] = slot;
    this.counts[position] = 0;
    this.chunks += 1;
  }

  private closeChunk(position: number): void {
    const slot = this.slots[position] ?? 0;
    for (const column of [this.slots, this.counts, this.firsts]) column.copyWithin(position, position + 1, this.chunks);
    this.chunks -= 1;
    this.slots[this.chunks] = slot;
  }

  private grow(): void {
    const before = this.slots.length;
    this.keys = widened(this.keys, new Float64Array(2 * before * CHUNK));
    this.quantities = widened(this.quantities, new Float64Array(2 * before * CHUNK));
    this.slots = widened(this.slots, Int32Array.from({ length: 2 * before }, (_, slot) => slot));
    this.counts = widened(this.counts, new Int32Array(2 * before));
    this.firsts = widened(this.firsts, new Float64Array(2 * before));
  }
}
