import type { Opportunity } from '../../core/contracts/opportunity';
import type { Signal } from '../../core/contracts/signal';
import { confirm } from '../../core/finder/confirm';
import { DEFAULT_FINDER } from '../../core/finder/settings';
import type { CoverageFigure } from '../../core/market/coverage-report';
import { SymbolTable } from '../../core/market/symbol-table';
import { DEFAULT_AFTERMATH_TRACKER } from '../../core/outcomes/aftermath-tracker';
import { outcomeOf } from '../../core/outcomes/outcome';
import { type Result, resultOf } from '../../core/outcomes/result';
import { RADAR_PRESETS, type RadarPreset, type RadarSettings } from '../../core/radar/settings';
import { MarketSession, type SessionFinding } from '../../core/session/market-session';
import { InProcessFeed } from '../../simulator/in-process-feed';
import { makeMarket } from '../../simulator/market/market';
import type { LedgerEntry } from '../../simulator/market/plants/plant';
import { DEFAULT_PLANTS } from '../../simulator/market/plants/plant-schedule';
import { finds } from '../evaluate/score';
import { type SurrogateCounts, SurrogateCheck } from './surrogate-check';

const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** After the day's end, until the last horizon of its last opportunity is told. */
const TAIL_MS = 62 * 60_000;

/** Coarser than the live clock of 250 ms, and fewer book updates and tickers than the venue sends: what is decided stays much the same. */
const TICK_MS = 1_000;
const BOOK_DENSITY = 0.4;
const TICKER_EVERY_SECONDS = 15;
/** Watched symbols of the full market, which the planting rate is meant for. */
const FULL_WATCH = 50;

export interface DayOptions {
  readonly seed: number;
  /** 00:00 UTC. */
  readonly startMs: number;
  readonly plants: boolean;
  readonly symbols: number;
  readonly watched: number;
  readonly preset: RadarPreset;
}

/** One decision of the day, as alert policies and calibration see it. */
export interface DaySignal {
  readonly id: string;
  readonly timeMs: number;
  readonly symbol: string;
  readonly type: Opportunity['opportunity_type'];
  readonly isAccepted: boolean;
  readonly rejectReasons: readonly string[];
  readonly confidence: number;
  /** Whether it stands on something that the simulator planted. */
  readonly isPlanted: boolean;
  /** The whole message of an accepted one. */
  readonly signal: Signal | undefined;
}

/** Plain data: it crosses from the process that played the day. */
export interface DayRun {
  readonly options: DayOptions;
  readonly signals: readonly DaySignal[];
  readonly results: readonly Result[];
  readonly coverage: CoverageFigure;
  readonly surrogates: SurrogateCounts;
}

const radarOf = ({ preset, watched }: DayOptions): RadarSettings => ({
  ...RADAR_PRESETS[preset], activeSymbolsLimit: watched, leaveRank: Math.ceil(watched * 1.2), displaceRank: Math.floor(watched * 0.8),
});

const marketOf = ({ seed, startMs, plants, symbols, watched }: DayOptions): ReturnType<typeof makeMarket> => makeMarket({
  seed, startTimeMs: startMs, symbolCount: symbols, bookDensity: BOOK_DENSITY, tickerEverySeconds: TICKER_EVERY_SECONDS,
  plants: plants && { meanIntervalMs: (DEFAULT_PLANTS.meanIntervalMs * FULL_WATCH) / watched },
});

/** What the functions behind the scanner make of a day's findings. */
class DayLedger {
  readonly signals: { readonly opportunity: Opportunity; readonly signal: Signal }[] = [];
  readonly results: Result[] = [];
  readonly surrogates = new SurrogateCheck();
  private readonly open = new Map<string, Signal>();

  constructor(private readonly options: DayOptions) {}

  accept(finding: SessionFinding): void {
    if (finding.kind === 'opportunity') this.decide(finding.opportunity);
    if (finding.kind !== 'aftermath') return;
    const signal = this.open.get(finding.aftermath.opportunity_id);
    const result = signal && resultOf(outcomeOf(finding.aftermath, signal));
    if (result !== undefined) this.results.push({ ...result, settings: this.options.preset });
  }

  /** What is found after the day's end belongs to no day. */
  private decide(opportunity: Opportunity): void {
    if (opportunity.exchange_time_ms >= this.options.startMs + DAY_MS) return;
    const signal = confirm(opportunity, DEFAULT_FINDER, opportunity.decided_time_ms);
    this.open.set(signal.signal_id, signal);
    this.signals.push({ opportunity, signal });
    this.surrogates.look(opportunity, signal.decision === 'accepted');
  }
}

const daySignal = (opportunity: Opportunity, signal: Signal, ledger: readonly LedgerEntry[]): DaySignal => ({
  id: signal.signal_id, timeMs: signal.exchange_time_ms, symbol: signal.symbol, type: signal.opportunity_type,
  isAccepted: signal.decision === 'accepted', rejectReasons: signal.reject_reasons, confidence: signal.confidence,
  isPlanted: ledger.some((plant) => finds(opportunity, plant)), signal: signal.decision === 'accepted' ? signal : undefined,
});

/** Plays one seeded day through radar, finder and outcomes in this process. */
export const playDay = (options: DayOptions): DayRun => {
  const market = marketOf(options);
  const settings = { radar: radarOf(options), tracker: DEFAULT_AFTERMATH_TRACKER };
  const session = new MarketSession(settings, { venue: 'bybit', market: 'simulated' }, new SymbolTable());
  const ledger = new DayLedger(options);
  const feed: InProcessFeed = new InProcessFeed(market, (event) => {
    for (const finding of session.accept(event)) {
      if (finding.kind === 'watch-list') feed.watch(finding.subscribed, event.receivedTimeMs);
      else ledger.accept(finding);
    }
  }, TICK_MS);
  feed.start(options.startMs);
  feed.run(options.startMs, options.startMs + DAY_MS + TAIL_MS);
  for (const finding of session.stop('end')) ledger.accept(finding);
  const plants = market.ledger();
  return {
    options, results: ledger.results, coverage: session.coverageTotals().total, surrogates: ledger.surrogates.counts(),
    signals: ledger.signals.map(({ opportunity, signal }) => daySignal(opportunity, signal, plants)),
  };
};
