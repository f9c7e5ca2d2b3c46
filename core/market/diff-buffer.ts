import type { DepthFrame, DepthSide } from './depth-frame';

/** What is read of one side of a depth message. */
export type LevelColumns = Pick<DepthSide, 'count' | 'prices' | 'quantities'>;

/** The copy of a `diff` message. */
export interface KeptDiff {
  /** The update id that a book must have reached for this diff to continue it. */
  readonly continuesFromId: number;
  readonly lastUpdateId: number;
  readonly bids: LevelColumns;
  readonly asks: LevelColumns;
}

/** A quarter of a megabyte: minutes of a busy symbol, hours of a quiet one. Every diff counts one more, as an empty one takes room too. */
const MAX_LEVELS = 16_384;

const copyOf = ({ count, prices, quantities }: DepthSide): LevelColumns =>
  ({ count, prices: prices.slice(0, count), quantities: quantities.slice(0, count) });

const weightOf = ({ bids, asks }: KeptDiff): number => 1 + bids.count + asks.count;

/** An unbroken run of diffs that wait for a snapshot. Bounded: the oldest go first, and a snapshot must then be newer than they are. */
export class DiffBuffer {
  private diffs: KeptDiff[] = [];
  private levels = 0;

  constructor(private readonly maxLevels = MAX_LEVELS) {}

  /** The update id that a snapshot must have reached; `undefined` while nothing is kept. */
  get continuesFromId(): number | undefined { return this.diffs[0]?.continuesFromId; }

  get isEmpty(): boolean { return this.diffs.length === 0; }

  get lastUpdateId(): number | undefined { return this.diffs.at(-1)?.lastUpdateId; }

  keep(frame: DepthFrame, continuesFromId: number): void {
    const diff = { continuesFromId, lastUpdateId: frame.lastUpdateId, bids: copyOf(frame.bids), asks: copyOf(frame.asks) };
    this.diffs.push(diff);
    this.levels += weightOf(diff);
    while (this.levels > this.maxLevels && this.diffs.length > 1) this.dropOldest();
  }

  /** All of them, oldest first; nothing is kept afterwards. */
  take(): readonly KeptDiff[] {
    const { diffs } = this;
    this.clear();
    return diffs;
  }

  clear(): void {
    this.diffs = [];
    this.levels = 0;
  }

  private dropOldest(): void {
    const oldest = this.diffs.shift();
    if (oldest !== undefined) this.levels -= weightOf(oldest);
  }
}
