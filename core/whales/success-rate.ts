import type { WhaleCategory } from '../contracts/whale-order';
import { wilsonInterval } from '../outcomes/wilson';
import type { WhaleSettings } from './settings';
import type { WallData } from './wall';

interface Tally {
  n: number;
  held: number;
}

export type SuccessData = readonly (readonly [category: WhaleCategory, tally: Tally])[];

/** Fractions; the rate and its bounds are undefined below `minOutcomes`. */
export interface SuccessRate {
  readonly rate: number | undefined;
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly n: number;
}

/** How far the price stands from a level on the side from which it comes, as a share of the level; negative behind it. */
const clearanceOf = ({ side, price }: WallData, mid: number): number => (side === 'buy' ? mid - price : price - mid) / price;

/**
 * `historical_success_rate` (C2.14): of the hot levels of a category that the price has tested, the share that held. A test begins when the
 * mid is within `touchBp` of the level, once for each level. It held when the mid then stood `reverseBp` away from it, on the side from which it
 * came, within `holdMs`; it failed when the level died, the mid stood behind it, or the time was over before that. A level that no price came to
 * has shown nothing, and one that went while nobody saw it does not count. The category is that of the moment of the touch. Bounds: Wilson, 95 %.
 */
export class SuccessRates {
  private readonly tallies = new Map<WhaleCategory, Tally>();

  constructor(private readonly settings: WhaleSettings) {}

  /** The price is `mid` now. */
  onPrice(wall: WallData, mid: number, timeMs: number): void {
    if (!wall.isHot || wall.category === null || (wall.wasTested && wall.test === null)) return;
    const clearanceBp = clearanceOf(wall, mid) * 1e4;
    if (wall.test === null) {
      if (Math.abs(clearanceBp) > this.settings.touchBp) return;
      wall.test = { touchedMs: timeMs, category: wall.category };
      wall.wasTested = true;
    }
    if (clearanceBp < 0 || timeMs - wall.test.touchedMs > this.settings.holdMs) this.end(wall, false);
    else if (clearanceBp >= this.settings.reverseBp) this.end(wall, true);
  }

  /** The level's fate is known. */
  onFate(wall: WallData): void {
    if (wall.fate === 'unknown') wall.test = null;
    this.end(wall, false);
  }

  rateOf(category: WhaleCategory): SuccessRate {
    const { n, held } = this.tallies.get(category) ?? { n: 0, held: 0 };
    if (n < this.settings.minOutcomes) return { rate: undefined, low: undefined, high: undefined, n };
    const bounds = wilsonInterval(held, n);
    return { rate: held / n, low: bounds?.low, high: bounds?.high, n };
  }

  saved(): SuccessData {
    return [...this.tallies];
  }

  restore(data: SuccessData): void {
    for (const [category, tally] of data) this.tallies.set(category, tally);
  }

  private end(wall: WallData, hasHeld: boolean): void {
    if (wall.test === null) return;
    const tally = this.tallies.get(wall.test.category) ?? { n: 0, held: 0 };
    tally.n += 1;
    if (hasHeld) tally.held += 1;
    this.tallies.set(wall.test.category, tally);
    wall.test = null;
  }
}
