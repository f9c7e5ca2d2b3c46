import type { Side } from '../market/events';
import type { DepthSide } from '../market/depth-frame';
import type { LargeLevels } from './large-levels';
import type { WhaleSettings } from './settings';
import { newWall, Wall, type WallData } from './wall';

/** Dead levels that are remembered of one side at most: some hundred bytes each. */
const MOST_GRAVES = 256;

/** What is known of a dead level's price: how often it lived, and the least that stood there since (S2.13). */
interface Grave {
  readonly incarnation: number;
  least: number;
  seenMs: number;
}

/** Plain data. */
export interface WallSideData {
  readonly live: WallData[];
  readonly dying: WallData[];
  readonly graves: (readonly [price: number, grave: Grave])[];
  readonly births: Birth[];
}

interface Birth {
  readonly price: number;
  readonly quantity: number;
  readonly timeMs: number;
}

/** What stands at a price: 0 where nothing does, undefined where that cannot be seen. */
export type QuantityAt = (price: number) => number | undefined;

/** How a side is looked at. */
export interface Look {
  readonly quantityAt: QuantityAt;
  readonly timeMs: number;
  readonly areTradesSeen: boolean;
}

export type HashOf = (side: Side, price: number, firstSeenMs: number, incarnation: number) => string;

/** The large levels of one side of one symbol: those that live, those whose fate is still being decided, and where others have died. */
export class WallSide {
  readonly live = new Map<number, Wall>();
  /** Dead, not settled. */
  dying: Wall[] = [];
  private readonly graves = new Map<number, Grave>();
  private births: Birth[] = [];

  constructor(private readonly side: Side, private readonly settings: WhaleSettings, private readonly hashOf: HashOf) {}

  get isEmpty(): boolean {
    return this.live.size === 0 && this.dying.length === 0;
  }

  /** Judges what lives by what can be seen now; those that died by it. */
  judge({ quantityAt, timeMs, areTradesSeen }: Look): readonly Wall[] {
    if (this.live.size === 0 && this.graves.size === 0) return NONE;
    const dead: Wall[] = [];
    for (const [price, wall] of this.live) {
      const quantity = quantityAt(price);
      if (quantity === undefined) wall.loseSight(timeMs);
      else if (wall.see(quantity, timeMs, areTradesSeen)) dead.push(wall);
    }
    this.watchGraves(quantityAt, timeMs);
    for (const wall of dead) this.bury(wall);
    return dead;
  }

  /** Finds new large levels among the best ones, whose sizes `sizes` has measured. A book that knows more has the last word. */
  findBorn({ prices, quantities, count }: DepthSide, sizes: LargeLevels, { quantityAt, timeMs }: Look): readonly Wall[] {
    let born: Wall[] | undefined;
    for (let index = 0; index < Math.min(count, this.settings.orderbookDepth); index += 1) {
      if (!sizes.isLarge(index)) continue;
      const price = prices[index] ?? 0;
      const quantity = quantityAt(price) ?? quantities[index] ?? 0;
      if (this.live.has(price) || !this.mayBeBorn(price, quantity, quantities[index] ?? 0)) continue;
      (born ??= []).push(this.open(price, quantity, timeMs, sizes.ratiosOf(price * (quantities[index] ?? 0))));
    }
    return born ?? NONE;
  }

  /** Decides the fates that can be decided: once trades cannot change them any more, of pulled levels once they cannot have moved. */
  settle(nowMs: number): readonly Wall[] {
    for (const wall of this.live.values()) wall.ledger.settleUpTo(nowMs);
    if (this.dying.length === 0) return NONE;
    const settled = this.dying.filter((wall) => this.decide(wall, nowMs));
    if (settled.length > 0) this.dying = this.dying.filter((wall) => !settled.includes(wall));
    return settled;
  }

  /** Ends what lives, with an unknown fate; those are then dying. */
  giveUp(timeMs: number, shouldEnd: (wall: Wall) => boolean = () => true): readonly Wall[] {
    const ended = [...this.live.values()].filter(shouldEnd);
    for (const wall of ended) {
      wall.giveUp(timeMs);
      this.bury(wall);
    }
    return ended;
  }

