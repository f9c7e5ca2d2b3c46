import type { Answer, Result } from '../result';
import { binOf, type Bins } from './quantile-sketch';

/**
 * Everything that is kept of a group of results: counts and sums alone, so that adding a result is an atomic increment in a table, in
 * whatever order results come, and two groups are joined by adding them up. Returns are fractions of the entry, after cost.
 */
export interface TrackSums {
  /** Results with an answer. */
  readonly n: number;
  readonly hits: number;
  readonly blind: number;
  readonly halted: number;
  readonly buys: number;
  readonly netSum: number;
  readonly netSquareSum: number;
  /** Sums of what the hits earned and of what the others lost, both >= 0. */
  readonly gainSum: number;
  readonly lossSum: number;
  readonly favourableSum: number;
  readonly adverseSum: number;
  /** Controls drawn for these results, and how many of them a buy or a sell would have hit. */
  readonly controls: number;
  readonly controlBuyHits: number;
  readonly controlSellHits: number;
  readonly controlBuyNetSum: number;
  readonly controlSellNetSum: number;
  /** Sketch of the net returns. */
  readonly bins: Bins;
}

type Counters = Omit<TrackSums, 'bins'>;

const NO_COUNTERS: Counters = {
  n: 0, hits: 0, blind: 0, halted: 0, buys: 0, netSum: 0, netSquareSum: 0, gainSum: 0, lossSum: 0, favourableSum: 0, adverseSum: 0,
  controls: 0, controlBuyHits: 0, controlSellHits: 0, controlBuyNetSum: 0, controlSellNetSum: 0,
};

const COUNTERS = Object.keys(NO_COUNTERS) as (keyof Counters)[];

const countersBy = (valueOf: (name: keyof Counters) => number): Counters =>
  COUNTERS.reduce((counters, name) => ({ ...counters, [name]: valueOf(name) }), NO_COUNTERS);

export const NO_RESULTS: TrackSums = { ...NO_COUNTERS, bins: new Map() };

const controlCounters = (controls: Answer['controls']): Partial<Counters> => (controls === undefined ? {} : {
  controls: controls.n, controlBuyHits: controls.buy_hits, controlSellHits: controls.sell_hits,
  controlBuyNetSum: controls.buy_net_sum_fraction, controlSellNetSum: controls.sell_net_sum_fraction,
});

/** What one result adds. */
export const trackSumsOf = ({ answer, side }: Pick<Result, 'answer' | 'side'>): TrackSums => {
  if (answer === 'blind') return { ...NO_RESULTS, blind: 1 };
  if (answer === 'halted') return { ...NO_RESULTS, halted: 1 };
  const { net, favourable, adverse, controls } = answer;
  return {
    ...NO_COUNTERS, n: 1, hits: net > 0 ? 1 : 0, buys: side === 'buy' ? 1 : 0,
    netSum: net, netSquareSum: net * net, gainSum: Math.max(0, net), lossSum: Math.max(0, -net),
    favourableSum: favourable, adverseSum: adverse, ...controlCounters(controls), bins: new Map([[binOf(net), 1]]),
  };
};

export const addTrackSums = (a: TrackSums, b: TrackSums): TrackSums => {
  const bins = new Map(a.bins);
  for (const [bin, count] of b.bins) bins.set(bin, (bins.get(bin) ?? 0) + count);
  return { ...countersBy((name) => a[name] + b[name]), bins };
};

export const sumTrack = (all: readonly TrackSums[]): TrackSums => all.reduce(addTrackSums, NO_RESULTS);

const BIN = /^q(m?)(\d+)$/;
const binName = (bin: number): string => (bin < 0 ? `qm${-bin}` : `q${bin}`);

/** As attribute names and numbers of a table item, those that are 0 left out: the increments of an atomic update, or what stands there. */
export const countersOf = (sums: TrackSums): Readonly<Record<string, number>> => Object.fromEntries([
  ...COUNTERS.map((name) => [name, sums[name]] as const), ...[...sums.bins].map(([bin, count]) => [binName(bin), count] as const),
].filter(([, value]) => value !== 0));

/** Back from a table item; other attributes are ignored. */
export const fromCounters = (item: Readonly<Record<string, unknown>>): TrackSums => {
  const numberAt = (name: string): number => (typeof item[name] === 'number' ? item[name] : 0);
  const bins = Object.keys(item).flatMap((name): [number, number][] => {
    const [, minus, digits] = BIN.exec(name) ?? [];
    return digits === undefined ? [] : [[minus === 'm' ? -Number(digits) : Number(digits), numberAt(name)]];
  });
  return { ...countersBy(numberAt), bins: new Map(bins) };
};
