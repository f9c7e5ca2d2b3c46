import type { FateKind, WhaleCategory } from '../contracts/whale-order';
import type { Side } from '../market/events';
import { FateLedger, type FateLedgerData, openLedger } from './fate-ledger';
import type { SizeRatios } from './large-levels';
import type { WhaleSettings } from './settings';

/** A share of whole units is a double, and 0.7 is none: a loss of exactly the threshold must not count as more. */
const ROUNDING = 1 + 1e-14;

/** Plain data: all that is known of one level. Prices in quote currency, quantities in base units, times of venue time in epoch ms. */
export interface WallData {
  readonly side: Side;
  readonly price: number;
  readonly orderHash: string;
  readonly incarnation: number;
  readonly firstSeenMs: number;
  readonly firstQuantity: number;
  quantity: number;
  maxQuantity: number;
  lastSeenMs: number;
  /** Since when nobody sees whether it still stands; null while it is seen. */
  unseenSinceMs: number | null;
  /** Milliseconds unseen, without the window that is open. */
  blindMs: number;
  ratios: SizeRatios;
  /** Of `ratios` at birth, by which spoofing is counted. */
  readonly birthRatio: number;
  isHot: boolean;
  /** As weighed last; null before it became hot. */
  category: WhaleCategory | null;
  /** Whether it has been a diamond: there is one opportunity in a level. */
  wasDiamond: boolean;
  /** Whether the price is near it. */
  isNear: boolean;
  /** The test of the level by the price that is going on, see `SuccessRates`. */
  test: { readonly touchedMs: number; readonly category: WhaleCategory } | null;
  wasTested: boolean;
  died: { readonly timeMs: number; readonly isUnseen: boolean; readonly quantityBefore: number } | null;
  fate: FateKind | null;
  movedToPrice: number | null;
  readonly ledger: FateLedgerData;
}

export interface NewWall {
  readonly side: Side;
  readonly price: number;
  readonly quantity: number;
  readonly timeMs: number;
  readonly orderHash: string;
  readonly incarnation: number;
  readonly ratios: SizeRatios;
}

/** The part of a level's data that differs from the first moment on. */
export const newWall = ({ side, price, quantity, timeMs, orderHash, incarnation, ratios }: NewWall): WallData => ({
  side, price, orderHash, incarnation, firstSeenMs: timeMs, firstQuantity: quantity, quantity, maxQuantity: quantity, lastSeenMs: timeMs,
  unseenSinceMs: null, blindMs: 0, ratios, birthRatio: ratios.excludingSelf, isHot: false, category: null, wasDiamond: false, isNear: false,
  test: null, wasTested: false, died: null, fate: null, movedToPrice: null, ledger: openLedger(quantity),
});

/**
 * One large level of a book from birth to death (S2.9, S2.10, C2.8): it lives as long as it has lost no more than `survivalThreshold` of
 * the quantity it was first seen with, whatever it stood at meanwhile, so that one that bleeds slowly dies too.
 */
export class Wall {
  readonly ledger: FateLedger;

  constructor(readonly data: WallData, private readonly settings: WhaleSettings) {
    this.ledger = new FateLedger(data.ledger, settings.reconcileMs);
  }

  get notional(): number {
    return this.data.price * this.data.quantity;
  }

  /**
   * The level stands at `quantity`. `areTradesSeen`: no trade at its price can have been missed since it was seen last. True when this
   * ends it. Where it was out of sight meanwhile nobody knows how it went.
   */
  see(quantity: number, timeMs: number, areTradesSeen: boolean): boolean {
    const { data } = this;
    const wasUnseen = data.unseenSinceMs !== null;
    this.comeIntoSight(timeMs);
    data.lastSeenMs = Math.max(data.lastSeenMs, timeMs);
    if (quantity !== data.quantity) this.change(quantity, timeMs, areTradesSeen && !wasUnseen);
    if (!this.isOverLoss) return false;
    this.die(timeMs, wasUnseen);
    return true;
  }

  loseSight(sinceMs: number): void {
    const { data } = this;
    if (data.unseenSinceMs !== null) return;
    data.unseenSinceMs = Math.max(sinceMs, data.lastSeenMs);
    this.ledger.loseSight();
  }

  /** Nobody will see it any more. */
  giveUp(timeMs: number): void {
    this.comeIntoSight(timeMs);
    this.die(timeMs, true);
  }

  /** Unseen time up to now. */
  blindMsAt(nowMs: number): number {
    const { unseenSinceMs, blindMs } = this.data;
    return blindMs + (unseenSinceMs === null ? 0 : Math.max(0, nowMs - unseenSinceMs));
  }

  /** Up to now, or to its death. */
  lifetimeMsAt(nowMs: number): number {
    return Math.max(0, (this.data.died?.timeMs ?? nowMs) - this.data.firstSeenMs);
  }

  private get isOverLoss(): boolean {
    const { lost, first } = this.ledger.loss;
    return lost > this.settings.survivalThreshold * first * ROUNDING;
  }

  private change(quantity: number, timeMs: number, isSeen: boolean): void {
    this.ledger.observe(quantity, timeMs, isSeen);
    this.data.quantity = quantity;
    this.data.maxQuantity = Math.max(this.data.maxQuantity, quantity);
  }

  private comeIntoSight(timeMs: number): void {
    const { data } = this;
    data.blindMs = this.blindMsAt(timeMs);
    data.unseenSinceMs = null;
  }

  private die(timeMs: number, isUnseen: boolean): void {
    const { data } = this;
    data.died = { timeMs: Math.max(timeMs, data.firstSeenMs), isUnseen, quantityBefore: this.ledger.quantityBefore };
  }
}
