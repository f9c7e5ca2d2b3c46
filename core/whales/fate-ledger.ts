import type { FateKind } from '../contracts/whale-order';

/** Decimals that a quantity of about this size is counted in: 8, as venues quote at most, fewer where 13 digits would not hold them. */
const DIGITS = 12;
const MOST_DECIMALS = 8;

const decimalsFor = (quantity: number): number => Math.min(MOST_DECIMALS, Math.max(0, DIGITS - Math.ceil(Math.log10(quantity))));

/** A part that waits for its counterpart: `units` are still unmatched of the `total` at that venue time. */
interface Waiting {
  readonly timeMs: number;
  readonly total: number;
  units: number;
}

/** Plain data, all counts in units. */
export interface FateLedgerData {
  readonly unitsPerOne: number;
  readonly first: number;
  rest: number;
  added: number;
  filled: number;
  pulled: number;
  /** What is missing now, by how it went; an addition makes up for earlier losses in proportion. */
  readonly missing: { filled: number; pulled: number; unseen: number };
  decreases: Waiting[];
  trades: Waiting[];
}

/** Base units. `firstQuantity + added = filled + pulled + rest`. */
export interface FateQuantities {
  readonly first: number;
  readonly added: number;
  readonly filled: number;
  readonly pulled: number;
  readonly rest: number;
}

export const openLedger = (quantity: number): FateLedgerData => {
  const unitsPerOne = 10 ** decimalsFor(quantity);
  const first = Math.round(quantity * unitsPerOne);
  return { unitsPerOne, first, rest: first, added: 0, filled: 0, pulled: 0, missing: { filled: 0, pulled: 0, unseen: 0 }, decreases: [], trades: [] };
};

/**
 * What becomes of a level's quantity: each decrease is reconciled with the trades at its price against its side, which may come before
 * or after it. A decrease with a trade was filled, one without was pulled, and a trade without a decrease was refilled at once (added and
 * filled). What is undecided counts as pulled until its trade comes.
 *
 *     first + added = filled + pulled + rest       exactly, at every moment
 *
 * Exact because all five are whole numbers of units (1e-8 base units, fewer decimals for large quantities) below 2^53: a quantity is
 * rounded to units once, when it comes in, and from there on there are additions alone. Times are the venue's, epoch ms.
 */
export class FateLedger {
  constructor(private readonly data: FateLedgerData, private readonly reconcileMs: number) {}

  get quantities(): FateQuantities {
    const { unitsPerOne, first, added, filled, pulled, rest } = this.data;
    return { first: first / unitsPerOne, added: added / unitsPerOne, filled: filled / unitsPerOne, pulled: pulled / unitsPerOne, rest: rest / unitsPerOne };
  }

  /** What is gone of the first quantity, in whole units: `lost` of `first`. */
  get loss(): { readonly lost: number; readonly first: number } {
    return { lost: this.data.first - this.data.rest, first: this.data.first };
  }

  /** Quantity before the decreases that are not older than `reconcileMs`: a level is taken away in one step or in several. */
  get quantityBefore(): number {
    const { decreases, rest, unitsPerOne } = this.data;
    return (rest + decreases.reduce((sum, { total }) => sum + total, 0)) / unitsPerOne;
  }

  /** The level stands at `quantity` now. `isSeen`: no trade that explains the change can have been missed. */
  observe(quantity: number, timeMs: number, isSeen: boolean): void {
    const units = Math.round(quantity * this.data.unitsPerOne);
    const change = units - this.data.rest;
    this.data.rest = units;
    if (change > 0) this.add(change);
    else if (change < 0) this.lose(-change, timeMs, isSeen);
  }

  /** A trade at the level's price against its side, while it stands. */
  trade(quantity: number, timeMs: number): void {
    const total = Math.round(quantity * this.data.unitsPerOne);
    const units = total - this.match(this.data.decreases, total, timeMs);
    if (units > 0) this.data.trades.push({ timeMs, total, units });
  }

  /** A trade at the price of a level that is dead: it only explains what went before. What it does not explain. */
  explain(quantity: number, timeMs: number): number {
    const total = Math.round(quantity * this.data.unitsPerOne);
    return (total - this.match(this.data.decreases, total, timeMs)) / this.data.unitsPerOne;
  }

  /** Decides what has waited longer than `reconcileMs`. */
  settleUpTo(nowMs: number): void {
    const { data } = this;
    if (data.decreases.length === 0 && data.trades.length === 0) return;
    const isOver = ({ timeMs }: Waiting): boolean => nowMs - timeMs > this.reconcileMs;
    for (const trade of data.trades) if (isOver(trade)) this.refill(trade.units);
    data.trades = data.trades.filter((trade) => !isOver(trade));
    data.decreases = data.decreases.filter((decrease) => !isOver(decrease));
  }

  /** Trades have been missed: what still waits for one will never be explained. */
  loseSight(): void {
    const { missing, decreases } = this.data;
    const waiting = Math.min(missing.pulled, decreases.reduce((sum, { units }) => sum + units, 0));
    missing.pulled -= waiting;
    missing.unseen += waiting;
    this.data.decreases = [];
  }

  /** How most of what is missing went. A tie is not proof of a fill. */
  get kind(): Exclude<FateKind, 'moved'> {
    const { filled, pulled, unseen } = this.data.missing;
    if (unseen >= filled && unseen >= pulled) return 'unknown';
    return filled > pulled ? 'filled' : 'pulled';
  }

  private add(units: number): void {
    const { data } = this;
    const { missing } = data;
    const total = missing.filled + missing.pulled + missing.unseen;
    const left = total > units ? 1 - units / total : 0;
    missing.filled *= left;
    missing.pulled *= left;
    missing.unseen *= left;
    data.added += units;
  }

  private lose(units: number, timeMs: number, isSeen: boolean): void {
    const { data } = this;
    data.pulled += units;
    data.missing[isSeen ? 'pulled' : 'unseen'] += units;
    if (!isSeen) return;
    const decrease = { timeMs, total: units, units };
    data.decreases.push(decrease);
    for (const trade of data.trades) trade.units -= this.match([decrease], trade.units, trade.timeMs);
    data.trades = data.trades.filter((trade) => trade.units > 0);
  }

  /** Explains decreases by traded units, oldest first; how many found one. */
  private match(decreases: readonly Waiting[], units: number, timeMs: number): number {
    let left = units;
    for (const decrease of decreases) {
      if (Math.abs(decrease.timeMs - timeMs) > this.reconcileMs) continue;
      const matched = Math.min(left, decrease.units);
      decrease.units -= matched;
      left -= matched;
    }
    this.fill(units - left);
    return units - left;
  }

  private fill(units: number): void {
    const { data } = this;
    data.pulled -= units;
    data.filled += units;
    const moved = Math.min(units, data.missing.pulled);
    data.missing.pulled -= moved;
    data.missing.filled += moved;
  }

  private refill(units: number): void {
    this.data.added += units;
    this.data.filled += units;
  }
}
