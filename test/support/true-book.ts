import type { BookSnapshotEvent, PriceLevel } from '../../core/market/depth-events';
import type { DepthFrame } from '../../core/market/depth-frame';
import type { BookRecipe } from '../../core/market/local-book';
import { bookSnapshot, depthFrame } from './depth-events';
import { NaiveSide } from './naive-book';

/** Bids are below this price, asks above it. */
const MIDDLE = 50;

interface Change {
  readonly id: number;
  readonly price: number;
  readonly quantity: number;
}

/** The venue's own book with all of its past: what it was at each id, and the diffs and snapshots that a client may see of it. */
export class TrueBook {
  private readonly changes: Change[] = [];
  /** How many changes each connection has been sent. */
  private readonly sent = new Map<number, number>();
  private lastId = 1_000;

  constructor(private readonly recipe: BookRecipe) {}

  /** On futures other symbols use ids too. */
  change(price: number, quantity: number, idsOfOthers: number): void {
    this.lastId += this.recipe === 'usdm' ? 1 + idsOfOthers : 1;
    this.changes.push({ id: this.lastId, price: price < MIDDLE ? price : price + 1, quantity });
    if (this.recipe === 'usdm') this.lastId += idsOfOthers;
  }

  /** The next diff of a connection, with the levels as they stand at its end; `undefined` where nothing changed. */
  nextDiff(connection: number): DepthFrame | undefined {
    const from = this.sent.get(connection) ?? 0;
    const batch = this.changes.slice(from);
    this.sent.set(connection, this.changes.length);
    const [first, last] = [batch[0], batch.at(-1)];
    if (first === undefined || last === undefined) return undefined;
    const levels = [...new Map(batch.map(({ price, quantity }) => [price, quantity]))];
    return depthFrame({
      firstUpdateId: first.id, lastUpdateId: last.id,
      previousUpdateId: this.recipe === 'usdm' ? this.changes[from - 1]?.id ?? 1_000 : Number.NaN,
      bids: levels.filter(([price]) => price < MIDDLE), asks: levels.filter(([price]) => price > MIDDLE),
    });
  }

  snapshot(levels: number): BookSnapshotEvent {
    const { bids, asks } = this.at(this.lastId);
    return bookSnapshot(this.lastId, bids.slice(0, levels), asks.slice(0, levels));
  }

  /** Both sides, best first, as they stood at an id. */
  at(id: number): { readonly bids: PriceLevel[]; readonly asks: PriceLevel[] } {
    const [bids, asks] = [new NaiveSide('bids'), new NaiveSide('asks')];
    for (const change of this.changes) if (change.id <= id) (change.price < MIDDLE ? bids : asks).set(change.price, change.quantity);
    return { bids: bids.levels(), asks: asks.levels() };
  }
}
