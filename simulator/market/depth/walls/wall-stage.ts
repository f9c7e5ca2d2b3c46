import type { Side } from '../../../../core/market/events';
import type { Random } from '../../random';
import { NO_EFFECT, type PlantEffect } from '../../second';
import type { SymbolWalk } from '../../symbol-walk';
import type { LatticeBook } from '../lattice-book';
import { type PriceLattice, usualDeviation } from '../price-lattice';
import { type Fill, opposite, take } from '../taker';
import { LivingWall } from './living-wall';
import type { WallLabel } from './wall';

/** Bound once: a lookup of the global object per draw is slow in sandboxed runtimes such as a test runner's. */
const { max, min, round } = Math;

/** Levels of a side that a follower of the best twenty sees, and how many of them its mean is taken over. */
const SEEN_LEVELS = 20;
const MEAN_LEVELS = 10;
/** Pull of the mid towards its target per second: loose while a wall stands, tight while the price is led to it. */
const LOOSE = 0.05;
const TIGHT = 0.08;
/** Random moves while a story is told, as a share of usual ones. */
const CALM = 0.5;
/** Share of takers that still go for a wall at the touch when the price is not led against it. */
const SHY = 0.1;

export interface StageSetting {
  readonly id: string;
  readonly label: WallLabel;
  readonly side: Side;
  readonly multiple: number;
}

/** What a story can see and do on one symbol: place a wall, cancel it, have it eaten, and lead the price. */
export class WallStage {
  nowMs = 0;
  wall: LivingWall | undefined;
  /** Where the mid is drawn to, in places; undefined lets it walk as it would. */
  private target: number | undefined;
  private pull = LOOSE;
  private lives = 0;

  constructor(
    readonly setting: StageSetting, readonly random: Random, private readonly book: LatticeBook, private readonly lattice: PriceLattice, private readonly walk: SymbolWalk,
    private readonly keep: (wall: LivingWall) => void, private readonly onFill: (fill: Fill) => void,
  ) {}

  /** Position of the mid of the book, in places. */
  get mid(): number { return (this.book.bestBid + this.book.bestAsk) / 2; }

  /** Places between the touch and the wall; 0 when the wall is the best level of its side. */
  get distance(): number { return this.wall ? this.book.distanceOf(this.wall.side, this.wall.place) : Infinity; }

  /** The place of the `rank`-th level from the touch, counted from 0. */
  placeAt(rank: number): number {
    let found = this.book.bestOf(this.setting.side);
    this.book.forEachLevel(this.setting.side, (place, _, at) => {
      found = place;
      return at < rank;
    });
    return found;
  }

  /** Does the place lie behind the touch, and so near that a follower of the best twenty levels sees it? */
  isBehindTouch(place: number): boolean {
    const distance = this.book.distanceOf(this.setting.side, place);
    return distance > 0 && distance < SEEN_LEVELS / 2;
  }

  /** A new life at `place`; without `steps`, the setting's multiple of the mean of the ten largest other levels. */
  place(place: number, steps?: number): LivingWall {
    const { setting, book } = this;
    const mean = this.meanOfLargest(place);
    const size = steps ?? max(10, round(setting.multiple * mean));
    this.lives += 1;
    const birth = { id: `${setting.id}.${this.lives}`, label: setting.label, side: setting.side, place, steps: size, multiple: size / mean, timeMs: this.nowMs };
    this.wall = new LivingWall(birth, this.walk.spec, this.lattice);
    book.set(setting.side, place, size);
    this.keep(this.wall);
    return this.wall;
  }

  /** Cancels up to `steps` of the wall. */
  cancel(steps: number): void {
    const { wall } = this;
    if (!wall || wall.isDead) return;
    const pulled = min(wall.restSteps, steps);
    wall.pull(pulled);
    this.book.set(wall.side, wall.place, wall.restSteps);
  }

  /** An order takes up to `steps` of the wall, and all that stands before it. */
  eat(steps: number): void {
    const { wall } = this;
    if (!wall || wall.isDead) return;
    let before = 0;
    this.book.forEachLevel(wall.side, (place, resting) => {
      if (place === wall.place) return false;
      before += resting;
      return true;
    });
    take(this.book, opposite(wall.side), before + min(wall.restSteps, steps), this.onFill);
  }

  /** Draws the mid to a position: `isLed` leads it there, otherwise it is only kept near. */
  drawTo(target: number | undefined, isLed = false): void {
    this.target = target;
    this.pull = isLed ? TIGHT : LOOSE;
  }

  effect(second: number): PlantEffect {
    const { target, walk } = this;
    if (target === undefined) return NO_EFFECT;
    const calm = (CALM * usualDeviation(walk.spec)) / walk.deviationPerSecond(second);
    return { drift: this.pull * (this.lattice.logOf(target) - walk.midLog), volatilityScale: min(1, calm), ...this.takers(target) };
  }

  /** Orders shun a wall at the touch unless the price is led against it. */
  private takers(target: number): PlantEffect {
    const { wall } = this;
    if (!wall || wall.isDead || this.distance > 1) return NO_EFFECT;
    if (wall.side === 'sell') return target >= wall.place ? NO_EFFECT : { buyFraction: SHY };
    return target <= wall.place ? NO_EFFECT : { buyFraction: 1 - SHY };
  }

  private meanOfLargest(exceptPlace: number): number {
    const sizes: number[] = [];
    this.book.forEachLevel(this.setting.side, (place, steps, rank) => {
      if (place !== exceptPlace) sizes.push(steps);
      return rank < SEEN_LEVELS - 1;
    });
    const largest = sizes.sort((a, b) => b - a).slice(0, MEAN_LEVELS);
    return largest.reduce((sum, size) => sum + size, 0) / largest.length;
  }
}
