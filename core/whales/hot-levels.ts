import type { WhaleChange } from '../contracts/whale-feed';
import type { WhaleOrder } from '../contracts/whale-order';
import type { Grader } from './grader';
import type { WhaleSettings } from './settings';
import type { SymbolWatch } from './symbol-watch';
import type { Wall } from './wall';
import type { Weighing } from './weighing';
import { Turns, workerCounts } from './workers';

/** What was told of a level last. */
interface Told {
  readonly timeMs: number;
  readonly weighing: Weighing;
  readonly notional: number;
}

interface HotLevel {
  readonly watch: SymbolWatch;
  readonly wall: Wall;
  /** Spread evenly by the hash, so that the same level has the same turn in every run. */
  readonly place: number;
  told: Told | undefined;
}

export interface HotListener {
  changed(change: WhaleChange): void;
  /** For the first time in the level's life. */
  becameDiamond(watch: SymbolWatch, wall: Wall, weighing: Weighing, nowMs: number): void;
}

const HEX = 16;
const PLACE_DIGITS = 8;

const largestChange = (a: Weighing['weights'], b: Weighing['weights']): number =>
  (Object.keys(a) as (keyof Weighing['weights'])[]).reduce((largest, name) => Math.max(largest, Math.abs(a[name] - b[name])), 0);

/**
 * The hot pool (S2.14): levels older than a minute, weighed anew each `minScanIntervalMs` in as many parts as there are hot workers. A change is
 * told where a weight, the value or a category moved enough to be seen, and at least each `refreshMs`.
 */
export class HotLevels {
  private readonly levels = new Map<Wall, HotLevel>();
  private readonly turns: Turns;

  constructor(private readonly settings: WhaleSettings, private readonly grader: Grader, private readonly listener: HotListener) {
    this.turns = new Turns(settings.minScanIntervalMs);
  }

  get size(): number {
    return this.levels.size;
  }

  has(wall: Wall): boolean {
    return this.levels.has(wall);
  }

  /** Takes a level in, which has become hot or was restored. */
  add(watch: SymbolWatch, wall: Wall): void {
    wall.data.isHot = true;
    this.levels.set(wall, { watch, wall, place: Number.parseInt(wall.data.orderHash.slice(-PLACE_DIGITS), HEX), told: undefined });
  }

  /** Weighs a level that has just been taken in, without waiting for its turn. */
  weighNow(wall: Wall, nowMs: number): void {
    const level = this.levels.get(wall);
    if (level !== undefined) this.weigh(level, nowMs);
  }

  /** Weighs the levels whose turn it is. */
  advance(nowMs: number): void {
    const parts = workerCounts(0, this.levels.size, this.settings).hot;
    const due = this.turns.due(parts, nowMs);
    if (due.size === 0) return;
    for (const level of this.levels.values()) if (due.has(level.place % parts) && level.wall.data.died === null) this.weigh(level, nowMs);
  }

  /** The level is dead and its fate decided: told as it ended. */
  remove(watch: SymbolWatch, wall: Wall, nowMs: number): void {
    if (!this.levels.delete(wall)) return;
    const diedMs = wall.data.died?.timeMs ?? nowMs;
    const order = this.grader.orderOf(watch, wall, this.grader.weigh(watch, wall, diedMs), Math.max(nowMs, diedMs));
    this.listener.changed({ order, removed_time_ms: diedMs });
  }

  /** All that live. */
  orders(nowMs: number): WhaleOrder[] {
    const living = [...this.levels.values()].filter(({ wall }) => wall.data.died === null);
    return living.map(({ watch, wall }) => this.grader.orderOf(watch, wall, this.grader.weigh(watch, wall, nowMs), nowMs));
  }

  private weigh(level: HotLevel, nowMs: number): void {
    const { watch, wall } = level;
    const weighing = this.grader.weigh(watch, wall, nowMs);
    wall.data.category = weighing.category;
    if (this.isNews(level, weighing, nowMs)) this.tell(level, weighing, nowMs);
    if (weighing.category !== 'diamond' || wall.data.wasDiamond) return;
    wall.data.wasDiamond = true;
    this.listener.becameDiamond(watch, wall, weighing, nowMs);
  }

  private isNews({ told, wall }: HotLevel, weighing: Weighing, nowMs: number): boolean {
    if (told === undefined || nowMs - told.timeMs >= this.settings.refreshMs || weighing.category !== told.weighing.category) return true;
    return largestChange(weighing.weights, told.weighing.weights) >= this.settings.tellWeightChange
      || Math.abs(wall.notional - told.notional) >= this.settings.tellValueShare * told.notional;
  }

  private tell(level: HotLevel, weighing: Weighing, nowMs: number): void {
    level.told = { timeMs: nowMs, weighing, notional: level.wall.notional };
    this.listener.changed({ order: this.grader.orderOf(level.watch, level.wall, weighing, nowMs), removed_time_ms: null });
  }
}
