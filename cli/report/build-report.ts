import { OPPORTUNITY_TYPES } from '../../core/contracts/common';
import { coverageFigure } from '../../core/market/coverage-report';
import { dayOf } from '../../core/outcomes/days';
import { HORIZON_IDS, isReference } from '../../core/outcomes/horizon';
import type { Result } from '../../core/outcomes/result';
import type { EquityPoint } from '../../core/outcomes/track/equity';
import type { OrderedRecord } from '../../core/outcomes/track/track-record';
import { TrackTable } from '../../core/outcomes/track/track-table';
import { wilsonInterval } from '../../core/outcomes/wilson';
import { DAY_MS, type DayRun, type DaySignal } from './day-run';
import type { AlertPolicy } from './policy';
import type { CalibrationRow, DayRow, DetectorRow, GroupRow, PolicyRow, RecordRow, ReportData } from './report-data';

/** Points of a curve that a plot of some hundred pixels can show. */
const CURVE_POINTS = 400;
const CONFIDENCE_STEP = 0.1;

const rowOf = ({ equity: { maxDrawdown, longestLosses }, ...record }: OrderedRecord): RecordRow => ({ ...record, maxDrawdown, longestLosses });

const netOf = ({ answer }: Result): number | undefined => (typeof answer === 'object' ? answer.net : undefined);

const resultsOf = (runs: readonly DayRun[]): readonly Result[] => runs.flatMap(({ results }) => results);

const isAcceptedReference = ({ decision, horizon }: Result): boolean => decision === 'accepted' && isReference(horizon);

/** The groups that `groupOf` makes, in the order of `sort`. */
const grouped = (results: readonly Result[], spanMs: number, groupOf: (result: Result) => string | undefined): GroupRow[] => {
  const table = new TrackTable(groupOf);
  for (const result of results) table.add(result);
  return table.names().flatMap((group) => {
    const record = table.record(group, spanMs);
    return record === undefined ? [] : [{ group, record: rowOf(record) }];
  });
};

const byCount = (rows: readonly GroupRow[]): GroupRow[] => [...rows].sort((a, b) => b.record.n - a.record.n);

const detectorRows = (runs: readonly DayRun[]): DetectorRow[] => {
  const rows = new Map(grouped(resultsOf(runs), runs.length * DAY_MS, ({ type, decision, horizon }) => `${type}|${decision}|${horizon}`)
    .map(({ group, record }) => [group, record]));
  return OPPORTUNITY_TYPES.flatMap((type) => (['accepted', 'rejected'] as const).flatMap((decision) => HORIZON_IDS.flatMap((horizon) => {
    const record = rows.get(`${type}|${decision}|${horizon}`);
    return record === undefined ? [] : [{ type, decision, horizon, record }];
  })));
};

const plantedRows = (runs: readonly DayRun[]): GroupRow[] => {
  const planted = new Set(runs.flatMap(({ signals }) => signals.filter(({ isPlanted }) => isPlanted).map(({ id }) => id)));
  const results = resultsOf(runs).filter(({ horizon }) => horizon === '5m' || horizon === '15m');
  return grouped(results, runs.length * DAY_MS, ({ id, horizon }) => `${planted.has(id) ? 'on a planted pattern' : 'on none'}, ${horizon}`)
    .sort((a, b) => b.group.localeCompare(a.group, 'en', { numeric: true }));
};

const breakdowns = (runs: readonly DayRun[]): ReportData['breakdowns'] => {
  const results = resultsOf(runs).filter(isAcceptedReference);
  const by = (groupOf: (result: Result) => string | undefined): GroupRow[] => byCount(grouped(results, runs.length * DAY_MS, groupOf));
  return [
    { title: 'Volatility of the last 20 minutes, among the symbol\'s own last hours', rows: by(({ regime }) => regime.volatility) },
    { title: 'Part of the day (UTC; in Seoul nine hours later)', rows: by(({ regime }) => regime.session) },
    { title: 'Weekday or weekend', rows: by(({ regime }) => regime.week) },
    { title: 'Settings', rows: by(({ settings }) => settings) },
    { title: 'Symbol', rows: by(({ symbol }) => symbol).slice(0, 12) },
  ];
};

const calibrationRows = (runs: readonly DayRun[]): CalibrationRow[] => {
  const confidence = new Map(runs.flatMap(({ signals }) => signals.map((signal) => [signal.id, signal.confidence])));
  const settled = resultsOf(runs).filter(({ horizon }) => isReference(horizon)).flatMap((result) => {
    const [stated, net] = [confidence.get(result.id), netOf(result)];
    return stated === undefined || net === undefined ? [] : [{ stated, isHit: net > 0 }];
  });
  return Array.from({ length: Math.round(1 / CONFIDENCE_STEP) }, (_, step) => {
    const [from, to] = [step * CONFIDENCE_STEP, (step + 1) * CONFIDENCE_STEP];
    const inside = settled.filter(({ stated }) => stated >= from && (stated < to || (step === 9 && stated <= 1)));
    const hits = inside.filter(({ isHit }) => isHit).length;
    const sum = inside.reduce((total, { stated }) => total + stated, 0);
    return { fromConfidence: from, toConfidence: to, meanConfidence: sum / Math.max(1, inside.length), n: inside.length, hits, interval: wilsonInterval(hits, inside.length) };
  }).filter(({ n }) => n > 0);
};

