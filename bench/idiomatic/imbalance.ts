import type { Side } from '../../core/market/events';
import type { RadarSettings } from '../../core/radar/settings';
import { pushInto } from './window';

export interface Book {
  readonly timeMs: number;
  readonly bid: { readonly price: number; readonly quantity: number } | undefined;
  readonly ask: { readonly price: number; readonly quantity: number } | undefined;
}

export interface Imbalance {
  readonly value: number | undefined;
  readonly side: Side | undefined;
  readonly isNew: boolean;
}

/** "Imbalance hold" of docs/formulas.md. */
export class ImbalanceRule {
  latest: Imbalance = { value: undefined, side: undefined, isNew: false };
  private run: { readonly side: Side; readonly sinceMs: number } | undefined;
  /** For each of the last updates of the run, which side was heavy. */
  private updates: (Side | undefined)[] = [];
  private firedSide: Side | undefined;

  constructor(private readonly settings: RadarSettings) {}

  next(book: Book): Imbalance {
    const { imbalanceUpdates, imbalanceUpdatesHeld, imbalanceHoldMs, imbalanceThreshold, imbalanceRearmMargin } = this.settings;
    const value = book.bid && book.ask ? (book.bid.quantity - book.ask.quantity) / (book.bid.quantity + book.ask.quantity) : undefined;
    const heavy = this.heavySide(book, value);
    if (heavy !== undefined && heavy !== this.run?.side) {
      this.updates = [];
      this.run = { side: heavy, sinceMs: book.timeMs };
    }
    pushInto(this.updates, heavy, imbalanceUpdates);
    if (this.updates.filter((side) => side !== this.run?.side).length > imbalanceUpdates - imbalanceUpdatesHeld) this.run = undefined;
    if (this.run?.side !== this.firedSide && Math.abs(value ?? 0) < imbalanceThreshold - imbalanceRearmMargin) this.firedSide = undefined;
    const isHeld = this.run !== undefined && this.updates.length >= imbalanceUpdates && book.timeMs - this.run.sinceMs >= imbalanceHoldMs;
    const side = isHeld ? this.run?.side : undefined;
    this.latest = { value, side, isNew: side !== undefined && side !== this.firedSide };
    this.firedSide = side ?? this.firedSide;
    return this.latest;
  }

  reset(): void {
    this.latest = { value: undefined, side: undefined, isNew: false };
    this.run = this.firedSide = undefined;
    this.updates = [];
  }

  private heavySide(book: Book, value: number | undefined): Side | undefined {
    if (value === undefined || Math.abs(value) < this.settings.imbalanceThreshold) return undefined;
    const best = value > 0 ? book.bid : book.ask;
    if (best === undefined || best.price * best.quantity < this.settings.imbalanceMinNotionalUsdt) return undefined;
    return value > 0 ? 'buy' : 'sell';
  }
}
