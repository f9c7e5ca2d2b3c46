import type { WhaleSettings } from './settings';
import type { WallData } from './wall';

/** How often the price came to levels, and how often they were pulled while it was there. */
interface Tally {
  n: number;
  pulled: number;
}

export type SpoofData = readonly (readonly [key: string, tally: Tally])[];

export interface SpoofScore {
  /** A fraction; undefined below `minApproaches`. */
  readonly score: number | undefined;
  readonly n: number;
}

/** Sizes are counted in doublings of the threshold, the largest together: 1, 2, 4 and 8 times it and more. */
const LARGEST_BUCKET = 3;

/**
 * Pattern consistent with pulled liquidity: of the times that the price came near a large level, the share in which the level was pulled
 * (or moved away) before it was met, by symbol, side and size. An approach begins when the price is within `approachBp` of a living level, and
 * ends when the price is `approachLeaveFactor` times as far again (the level stood), or with the level: filled, pulled or moved. One that
 * nobody saw the end of does not count. It is a statement about levels, not about anybody's intent.
 */
export class SpoofTallies {
  private readonly tallies = new Map<string, Tally>();

  constructor(private readonly settings: WhaleSettings) {}

  /** The price is `mid` now. */
  onPrice(symbol: string, wall: WallData, mid: number): void {
    const distanceBp = (Math.abs(wall.price - mid) / mid) * 1e4;
    const { approachBp, approachLeaveFactor } = this.settings;
    if (wall.isNear && distanceBp > approachBp * approachLeaveFactor) {
      wall.isNear = false;
      this.count(symbol, wall, false);
    } else if (distanceBp <= approachBp) wall.isNear = true;
  }

  /** The level's fate is known. */
  onFate(symbol: string, wall: WallData): void {
    if (!wall.isNear || wall.fate === null || wall.fate === 'unknown') return;
    this.count(symbol, wall, wall.fate !== 'filled');
  }

  scoreOf(symbol: string, wall: WallData): SpoofScore {
    const { n, pulled } = this.tallies.get(this.keyOf(symbol, wall)) ?? { n: 0, pulled: 0 };
    return { n, score: n < this.settings.minApproaches ? undefined : pulled / n };
  }

  saved(): SpoofData {
    return [...this.tallies];
  }

  restore(data: SpoofData): void {
    for (const [key, tally] of data) this.tallies.set(key, tally);
  }

  private count(symbol: string, wall: WallData, isPulled: boolean): void {
    const key = this.keyOf(symbol, wall);
    const tally = this.tallies.get(key) ?? { n: 0, pulled: 0 };
    tally.n += 1;
    if (isPulled) tally.pulled += 1;
    this.tallies.set(key, tally);
  }

  private keyOf(symbol: string, { side, birthRatio }: WallData): string {
    const doublings = Math.floor(Math.log2(birthRatio / this.settings.largeOrderMultiplier));
    return `${symbol}|${side}|${Math.min(LARGEST_BUCKET, Math.max(0, doublings))}`;
  }
}
