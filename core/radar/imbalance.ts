import { bookImbalance } from '../indicators/book-imbalance';
import { rowsFor, widened } from '../market/columns';
import type { Side } from '../market/events';
import { FIELD, type MarketFrame } from '../market/market-frame';
import type { SymbolId } from '../market/symbol-table';
import type { TopOfBook } from './book-table';
import type { RadarSettings } from './settings';

/** The book's pressure after the last update. */
export interface ImbalanceReading {
  readonly imbalance: number | undefined;
  /** Notional at the heavy side's best price, quote currency. */
  readonly notionalUsdt: number | undefined;
  readonly heldMs: number;
  /** The dominating side while the imbalance holds, by persistence and notional. */
  readonly side: Side | undefined;
}

export const NO_IMBALANCE: ImbalanceReading = { imbalance: undefined, notionalUsdt: undefined, heldMs: 0, side: undefined };

/** Sides in columns. Positive imbalance: bids dominate, a possible rise (S1.14). */
const NO_SIDE = 0;
const BUY = 1;
const SELL = 2;
const SIDES: readonly (Side | undefined)[] = [undefined, 'buy', 'sell'];

/** Columns of a symbol: the side that leads, the side that has fired and not calmed down since, and its last votes in a ring. */
const COLUMN = { runSide: 0, spentSide: 1, votes: 2, votesAgainst: 3, nextVote: 4 } as const;
const ROW_SIZE = 8;

const BOTH_QUANTITIES = (1 << FIELD.bidQuantity) | (1 << FIELD.askQuantity);

/**
 * Top-of-book imbalance with persistence (S1.13, S1.14, C1.11), of many symbols: at least M of the last K updates on one side of the
 * threshold, for at least `imbalanceHoldMs`, with enough notional. Fires once; re-arms when the imbalance falls
 * `imbalanceRearmMargin` below. A vote of the other side begins a new run, so a run's votes are for it or against it.
 */
export class ImbalanceDetector {
  private rows = 0;
  private columns = new Int32Array(0);
  private runSinceMs = new Float64Array(0);
  /** 1 for a vote against the run; K for each symbol. */
  private votes = new Uint8Array(0);
  /** Imbalance of the frame at hand, 0 where there is none: a double handed to a function may cost a box of its own. */
  private readonly now = new Float64Array(1);

  constructor(private readonly settings: RadarSettings) {}

  /** Takes a top of book in; true on the update at which a hold became long enough. */
  accept(frame: MarketFrame): boolean {
    const id = frame.symbolId;
    if (id >= this.rows) this.grow(id);
    const { columns } = this;
    const row = id * ROW_SIZE;
    this.measure(frame);
    this.vote(frame, this.heavySide(frame));
    this.rearm(row);
    const runSide = columns[row + COLUMN.runSide] ?? NO_SIDE;
    if (runSide === columns[row + COLUMN.spentSide] || !this.hasVotes(id)) return false;
    if (frame.exchangeTimeMs - (this.runSinceMs[id] ?? 0) < this.settings.imbalanceHoldMs) return false;
    columns[row + COLUMN.spentSide] = runSide;
    return true;
  }

  /** What the detector makes of the symbol's last book. */
  reading(id: SymbolId, book: TopOfBook | undefined): ImbalanceReading {
    if (book === undefined) return NO_IMBALANCE;
    const imbalance = bookImbalance(book.bidQuantity, book.askQuantity);
    const [price, quantity] = (imbalance ?? 0) > 0 ? [book.bidPrice, book.bidQuantity] : [book.askPrice, book.askQuantity];
    const notionalUsdt = imbalance === undefined || price === undefined || quantity === undefined ? undefined : price * quantity;
    const runSide = this.columns[id * ROW_SIZE + COLUMN.runSide] ?? NO_SIDE;
    const heldMs = runSide === NO_SIDE ? 0 : book.exchangeTimeMs - (this.runSinceMs[id] ?? 0);
    return { imbalance, notionalUsdt, heldMs, side: this.hasVotes(id) && heldMs >= this.settings.imbalanceHoldMs ? SIDES[runSide] : undefined };
  }

  /** Updates of the run that leads, at most K; 0 while none does. */
  updatesOf(id: SymbolId): number {
    const row = id * ROW_SIZE;
    return (this.columns[row + COLUMN.runSide] ?? NO_SIDE) === NO_SIDE ? 0 : this.columns[row + COLUMN.votes] ?? 0;
  }

