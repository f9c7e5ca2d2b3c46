import type { Opportunity } from '../../core/contracts/opportunity';
import { confirm } from '../../core/finder/confirm';
import { DEFAULT_FINDER } from '../../core/finder/settings';
import { Coverage } from '../../core/market/coverage';
import type { CoverageTotals } from '../../core/market/coverage-report';
import { SymbolTable } from '../../core/market/symbol-table';
import { Radar, type WatchFinding } from '../../core/radar/radar';
import type { RadarSettings } from '../../core/radar/settings';
import { InProcessFeed } from '../../simulator/in-process-feed';
import { makeMarket } from '../../simulator/market/market';
import type { LedgerEntry } from '../../simulator/market/plants/plant';

/** All simulated markets begin on the same Wednesday morning; the seed makes them different. */
const START_MS = Date.UTC(2026, 0, 7, 9, 0, 0);
const HOUR_MS = 3_600_000;

export interface MarketRun {
  readonly hours: number;
  readonly opportunities: readonly Opportunity[];
  /** Those that the finder accepted. */
  readonly accepted: readonly Opportunity[];
  readonly ledger: readonly LedgerEntry[];
  /** Symbols on the watch list over time: from when on each list held. */
  readonly watchLists: readonly { readonly fromMs: number; readonly symbols: ReadonlySet<string> }[];
  /** What was seen of what was asked for. */
  readonly coverage: CoverageTotals;
}

const acceptedOf = (opportunities: readonly Opportunity[]): readonly Opportunity[] =>
  opportunities.filter((opportunity) => confirm(opportunity, DEFAULT_FINDER, opportunity.decided_time_ms).decision === 'accepted');

/**
 * Plays one seeded market through a radar per settings and the finder, in this process. The settings differ in thresholds only:
 * all radars rank alike, so the first one's watch list serves them all.
 */
export const runMarket = (seed: number, hours: number, settings: readonly RadarSettings[], plants: boolean): readonly MarketRun[] => {
  const market = makeMarket({ seed, startTimeMs: START_MS, plants });
  const radars = settings.map((one) => ({ radar: new Radar(one, { venue: 'bybit', market: 'simulated' }), opportunities: [] as Opportunity[] }));
  const coverage = new Coverage(new SymbolTable());
  const watchLists: { fromMs: number; symbols: ReadonlySet<string> }[] = [];
  const onWatchList = (change: WatchFinding, nowMs: number): void => {
    watchLists.push({ fromMs: nowMs, symbols: new Set(change.symbols) });
    coverage.watch(change.subscribed, nowMs);
    feed.watch(change.subscribed, nowMs);
  };
  // The list is acted on only when every radar has seen the event: what the feed then sends must find its symbols there.
  const feed = new InProcessFeed(market, (event) => {
    coverage.accept(event);
    let change: WatchFinding | undefined;
    for (const { radar, opportunities } of radars) {
      for (const finding of radar.accept(event)) {
        if (finding.kind === 'opportunity') opportunities.push(finding.opportunity);
        else change ??= finding;
      }
    }
    if (change) onWatchList(change, event.receivedTimeMs);
  });
  feed.start(START_MS);
  feed.run(START_MS, START_MS + hours * HOUR_MS);
  const common = { hours, ledger: market.ledger(), watchLists, coverage: coverage.totals() };
  return radars.map(({ opportunities }) => ({ ...common, opportunities, accepted: acceptedOf(opportunities) }));
};
