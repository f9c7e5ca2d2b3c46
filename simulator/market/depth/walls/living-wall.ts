import type { Side } from '../../../../core/market/events';
import { onGrid } from '../../grid';
import type { SymbolSpec } from '../../symbol-spec';
import type { PriceLattice } from '../price-lattice';
import type { WallLabel, WallLife } from './wall';

/** A planted level is dead when it has lost more than this share of its first quantity (S2.10), in tenths to stay exact. */
const LOST_TENTHS = 7;

export interface WallBirth {
  readonly id: string;
  readonly label: WallLabel;
  readonly side: Side;
  readonly place: number;
  readonly steps: number;
  readonly multiple: number;
  readonly timeMs: number;
}

/** Keeps the books of one life of a planted level, in whole quantity steps. */
export class LivingWall {
  restSteps: number;
  filledSteps = 0;
  pulledSteps = 0;
  private deathMs: number | null = null;
  private movedTo: number | null = null;

  constructor(readonly birth: WallBirth, private readonly spec: SymbolSpec, private readonly lattice: PriceLattice) {
    this.restSteps = birth.steps;
  }

  get side(): Side { return this.birth.side; }

  get place(): number { return this.birth.place; }

  get isDead(): boolean { return this.deathMs !== null; }

  fill(steps: number): void {
    this.filledSteps += steps;
    this.restSteps -= steps;
  }

  pull(steps: number): void {
    this.pulledSteps += steps;
    this.restSteps -= steps;
  }

  /** The end of an update; true when the level died in it. */
  settle(timeMs: number): boolean {
    if (10 * (this.birth.steps - this.restSteps) <= LOST_TENTHS * this.birth.steps) return false;
    this.deathMs = timeMs;
    return true;
  }

  /** Its quantity appeared at another place. */
  moveTo(place: number): void { this.movedTo = this.lattice.priceOf(place); }

  life(): WallLife {
    const quantity = (steps: number): number => onGrid(this.spec.quantityGrid, steps);
    const { id, label, side, place, steps, multiple, timeMs } = this.birth;
    return {
      id, label, symbol: this.spec.symbol, side, price: this.lattice.priceOf(place), firstQuantity: quantity(steps), multiple,
      birthMs: timeMs, deathMs: this.deathMs, fate: this.fate(), filledQuantity: quantity(this.filledSteps),
      pulledQuantity: quantity(this.pulledSteps), restQuantity: quantity(this.restSteps), movedToPrice: this.movedTo,
    };
  }

  private fate(): WallLife['fate'] {
    if (!this.isDead) return null;
    if (this.filledSteps > this.pulledSteps) return 'filled';
    return this.movedTo === null ? 'pulled' : 'moved';
  }
}