  reset(id: SymbolId): void {
    if (id < this.rows) this.columns.fill(0, id * ROW_SIZE, (id + 1) * ROW_SIZE);
  }

  /** Whether a side leads and has led for K updates. */
  private hasVotes(id: SymbolId): boolean {
    const row = id * ROW_SIZE;
    return this.columns[row + COLUMN.runSide] !== NO_SIDE && (this.columns[row + COLUMN.votes] ?? 0) >= this.settings.imbalanceUpdates;
  }

  /** `bookImbalance` of a frame. */
  private measure({ present, values }: MarketFrame): void {
    const bid = values[FIELD.bidQuantity] ?? 0;
    const ask = values[FIELD.askQuantity] ?? 0;
    const total = bid + ask;
    const isMeasurable = (present & BOTH_QUANTITIES) === BOTH_QUANTITIES && bid >= 0 && ask >= 0 && total > 0 && total < Infinity;
    this.now[0] = isMeasurable ? (bid - ask) / total : 0;
  }

  private heavySide({ present, values }: MarketFrame): number {
    const imbalance = this.now[0] ?? 0;
    if (imbalance === 0 || Math.abs(imbalance) < this.settings.imbalanceThreshold) return NO_SIDE;
    const price = imbalance > 0 ? FIELD.bidPrice : FIELD.askPrice;
    const quantity = imbalance > 0 ? FIELD.bidQuantity : FIELD.askQuantity;
    const notionalUsdt = (present & (1 << price)) === 0 ? 0 : (values[price] ?? 0) * (values[quantity] ?? 0);
    if (notionalUsdt < this.settings.imbalanceMinNotionalUsdt) return NO_SIDE;
    return imbalance > 0 ? BUY : SELL;
  }

  private vote({ symbolId: id, exchangeTimeMs }: MarketFrame, side: number): void {
    const { columns } = this;
    const row = id * ROW_SIZE;
    if (side !== NO_SIDE && side !== columns[row + COLUMN.runSide]) {
      columns[row + COLUMN.runSide] = side;
      columns[row + COLUMN.votes] = columns[row + COLUMN.votesAgainst] = 0;
      this.runSinceMs[id] = exchangeTimeMs;
    }
    if (columns[row + COLUMN.runSide] !== NO_SIDE) this.count(id, row, side === NO_SIDE ? 1 : 0);
  }

  /** Puts a vote into the run's ring in place of the one K updates ago; too many against it end the run. */
  private count(id: SymbolId, row: number, against: number): void {
    const { columns, votes } = this;
    const { imbalanceUpdates, imbalanceUpdatesHeld } = this.settings;
    const next = columns[row + COLUMN.nextVote] ?? 0;
    const slot = id * imbalanceUpdates + next;
    const isFull = columns[row + COLUMN.votes] === imbalanceUpdates;
    const votesAgainst = (columns[row + COLUMN.votesAgainst] ?? 0) + against - (isFull ? votes[slot] ?? 0 : 0);
    votes[slot] = against;
    columns[row + COLUMN.nextVote] = next + 1 === imbalanceUpdates ? 0 : next + 1;
    if (!isFull) columns[row + COLUMN.votes] = (columns[row + COLUMN.votes] ?? 0) + 1;
    columns[row + COLUMN.votesAgainst] = votesAgainst;
    if (votesAgainst > imbalanceUpdates - imbalanceUpdatesHeld) columns[row + COLUMN.runSide] = NO_SIDE;
  }

  private rearm(row: number): void {
    const { columns } = this;
    if (columns[row + COLUMN.spentSide] === NO_SIDE || columns[row + COLUMN.runSide] === columns[row + COLUMN.spentSide]) return;
    const { imbalanceThreshold, imbalanceRearmMargin } = this.settings;
    if (Math.abs(this.now[0] ?? 0) < imbalanceThreshold - imbalanceRearmMargin) columns[row + COLUMN.spentSide] = NO_SIDE;
  }

  private grow(id: SymbolId): void {
    this.rows = rowsFor(id, this.rows);
    this.columns = widened(this.columns, new Int32Array(this.rows * ROW_SIZE));
    this.runSinceMs = widened(this.runSinceMs, new Float64Array(this.rows));
    this.votes = widened(this.votes, new Uint8Array(this.rows * this.settings.imbalanceUpdates));
  }
}
