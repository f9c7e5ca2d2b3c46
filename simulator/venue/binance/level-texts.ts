import type { DepthSymbol } from '../../market/depth/depth-symbol';
import { decimalText } from './decimal-text';

/** As many as a book has places at once; a power of two. */
const SLOTS = 1_024;
const MASK = SLOTS - 1;

/** Wire texts of one symbol's levels, `["price","quantity"]`. Each is written once and kept until its level changes. */
export class LevelTexts {
  private readonly places = new Float64Array(SLOTS).fill(NaN);
  private readonly steps = new Float64Array(SLOTS);
  private readonly prices: string[] = Array.from({ length: SLOTS }, () => '');
  private readonly texts: string[] = Array.from({ length: SLOTS }, () => '');

  constructor(private readonly symbol: DepthSymbol, private readonly shownDecimals: number | undefined) {}

  price(ticks: number): string { return decimalText(this.symbol.spec.priceGrid, ticks, this.shownDecimals); }

  quantity(steps: number): string { return decimalText(this.symbol.spec.quantityGrid, steps, this.shownDecimals); }

  level(place: number, steps: number): string {
    const slot = place & MASK;
    const isSamePlace = this.places[slot] === place;
    if (isSamePlace && this.steps[slot] === steps) return this.texts[slot] ?? '';
    if (!isSamePlace) this.prices[slot] = this.price(this.symbol.lattice.tickOf(place));
    this.places[slot] = place;
    this.steps[slot] = steps;
    return (this.texts[slot] = `["${this.prices[slot] ?? ''}","${this.quantity(steps)}"]`);
  }
}
