import type { EventSink } from '../../adapters/exchanges/venue-feed';
import type { Aftermath } from '../../core/contracts/aftermath';
import type { Opportunity } from '../../core/contracts/opportunity';
import type { MarketEvent } from '../../core/market/events';
import { AftermathTracker, type AftermathTrackerSettings } from '../../core/outcomes/aftermath-tracker';
import { Radar, type RadarCounts, type WatchFinding } from '../../core/radar/radar';
import type { RadarSettings } from '../../core/radar/settings';
import type { RadarSource } from '../../core/radar/source';

/** What the scanner does to the world. Every call returns at once; delivery is the port's business. */
export interface ScannerPorts {
  emitOpportunity(opportunity: Opportunity): void;
  emitAftermath(aftermath: Aftermath): void;
  /** Replaces the symbols whose trades and top of book are wanted. */
  watch(symbols: readonly string[]): void;
  onWatchList(change: WatchFinding): void;
  nowMs(): number;
}

/** One venue's events in, opportunities and what followed them out. */
export interface Scanner {
  readonly accept: EventSink;
  counts(): RadarCounts;
  /** Nothing more will come: gives up what is still being followed. */
  stop(): void;
}

export interface ScannerSettings {
  readonly radar: RadarSettings;
  readonly tracker: AftermathTrackerSettings;
}

/** The scanner's whole logic over its ports: the same for a live venue, the simulator and the tests. */
export const makeScanner = (settings: ScannerSettings, source: RadarSource, ports: ScannerPorts): Scanner => {
  const radar = new Radar(settings.radar, source);
  const tracker = new AftermathTracker(settings.tracker);

  const onOpportunity = (found: Opportunity): void => {
    const opportunity = { ...found, emitted_time_ms: ports.nowMs() };
    ports.emitOpportunity(opportunity);
    tracker.follow(opportunity).forEach((aftermath) => ports.emitAftermath(aftermath));
  };
  const onWatchList = (change: WatchFinding): void => {
    ports.watch([...new Set([...change.subscribed, ...tracker.symbols()])]);
    ports.onWatchList(change);
  };
  const accept = (event: MarketEvent): void => {
    tracker.accept(event).forEach((aftermath) => ports.emitAftermath(aftermath));
    for (const finding of radar.accept(event)) {
      if (finding.kind === 'opportunity') onOpportunity(finding.opportunity);
      else onWatchList(finding);
    }
  };
  return { accept, counts: () => radar.counts(), stop: () => tracker.stop('scanner stopped').forEach((aftermath) => ports.emitAftermath(aftermath)) };
};