  /** Forgets births and graves that no longer matter. */
  forget(nowMs: number): void {
    if (this.births.length > 0) this.births = this.births.filter(({ timeMs }) => nowMs - timeMs <= 2 * this.settings.moveWindowMs);
    for (const [price, { seenMs }] of this.graves) if (nowMs - seenMs > this.settings.rememberDeadMs) this.graves.delete(price);
  }

  saved(): WallSideData {
    return { live: [...this.live.values()].map(({ data }) => data), dying: this.dying.map(({ data }) => data), graves: [...this.graves], births: this.births };
  }

  restore({ live, dying, graves, births }: WallSideData): void {
    for (const data of live) this.live.set(data.price, new Wall(data, this.settings));
    this.dying = dying.map((data) => new Wall(data, this.settings));
    for (const [price, grave] of graves) this.graves.set(price, grave);
    this.births = births;
  }

  private decide({ data, ledger }: Wall, nowMs: number): boolean {
    const sinceMs = nowMs - (data.died?.timeMs ?? nowMs);
    if (sinceMs <= this.settings.reconcileMs) return false;
    ledger.settleUpTo(nowMs);
    const kind = data.died?.isUnseen === true ? 'unknown' : ledger.kind;
    const movedTo = kind === 'pulled' ? this.movedTo(data) : undefined;
    if (kind === 'pulled' && movedTo === undefined && sinceMs <= this.settings.moveWindowMs) return false;
    data.fate = movedTo === undefined ? kind : 'moved';
    data.movedToPrice = movedTo ?? null;
    return true;
  }

  /** Where a dead level went: to one of a similar size that came up near it, close in time. No two levels have gone to the same one. */
  private movedTo({ price, died }: WallData): number | undefined {
    if (died === null) return undefined;
    const { moveWindowMs, moveDistanceShare, moveSizeShare } = this.settings;
    const isLike = (birth: Birth): boolean => birth.price !== price && Math.abs(birth.timeMs - died.timeMs) <= moveWindowMs
      && Math.abs(birth.price - price) <= moveDistanceShare * price && Math.abs(birth.quantity - died.quantityBefore) <= moveSizeShare * died.quantityBefore;
    const birth = this.births.find(isLike);
    if (birth !== undefined) this.births = this.births.filter((other) => other !== birth);
    return birth?.price;
  }

  private mayBeBorn(price: number, quantity: number, shown: number): boolean {
    if (quantity < (1 - this.settings.survivalThreshold) * shown || quantity <= 0) return false;
    const grave = this.graves.get(price);
    return grave === undefined || quantity > grave.least;
  }

  private open(price: number, quantity: number, timeMs: number, ratios: WallData['ratios']): Wall {
    const incarnation = (this.graves.get(price)?.incarnation ?? 0) + 1;
    const orderHash = this.hashOf(this.side, price, timeMs, incarnation);
    const wall = new Wall(newWall({ side: this.side, price, quantity, timeMs, orderHash, incarnation, ratios }), this.settings);
    this.graves.delete(price);
    this.live.set(price, wall);
    this.births.push({ price, quantity, timeMs });
    return wall;
  }

  private bury(wall: Wall): void {
    const { price, incarnation, quantity, died } = wall.data;
    this.live.delete(price);
    this.dying.push(wall);
    this.graves.set(price, { incarnation, least: quantity, seenMs: died?.timeMs ?? 0 });
    const oldest = this.graves.size > MOST_GRAVES ? this.graves.keys().next().value : undefined;
    if (oldest !== undefined) this.graves.delete(oldest);
  }

  /** What still stands where a level died is no new one, as long as it does not grow. */
  private watchGraves(quantityAt: QuantityAt, timeMs: number): void {
    for (const [price, grave] of this.graves) {
      const quantity = quantityAt(price);
      if (quantity === undefined || (quantity >= grave.least && quantity === 0)) continue;
      grave.least = Math.min(grave.least, quantity);
      grave.seenMs = timeMs;
    }
  }
}

const NONE: readonly Wall[] = [];
