import { Random } from '../random';

/** Spot numbers the changes of one symbol without a hole; futures share one numbering, so that a symbol's ids jump. */
export type IdStyle = 'contiguous' | 'shared';

const SHARED_EVENTS = 400;
const FIRST_ID = { contiguous: 1_000_000_000, shared: 5_000_000_000_000 };
const ID_STREAM = 0x1d5;

/** Ids of the updates of one symbol's book: `first` to `last` of the newest one. */
export class UpdateIds {
  first: number;
  last: number;
  private readonly random: Random;

  constructor(private readonly style: IdStyle, seed: number, index: number) {
    this.random = new Random(seed, ID_STREAM, index);
    this.last = FIRST_ID[style] + index * 10_000_000;
    this.first = this.last;
  }

  /** The next update changes `count` levels. */
  next(count: number): void {
    const hole = this.style === 'shared' ? this.random.below(SHARED_EVENTS) : 0;
    const inside = this.style === 'shared' ? this.random.below(SHARED_EVENTS) : 0;
    this.first = this.last + 1 + hole;
    this.last = this.first + count - 1 + inside;
  }
}
