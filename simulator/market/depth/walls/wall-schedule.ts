import { Random } from '../../random';
import type { DepthSymbol } from '../depth-symbol';
import { WALL_LABELS, type WallLabel } from './wall';
import { scriptOf } from './wall-scripts';

/** When and how much is planted, in market time. */
export interface WallSettings {
  readonly firstWallAfterMs: number;
  /** Walls begun per hour over the whole market. */
  readonly perHour: number;
  /** A symbol is left alone for this long after a story. */
  readonly restMs: number;
  /** How long a wall stands before its script goes on; only `long` ones use the upper end. */
  readonly lifetimeMs: { readonly from: number; readonly to: number };
  /** Size over the mean of the ten largest other levels. */
  readonly multiple: { readonly from: number; readonly to: number };
  readonly labels: readonly WallLabel[];
}

export const DEFAULT_WALLS: WallSettings = {
  firstWallAfterMs: 30_000, perHour: 120, restMs: 30_000, lifetimeMs: { from: 30_000, to: 10_800_000 }, multiple: { from: 5, to: 40 }, labels: WALL_LABELS,
};

const WALL_STREAM = 0x3a110000;
const HOUR_SECONDS = 3_600;
/** A bled wall is dead while more than a quarter of it stands: what is left must be no wall any more. */
const MOST_BLED_MULTIPLE = 11;
/** Usual lifetimes end at this share of the longest, long ones begin at the other. */
const USUAL_SHARE = 0.08;
const LONG_SHARE = 0.35;

/** Decides second by second what begins where. Depends on the seed and on the market's own path, never on who is watching. */
export class WallSchedule {
  private nextSecond: number;
  private count = 0;

  constructor(private readonly seed: number, private readonly settings: WallSettings, startSecond: number) {
    this.nextSecond = startSecond + Math.round(settings.firstWallAfterMs / 1_000);
  }

  /** Begins what is due at this second on one of `symbols`. */
  plan(second: number, symbols: readonly DepthSymbol[]): void {
    while (second >= this.nextSecond) {
      const random = new Random(this.seed, WALL_STREAM, this.count);
      this.nextSecond += Math.ceil((HOUR_SECONDS / this.settings.perHour) * random.exponential());
      const free = symbols.filter((symbol) => symbol.canCarryWall(second));
      if (free.length > 0) this.begin(random, random.pick(free));
    }
  }

  private begin(random: Random, symbol: DepthSymbol): void {
    const { labels, multiple, restMs } = this.settings;
    const label = labels[this.count % labels.length];
    if (label === undefined) return;
    this.count += 1;
    const most = label === 'bleed' ? Math.min(multiple.to, MOST_BLED_MULTIPLE) : multiple.to;
    const setting = {
      id: `wall-${this.seed}-${String(this.count).padStart(4, '0')}`, label, side: random.chance(0.5) ? 'buy' as const : 'sell' as const,
      multiple: logUniform(random, Math.min(multiple.from, most), most),
    };
    symbol.begin(setting, random, scriptOf(label, random, this.lifetimes(random)), Math.round(restMs / 1_000));
  }

  private lifetimes(random: Random): { usual: () => number; long: () => number } {
    const { from, to } = this.settings.lifetimeMs;
    return { usual: () => logUniform(random, from, Math.max(from, USUAL_SHARE * to)), long: () => random.between(Math.max(from, LONG_SHARE * to), to) };
  }
}

const logUniform = (random: Random, low: number, high: number): number => low * (high / low) ** random.uniform();
