import type { MarketFrame } from '../../core/market/market-frame';

/** One way of taking frames in: timed over many of them, and checked against ours one by one. */
export interface FrameReader {
  readonly name: string;
  /** Over something of every frame read so far, so that no engine can leave the work out. */
  readonly sum: number;
  /** Takes in one frame and keeps what it keeps. */
  read(frame: Buffer, receivedTimeMs: number): void;
  /** What it made of the frame just read, where that differs from ours; undefined where both say the same. */
  difference(ours: MarketFrame, symbol: string): string | undefined;
}

/** Names the first value that is not the same. `undefined` on the left is a value that this reader does not give. */
export const firstDifference = (pairs: readonly (readonly [name: string, theirs: unknown, ours: unknown])[]): string | undefined => {
  const found = pairs.find(([, theirs, ours]) => !Object.is(theirs, ours));
  return found && `${found[0]}: ${String(found[1])}, ours ${String(found[2])}`;
};
