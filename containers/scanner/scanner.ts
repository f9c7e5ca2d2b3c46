import type { EventSink } from '../../adapters/exchanges/venue-feed';
import type { Aftermath } from '../../core/contracts/aftermath';
import type { Opportunity } from '../../core/contracts/opportunity';
import type { CoverageTotals } from '../../core/market/coverage-report';
import type { SymbolTable } from '../../core/market/symbol-table';
import type { RadarCounts, WatchFinding } from '../../core/radar/radar';
import type { RadarSource } from '../../core/radar/source';
import { MarketSession, type SessionFinding, type SessionSettings } from '../../core/session/market-session';

/** What the scanner does to the world. Every call returns at once; delivery is the port's business. */
export interface ScannerPorts {
  emitOpportunity(opportunity: Opportunity): void;
  emitAftermath(aftermath: Aftermath): void;
  /** Replaces the symbols whose trades and top of book are wanted. */
  watch(symbols: readonly string[]): void;
  onWatchList(change: WatchFinding): void;
  nowMs(): number;
  /** Where in the recording the input now being accepted stands; absent: nothing is recorded. */
  positionOf?(): string | null;
}

/** Counters for the operator, with what was seen of what was asked for. */
export type ScannerCounts = RadarCounts & { readonly coverage: CoverageTotals };

/** One venue's events in, opportunities and what followed them out. */
export interface Scanner {
  readonly accept: EventSink;
  counts(): ScannerCounts;
  /** All that decides what comes next, as plain data: to be serialised before the next input. */
  state(): unknown;
  /** Nothing more will come: gives up what is still being followed. */
  stop(): void;
}

/** The session over its ports: the same for a live venue, the simulator and the tests. `symbols` is shared with the feed. */
export const makeScanner = (settings: SessionSettings, source: RadarSource, symbols: SymbolTable, ports: ScannerPorts): Scanner => {
  const session = new MarketSession(settings, source, symbols, () => ports.positionOf?.() ?? null);

  const tell = (finding: SessionFinding): void => {
    switch (finding.kind) {
      case 'opportunity': return ports.emitOpportunity({ ...finding.opportunity, emitted_time_ms: ports.nowMs() });
      case 'aftermath': return ports.emitAftermath(finding.aftermath);
      case 'watch-list': {
        ports.watch(finding.subscribed);
        return ports.onWatchList(finding);
      }
    }
  };
  return {
    accept: (input) => { for (const finding of session.accept(input)) tell(finding); },
    counts: () => ({ ...session.counts(), coverage: session.coverageTotals() }),
    state: () => session.state(),
    stop: () => { session.stop('scanner stopped').forEach(tell); },
  };
};
