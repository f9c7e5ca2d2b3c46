import type { Opportunity } from '../../core/contracts/opportunity';
import { confirm } from '../../core/finder/confirm';
import { DEFAULT_FINDER } from '../../core/finder/settings';
import { Radar } from '../../core/radar/radar';
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
  /** Ids of those that the finder accepted. */
  readonly accepted: ReadonlySet<string>;
  readonly ledger: readonly LedgerEntry[];
  /** Symbols on the watch list over time: from when on each list held. */
  readonly watchLists: readonly { readonly fromMs: number; readonly symbols: ReadonlySet<string> }[];
}

/** Plays one seeded market through the radar and the finder, in this process. */
export const runMarket = (seed: number, hours: number, settings: RadarSettings, plants: boolean): MarketRun => {
  const market = makeMarket({ seed, startTimeMs: START_MS, plants });
  const radar = new Radar(settings, { venue: 'bybit', market: 'simulated' });
  const opportunities: Opportunity[] = [];
  const watchLists: { fromMs: number; symbols: ReadonlySet<string> }[] = [];
  const feed: InProcessFeed = new InProcessFeed(market, (event) => {
    for (const finding of radar.accept(event)) {
      if (finding.kind === 'opportunity') opportunities.push(finding.opportunity);
      else {
        watchLists.push({ fromMs: event.receivedTimeMs, symbols: new Set(finding.symbols) });
        feed.watch(finding.subscribed, event.receivedTimeMs);
      }
    }
  });
  feed.start(START_MS);
  feed.run(START_MS, START_MS + hours * HOUR_MS);
  const signals = opportunities.map((opportunity) => confirm(opportunity, DEFAULT_FINDER, opportunity.decided_time_ms));
  const accepted = new Set(signals.filter(({ decision }) => decision === 'accepted').map(({ signal_id: id }) => id));
  return { hours, opportunities, accepted, ledger: market.ledger(), watchLists };
};
