import type { Aftermath } from '../../core/contracts/aftermath';
import type { Opportunity } from '../../core/contracts/opportunity';
import type { WhaleChange } from '../../core/contracts/whale-feed';
import type { WhaleOrder } from '../../core/contracts/whale-order';
import type { DepthInput } from '../../core/market/depth-events';
import type { SymbolTable } from '../../core/market/symbol-table';
import type { PoolFinding, SubscriptionsFinding, WhaleFinding, WhaleStatus } from '../../core/whales/findings';
import type { SavedWhales } from '../../core/whales/saved';
import type { WhaleSettings } from '../../core/whales/settings';
import type { WhaleSource } from '../../core/whales/whale-order-of';
import { WhaleSession } from '../../core/whales/whale-session';

/** What the whale scanner does to the world. Every call returns at once; delivery is the port's business. */
export interface WhalePorts {
  emitOpportunity(opportunity: Opportunity): void;
  emitAftermath(aftermath: Aftermath): void;
  /** To the stream tasks. */
  publish(change: WhaleChange): void;
  /** Replaces what the feed is to deliver. */
  subscribe(wanted: Pick<SubscriptionsFinding, 'swept' | 'books' | 'trades'>): void;
  fetchSnapshot(symbol: string): void;
  onPool(finding: PoolFinding): void;
  nowMs(): number;
}

/** One venue's books in, large levels and what followed them out. */
export interface Whales {
  accept(input: DepthInput): void;
  hotOrders(): readonly WhaleOrder[];
  status(): WhaleStatus;
  saved(): SavedWhales;
  /** Before the first input. @throws RangeError for a state of another version. */
  restore(saved: SavedWhales): void;
  /** Nothing more will come: gives up what is still being followed. */
  stop(): void;
}

/** With `primaryScanOnly` the market is swept and nothing is followed (S2.30). */
export interface WhaleMode {
  readonly primaryScanOnly: boolean;
}

/** The session over its ports: the same for a live venue, the simulator and the tests. `symbols` is shared with the feed. */
export const makeWhales = (settings: WhaleSettings, source: WhaleSource, symbols: SymbolTable, { primaryScanOnly }: WhaleMode, ports: WhalePorts): Whales => {
  const session = new WhaleSession(settings, source, symbols);

  const tell = (finding: WhaleFinding): void => {
    switch (finding.kind) {
      case 'subscriptions': return ports.subscribe(primaryScanOnly ? { swept: finding.swept, books: [], trades: [] } : finding);
      case 'pool': return ports.onPool(finding);
      case 'snapshot-wanted': return ports.fetchSnapshot(finding.symbol);
      case 'whale': return ports.publish(finding.change);
      case 'opportunity': {
        if (!primaryScanOnly) ports.emitOpportunity({ ...finding.opportunity, emitted_time_ms: ports.nowMs() });
        return;
      }
      case 'aftermath': return ports.emitAftermath(finding.aftermath);
    }
  };
  return {
    accept: (input) => { for (const finding of session.accept(input)) tell(finding); },
    hotOrders: () => session.hotOrders(),
    status: () => session.status(),
    saved: () => session.saved(),
    restore: (saved) => { session.restore(saved); },
    stop: () => { session.stop('whale scanner stopped').forEach(tell); },
  };
};
