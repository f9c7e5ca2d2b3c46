/**
 * A double-ended queue of numbers in one Float64Array of fixed capacity: nothing is allocated after construction.
 * Reading or removing from an empty ring gives `undefined`; adding to a full one drops the oldest.
 */
export class Float64Ring {
  private readonly values: Float64Array;
  private head = 0;
  private count = 0;

  constructor(readonly capacity: number) {
    this.values = new Float64Array(capacity);
  }

  get size(): number {
    return this.count;
  }

  /** The value `index` places after the oldest. */
  at(index: number): number | undefined {
    return index >= 0 && index < this.count ? this.values[this.slot(index)] : undefined;
  }

  first(): number | undefined {
    return this.at(0);
  }

  last(): number | undefined {
    return this.at(this.count - 1);
  }

  /** Adds the newest value and returns the one that had to make room for it. */
  push(value: number): number | undefined {
    const dropped = this.count === this.capacity ? this.shift() : undefined;
    this.values[this.slot(this.count)] = value;
    this.count += 1;
    return dropped;
  }

  /** Removes and returns the oldest value. */
  shift(): number | undefined {
    if (this.count === 0) return undefined;
    const value = this.values[this.head];
    this.head = this.slot(1);
    this.count -= 1;
    return value;
  }

  /** Removes and returns the newest value. */
  pop(): number | undefined {
    const value = this.last();
    if (this.count > 0) this.count -= 1;
    return value;
  }

  clear(): void {
    this.head = 0;
    this.count = 0;
  }

  private slot(index: number): number {
    const slot = this.head + index;
    return slot < this.capacity ? slot : slot - this.capacity;
  }
}
