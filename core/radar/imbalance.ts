import { bookImbalance } from '../indicators/book-imbalance';
import type { BookTopEvent, Side } from '../market/events';
import type { RadarSettings } from './settings';

/** The book's pressure after one update; `isNew` only on the update at which the hold became long enough. */
export interface ImbalanceReading {
  readonly imbalance: number | undefined;
  /** Notional at the heavy side's best price, quote currency. */
  readonly notionalUsdt: number | undefined;
  readonly heldMs: number;
  /** The dominating side while the imbalance holds, by persistence and notional. */
  readonly side: Side | undefined;
  readonly isNew: boolean;
}

const NOTHING: ImbalanceReading = { imbalance: undefined, notionalUsdt: undefined, heldMs: 0, side: undefined, isNew: false };

/**
 * Top-of-book imbalance with persistence (S1.13, S1.14, C1.11): at least M of the last K updates on one side of the threshold,
 * for at least `imbalanceHoldMs`, with enough notional. Fires once; re-arms when the imbalance falls `imbalanceRearmMargin` below.
 */
export class ImbalanceDetector {
  latest: ImbalanceReading = NOTHING;
  private votes: (Side | undefined)[] = [];
  private runSide: Side | undefined;
  private runSinceMs = 0;
  /** The side that has fired and not calmed down since. */
  private spentSide: Side | undefined;

  constructor(private readonly settings: RadarSettings) {}

  accept(book: BookTopEvent): ImbalanceReading {
    const imbalance = bookImbalance(book.bidQuantity, book.askQuantity);
    const notionalUsdt = heavyNotional(book, imbalance);
    this.vote(this.heavySide(imbalance, notionalUsdt), book.exchangeTimeMs);
    this.rearm(Math.abs(imbalance ?? 0));
    const heldMs = this.runSide === undefined ? 0 : book.exchangeTimeMs - this.runSinceMs;
    const side = this.votes.length >= this.settings.imbalanceUpdates && heldMs >= this.settings.imbalanceHoldMs ? this.runSide : undefined;
    const isNew = side !== undefined && side !== this.spentSide;
    this.spentSide = side ?? this.spentSide;
    this.latest = { imbalance, notionalUsdt, heldMs, side, isNew };
    return this.latest;
  }

  reset(): void {
    this.latest = NOTHING;
    this.votes = [];
    this.runSide = this.spentSide = undefined;
  }

  private heavySide(imbalance: number | undefined, notionalUsdt: number | undefined): Side | undefined {
    if (imbalance === undefined || Math.abs(imbalance) < this.settings.imbalanceThreshold) return undefined;
    if ((notionalUsdt ?? 0) < this.settings.imbalanceMinNotionalUsdt) return undefined;
    return sideOf(imbalance);
  }

  private vote(side: Side | undefined, timeMs: number): void {
    if (side !== undefined && side !== this.runSide) {
      this.votes = [];
      this.runSide = side;
      this.runSinceMs = timeMs;
    }
    this.votes.push(side);
    if (this.votes.length > this.settings.imbalanceUpdates) this.votes.shift();
    const against = this.votes.filter((vote) => vote !== this.runSide).length;
    if (against > this.settings.imbalanceUpdates - this.settings.imbalanceUpdatesHeld) this.runSide = undefined;
  }

  private rearm(strength: number): void {
    const { imbalanceThreshold, imbalanceRearmMargin } = this.settings;
    if (this.runSide !== this.spentSide && strength < imbalanceThreshold - imbalanceRearmMargin) this.spentSide = undefined;
  }
}

/** Positive imbalance: bids dominate, a possible rise (S1.14). */
const sideOf = (imbalance: number): Side => (imbalance > 0 ? 'buy' : 'sell');

const heavyNotional = (book: BookTopEvent, imbalance: number | undefined): number | undefined => {
  if (imbalance === undefined) return undefined;
  const [price, quantity] = imbalance > 0 ? [book.bidPrice, book.bidQuantity] : [book.askPrice, book.askQuantity];
  return price === undefined || quantity === undefined ? undefined : price * quantity;
};