/** Every so many points, and the last. */
const thinned = (curve: readonly EquityPoint[]): EquityPoint[] => {
  const every = Math.max(1, Math.ceil(curve.length / CURVE_POINTS));
  return curve.filter((_, index) => index % every === 0 || index === curve.length - 1);
};

const equityCurves = (runs: readonly DayRun[]): ReportData['equity'] => {
  const results = resultsOf(runs).filter(isAcceptedReference);
  const curvesOf = (groupOf: (result: Result) => Result['type'] | 'all'): ReportData['equity'] => {
    const table = new TrackTable(groupOf);
    for (const result of results) table.add(result);
    return (['all', ...OPPORTUNITY_TYPES] as const).flatMap((type) => {
      const record = table.record(type, runs.length * DAY_MS);
      return record === undefined ? [] : [{ type, curve: thinned(record.equity.curve), maxDrawdown: record.equity.maxDrawdown }];
    });
  };
  return [...curvesOf(() => 'all'), ...curvesOf(({ type }) => type)];
};

const dayRows = (runs: readonly DayRun[]): DayRow[] => {
  const nets = new Map<string, number[]>();
  for (const result of resultsOf(runs).filter(isAcceptedReference)) {
    const net = netOf(result);
    const day = dayOf(result.entryTimeMs, 'report');
    if (net !== undefined) nets.set(day, [...(nets.get(day) ?? []), net]);
  }
  return [...nets].sort(([a], [b]) => a.localeCompare(b)).map(([day, values]) => ({
    day, n: values.length, hitRate: values.filter((net) => net > 0).length / values.length, netSum: values.reduce((sum, net) => sum + net, 0),
  }));
};

const meanOf = (values: readonly number[]): number | undefined => (values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length);

interface PolicyRun {
  readonly sent: DaySignal[];
  readonly held: DaySignal[];
  /** Alerts by reader and day in the report's zone. */
  readonly perDay: Map<string, number>;
}

/** Days in the order of their dates; where the dates begin again it is another market, and a new reader. */
const playPolicy = (runs: readonly DayRun[], makePolicy: () => AlertPolicy, netOf: (id: string) => number | undefined): PolicyRun => {
  const played: PolicyRun = { sent: [], held: [], perDay: new Map() };
  let [policy, reader, beforeMs] = [makePolicy(), 0, -Infinity];
  for (const { signals, options } of runs) {
    if (options.startMs < beforeMs) [policy, reader] = [makePolicy(), reader + 1];
    beforeMs = options.startMs;
    const accepted = signals.filter(({ isAccepted }) => isAccepted);
    for (const signal of accepted) {
      const isSent = policy.sends(signal);
      (isSent ? played.sent : played.held).push(signal);
      const day = `${reader} ${dayOf(signal.timeMs, 'report')}`;
      if (isSent) played.perDay.set(day, (played.perDay.get(day) ?? 0) + 1);
    }
    policy.learn?.(accepted, netOf);
  }
  return played;
};

const policyRow = (runs: readonly DayRun[], makePolicy: () => AlertPolicy): PolicyRow => {
  const nets = new Map(resultsOf(runs).filter(isAcceptedReference).map((result) => [result.id, netOf(result)]));
  const meanNetOf = (signals: readonly DaySignal[]): number | undefined => meanOf(signals.map(({ id }) => nets.get(id)).filter((net) => net !== undefined));
  const { sent, held, perDay } = playPolicy(runs, makePolicy, (id) => nets.get(id));
  return {
    name: makePolicy().name, sent: sent.length, held: held.length, alertsPerDay: sent.length / Math.max(1, runs.length),
    mostPerDay: Math.max(0, ...perDay.values()), sentMeanNet: meanNetOf(sent), heldMeanNet: meanNetOf(held),
  };
};

const rejectReasons = (signals: readonly DaySignal[]): ReportData['rejectReasons'] => {
  const counts = new Map<string, number>();
  for (const reason of signals.flatMap((signal) => signal.rejectReasons)) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
};

export type ReportSetup = Pick<ReportData, 'seeds' | 'firstSeed' | 'symbols' | 'watched' | 'preset' | 'firstDay'>;

/** All figures of the report from the days that were played, in the order in which they were. */
export const buildReport = (setup: ReportSetup, runs: readonly DayRun[], policies: readonly (() => AlertPolicy)[]): ReportData => {
  const [planted, nothing] = [runs.filter(({ options }) => options.plants), runs.filter(({ options }) => !options.plants)];
  const signals = planted.flatMap((run) => run.signals);
  const sum = (all: readonly number[]): number => all.reduce((total, value) => total + value, 0);
  const surrogate = (name: 'n' | 'real' | 'shuffled' | 'walked'): number => sum(planted.map(({ surrogates }) => surrogates[name]));
  return {
    ...setup, days: planted.length, nothingPlantedDays: nothing.length,
    coverage: coverageFigure(sum(runs.map(({ coverage }) => coverage.subscribedMs)), sum(runs.map(({ coverage }) => coverage.blindMs))),
    opportunities: signals.length, accepted: signals.filter(({ isAccepted }) => isAccepted).length, rejectReasons: rejectReasons(signals),
    detectors: detectorRows(planted), nothingPlanted: detectorRows(nothing), planted: plantedRows(planted), breakdowns: breakdowns(planted),
    calibration: calibrationRows(planted), equity: equityCurves(planted), byDay: dayRows(planted),
    policies: policies.map((policy) => policyRow(planted, policy)),
    surrogates: { n: surrogate('n'), real: surrogate('real'), shuffled: surrogate('shuffled'), walked: surrogate('walked') },
  };
};
