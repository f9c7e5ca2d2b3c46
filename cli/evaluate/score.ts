import { budgetHour, DEFAULT_ALERTS_PER_HOUR } from '../../core/alerts/budget';
import { RADAR_TYPES, type RadarType } from '../../core/contracts/common';
import type { Opportunity } from '../../core/contracts/opportunity';
import { coverageFigure, type CoverageFigure } from '../../core/market/coverage-report';
import { wilsonInterval, type Interval } from '../../core/outcomes/wilson';
import type { LedgerEntry, PlantKind } from '../../simulator/market/plants/plant';
import type { MarketRun } from './run-market';

/** Which detector is meant to find which plant, and how long after its end a find still counts: one bar, its grace, a clock tick. */
const DETECTOR: Record<PlantKind, RadarType> = { squeeze_release: 'bb_squeeze_release', ob_imbalance: 'ob_breakout', volume_surge: 'volume_spark' };
const LATE_MS = 4_000;
/** From the start until every detector is warm: 20 + 100 bars of 3 s. Plants before are not counted. */
const WARMUP_MS = 360_000;

export interface Proportion {
  readonly hits: number;
  readonly n: number;
  readonly interval: Interval | undefined;
}

export interface Recall extends Proportion {
  readonly kind: PlantKind;
  /** Of the hits, those that pointed to the planted side. */
  readonly sameSide: number;
  /** Missed because the symbol was not on the watch list at the onset: the rank's doing, not the detector's. */
  readonly notWatched: number;
  /** Missed because the same type had fired on the symbol within the cool-down before. */
  readonly coolingDown: number;
}

export interface Precision extends Proportion {
  readonly type: RadarType;
}

const proportion = (hits: number, n: number): Proportion => ({ hits, n, interval: wilsonInterval(hits, n) });

/** Whether an opportunity stands on a planted pattern: its detector fired on its symbol from the onset to one bar after the end. */
export const finds = (opportunity: Opportunity, plant: LedgerEntry): boolean =>
  opportunity.symbol === plant.symbol && opportunity.fired.includes(DETECTOR[plant.kind])
  && opportunity.exchange_time_ms >= plant.onsetMs && opportunity.exchange_time_ms <= plant.endMs + LATE_MS;

const isWatched = ({ watchLists }: MarketRun, { symbol, onsetMs }: LedgerEntry): boolean =>
  watchLists.findLast(({ fromMs }) => fromMs <= onsetMs)?.symbols.has(symbol) ?? false;

const isCoolingDown = ({ opportunities }: MarketRun, plant: LedgerEntry, coolDownMs: number): boolean =>
  opportunities.some((opportunity) => opportunity.symbol === plant.symbol && opportunity.opportunity_type === DETECTOR[plant.kind]
    && opportunity.exchange_time_ms < plant.onsetMs && plant.onsetMs - opportunity.exchange_time_ms < coolDownMs);

/** Planted patterns that were over before the run ended and began after the warm-up. */
const countedPlants = (run: MarketRun): readonly LedgerEntry[] => {
  const startMs = run.watchLists[0]?.fromMs ?? 0;
  const endMs = startMs + run.hours * 3_600_000;
  return run.ledger.filter((plant) => plant.onsetMs >= startMs + WARMUP_MS && plant.endMs + LATE_MS <= endMs);
};

/** Share of the planted patterns that the detector meant for them found, per kind, on whichever side; `sameSide` counts the right one. */
export const recallOf = (runs: readonly MarketRun[], coolDownMs: number): readonly Recall[] =>
  (Object.keys(DETECTOR) as PlantKind[]).map((kind) => {
    const plants = runs.flatMap((run) => countedPlants(run).filter((plant) => plant.kind === kind).map((plant) => ({ run, plant })));
    const finders = ({ run, plant }: (typeof plants)[number]) => run.opportunities.filter((opportunity) => finds(opportunity, plant));
    const missed = plants.filter((one) => finders(one).length === 0);
    const sameSide = plants.filter((one) => finders(one).some(({ side }) => side === one.plant.side)).length;
    const unseen = missed.filter(({ run, plant }) => !isWatched(run, plant));
    const held = missed.filter(({ run, plant }) => isWatched(run, plant) && isCoolingDown(run, plant, coolDownMs));
    return { kind, ...proportion(plants.length - missed.length, plants.length), sameSide, notWatched: unseen.length, coolingDown: held.length };
  });

/** Share of a type's opportunities that stand on something planted, per type; `mixed_signal` counts when any of its detectors does. */
export const precisionOf = (runs: readonly MarketRun[]): readonly Precision[] =>
  RADAR_TYPES.map((type) => {
    const found = runs.flatMap((run) => run.opportunities.filter((one) => one.opportunity_type === type).map((one) => ({ run, one })));
    const planted = found.filter(({ run, one }) => run.ledger.some((plant) => finds(one, plant)));
    return { type, ...proportion(planted.length, found.length) };
  });

/** Accepted opportunities per clock hour: what the alert budget is counted in. */
const alertsByHour = (accepted: readonly Opportunity[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { decided_time_ms: timeMs } of accepted) counts.set(budgetHour(timeMs), (counts.get(budgetHour(timeMs)) ?? 0) + 1);
  return counts;
};

/** What was seen of what was asked for, over all runs together. */
export const coverageOf = (runs: readonly MarketRun[]): CoverageFigure => {
  const sum = (of: (figure: CoverageFigure) => number): number => runs.reduce((total, { coverage }) => total + of(coverage.total), 0);
  return coverageFigure(sum(({ subscribedMs }) => subscribedMs), sum(({ blindMs }) => blindMs));
};

/** Opportunities per hour by type, and how many of all the finder accepted, over all runs. */
export const ratesOf = (runs: readonly MarketRun[]): { readonly byType: ReadonlyMap<RadarType, number>; readonly all: number; readonly accepted: number; readonly alerts: number } => {
  const hours = runs.reduce((sum, run) => sum + run.hours, 0);
  const perHour = (count: (run: MarketRun) => number): number => runs.reduce((sum, run) => sum + count(run), 0) / hours;
  const ofType = (type: RadarType) => (run: MarketRun): number => run.opportunities.filter((one) => one.opportunity_type === type).length;
  return {
    byType: new Map(RADAR_TYPES.map((type) => [type, perHour(ofType(type))])),
    all: perHour((run) => run.opportunities.length),
    accepted: perHour((run) => run.accepted.length),
    alerts: perHour(({ accepted }) => [...alertsByHour(accepted).values()].reduce((sum, alerts) => sum + Math.min(alerts, DEFAULT_ALERTS_PER_HOUR), 0)),
  };
};
