import type { WhaleOrder } from '../../core/contracts/whale-order';
import { SymbolTable } from '../../core/market/symbol-table';
import type { PoolFinding, WhaleFinding } from '../../core/whales/findings';
import { DEFAULT_WHALES } from '../../core/whales/settings';
import { WhaleSession } from '../../core/whales/whale-session';
import { InProcessDepthFeed } from '../../simulator/in-process-depth-feed';
import { makeDepthMarket } from '../../simulator/market/depth/depth-market';
import type { WallLife } from '../../simulator/market/depth/walls/wall';

/** All simulated markets begin on the same Wednesday morning; the seed makes them different. */
const START_MS = Date.UTC(2026, 0, 7, 9, 0, 0);
const HOUR_MS = 3_600_000;

/** What one session said of one market, and the truth. */
export interface WhaleRun {
  readonly hours: number;
  readonly endMs: number;
  readonly ledger: readonly WallLife[];
  readonly pool: readonly PoolFinding[];
  /** Every symbol that was ever swept: one with a stable base never is. */
  readonly swept: ReadonlySet<string>;
  /** Hot levels as they ended, by order hash. */
  readonly ended: ReadonlyMap<string, WhaleOrder>;
  /** Hot levels that were told, at any moment, with quantities that do not add up. */
  readonly unbalanced: number;
  readonly told: number;
  readonly opportunities: number;
}

/** Exact in the quantity's own decimals: all five are multiples of the symbol's step, far from the 12th digit. */
const isBalanced = ({ fate }: WhaleOrder): boolean => {
  const difference = fate.first_quantity + fate.added_quantity - fate.filled_quantity - fate.pulled_quantity - fate.rest_quantity;
  return Math.abs(difference) <= 1e-12 * Math.max(1, fate.first_quantity + fate.added_quantity);
};

/** Gathers what a session finds, and obeys it as a feed does. */
class Listener {
  readonly pool: PoolFinding[] = [];
  readonly ended = new Map<string, WhaleOrder>();
  readonly swept = new Set<string>();
  unbalanced = 0;
  told = 0;
  opportunities = 0;

  take(finding: WhaleFinding, feed: InProcessDepthFeed): void {
    switch (finding.kind) {
      case 'subscriptions': {
        for (const symbol of finding.swept) this.swept.add(symbol);
        return feed.subscribe(finding);
      }
      case 'snapshot-wanted': return feed.fetchSnapshot(finding.symbol);
      case 'whale': return this.takeChange(finding.change.order, finding.change.removed_time_ms !== null);
      case 'pool': this.pool.push(finding); return;
      case 'opportunity': this.opportunities += 1; return;
      case 'aftermath': return;
    }
  }

  private takeChange(order: WhaleOrder, isEnd: boolean): void {
    this.told += 1;
    if (!isBalanced(order)) this.unbalanced += 1;
    if (isEnd) this.ended.set(order.order_hash, order);
  }
}

/** Plays one seeded market of whole books through a whale session, in this process. `isPlanted` false leaves the market to itself. */
export const runWhales = (seed: number, hours: number, isPlanted: boolean): WhaleRun => {
  const market = makeDepthMarket({ seed, startTimeMs: START_MS, walls: isPlanted });
  const symbols = new SymbolTable();
  const session = new WhaleSession(DEFAULT_WHALES, { venue: 'binance', market: 'simulated' }, symbols);
  const listener = new Listener();
  const feed: InProcessDepthFeed = new InProcessDepthFeed(market, symbols, (input) => {
    for (const finding of session.accept(input)) listener.take(finding, feed);
  }, seed, START_MS);
  feed.start();
  const endMs = START_MS + hours * HOUR_MS;
  feed.run(endMs);
  const { pool, swept, ended, unbalanced, told, opportunities } = listener;
  return { hours, endMs, ledger: market.ledger(), pool, swept, ended, unbalanced, told, opportunities };
};
