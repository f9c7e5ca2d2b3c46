import type { WireBar } from '../../../../core/contracts/common';
import { edgeOf, type Edge } from '../../../../core/outcomes/null/edge';
import { LEAST_CLUSTERS, liftOf, type Lift } from '../../../../core/outcomes/null/lift';
import { SeededDraws } from '../../../../core/outcomes/null/seeded-draws';
import { student95 } from '../../../../core/outcomes/null/student';
import { controlsOf } from '../../../../core/outcomes/null/control-sampler';
import { controlSumsOf } from '../../../../core/outcomes/null/control-sums';
import { NO_RESULTS, sumTrack, trackSumsOf, type TrackSums } from '../../../../core/outcomes/track/track-sums';
import { wilsonInterval } from '../../../../core/outcomes/wilson';

const holds = ({ low, high }: { readonly low: number; readonly high: number }, truth: number): boolean => low <= truth && truth <= high;

describe('a generator with a known hit rate', () => {
  test.each([0.1, 0.35, 0.5, 0.62, 0.9])('D-3: of 1,000 runs Wilson\'s interval covers a true rate of %d in at least 93 %%', (rate) => {
    let covered = 0;
    for (let run = 0; run < 1_000; run += 1) {
      const draws = new SeededDraws(`hits ${rate} ${run}`);
      const n = 40 + draws.below(200);
      let hits = 0;
      for (let trial = 0; trial < n; trial += 1) if (draws.uniform() < rate) hits += 1;
      if (holds(wilsonInterval(hits, n)!, rate)) covered += 1;
    }
    expect(covered).toBeGreaterThanOrEqual(930);
  });
});

const COST = 0.0013;
const MOMENTUM = { thesis: 'momentum', stopFraction: undefined, targetFraction: undefined } as const;

/** Bars that are their closes, of a random walk: the controls of momentum look at nothing else. */
const closesOf = (draws: SeededDraws, count: number): WireBar[] => {
  let price = 100;
  return Array.from({ length: count }, (_, index): WireBar => {
    price *= 1 + 0.002 * draws.normal();
    return [index * 60_000, price, price, price, price, 1];
  });
};

interface Scene {
  readonly id: string;
  /** Drift after a signal in the direction of its side, log per minute; 0 is noise. */
  readonly drift: number;
  readonly days?: number;
  readonly perDay?: number;
  readonly buyShare?: number;
  /** How much wilder the market is after a signal than before. */
  readonly storm?: number;
}

/**
 * Days of a market whose coins share half of the moves after the signals, with "signals" that follow the last ten minutes' move: their
 * side depends on the past, as a real detector's does, and alerts of one day are not independent.
 */
const playedDays = ({ id, drift, days = 12, perDay = 8, buyShare = 0.5, storm = 1 }: Scene): TrackSums[] => Array.from({ length: days }, (_, day) => {
  const common = new SeededDraws(`${id} day ${day}`);
  const shared = Array.from({ length: 15 }, () => common.normal());
  return sumTrack(Array.from({ length: perDay }, (_, index): TrackSums => {
    const draws = new SeededDraws(`${id} ${day} ${index}`);
    const bars = closesOf(draws, 90);
    const past = (bars.at(-1)?.[4] ?? 1) / (bars.at(-11)?.[4] ?? 1);
    const side = draws.uniform() < 2 * Math.abs(buyShare - 0.5) ? 'buy' : past > 1 ? 'buy' : 'sell';
    const sign = side === 'buy' ? 1 : -1;
    const move = shared.reduce((sum, step) => sum + sign * drift + 0.002 * storm * (0.5 * step + Math.sqrt(0.75) * draws.normal()), 0);
    const earned = sign * (Math.exp(move) - 1) - COST;
    const controls = controlSumsOf(controlsOf(`${id} ${day} ${index}`, bars, 15), MOMENTUM, COST) ?? undefined;
    return trackSumsOf({ side, answer: { net: earned, favourable: 0, adverse: 0, controls } });
  }));
});

const edgeIn = (scene: Scene): Edge => {
  const edge = edgeOf(playedDays(scene));
  if (typeof edge === 'string') throw new Error(`no edge: ${edge}`);
  return edge;
};

const liftIn = (scene: Scene): Lift => {
  const lift = liftOf(playedDays(scene));
  if (typeof lift === 'string') throw new Error(`no lift: ${lift}`);
  return lift;
};

describe('D-4: lift over the null baseline', () => {
  test('on noise the interval contains 1 in at least 93 % of runs, though alerts of a day move together and their side follows the past', () => {
    const runs = 200;
    let covered = 0;
    for (let run = 0; run < runs; run += 1) if (holds(liftIn({ id: `noise ${run}`, drift: 0 }).interval, 1)) covered += 1;
    expect(covered / runs).toBeGreaterThanOrEqual(0.93);
  });

  test('on planted signals its lower bound is above 1', () => {
    for (let run = 0; run < 20; run += 1) {
      const { ratio, interval } = liftIn({ id: `planted ${run}`, drift: 0.0006 });
      expect(ratio).toBeGreaterThan(1.2);
      expect(interval.low).toBeGreaterThan(1);
    }
  });

  test('signals that are wrong have an upper bound below 1', () => {
    expect(liftIn({ id: 'wrong', drift: -0.0006 }).interval.high).toBeLessThan(1);
  });

  test('takes each day as one: alerts counted five times over are no more certain', () => {
    const once = liftIn({ id: 'copies', drift: 0.0003 });
    const days = playedDays({ id: 'copies', drift: 0.0003 }).map((day) => sumTrack([day, day, day, day, day]));
    const five = liftOf(days) as Lift;
    expect(five.interval.low).toBeCloseTo(once.interval.low, 10);
    expect(five.interval.high).toBeCloseTo(once.interval.high, 10);
  });

  test('the null rate has the signals\' mix of sides, not their own controls\'', () => {
    const cluster = { ...NO_RESULTS, n: 10, hits: 5, buys: 9, controls: 100, controlBuyHits: 60, controlSellHits: 20 };
    expect((liftOf(Array.from({ length: 10 }, () => cluster)) as Lift).nullRate).toBeCloseTo(0.9 * 0.6 + 0.1 * 0.2, 12);
  });

  test('says why there is none', () => {
    const cluster = { ...NO_RESULTS, n: 10, hits: 5, buys: 5, controls: 80, controlBuyHits: 40, controlSellHits: 40 };
    const many = Array.from({ length: LEAST_CLUSTERS }, () => cluster);
    expect(liftOf([])).toBe('no-controls');
    expect(liftOf([{ ...cluster, controls: 0 }])).toBe('no-controls');
    expect(liftOf(many.map((one) => ({ ...one, hits: 0 })))).toBe('too-few-hits');
    expect(liftOf(many.map((one) => ({ ...one, controlBuyHits: 0, controlSellHits: 0 })))).toBe('too-few-hits');
    expect(liftOf(many.slice(1))).toBe('too-few-days');
    expect(liftOf(many)).toMatchObject({ ratio: 1, clusters: LEAST_CLUSTERS });
  });
});

describe('D-4: edge over the null baseline', () => {
  test.each([0.5, 1, 2])('on noise the interval contains 0 in at least 93 %% of runs, though the market is %d times as wild after a signal', (storm) => {
    const runs = 120;
    let covered = 0;
    for (let run = 0; run < runs; run += 1) if (holds(edgeIn({ id: `storm ${storm} ${run}`, drift: 0, storm }).interval, 0)) covered += 1;
    expect(covered / runs).toBeGreaterThanOrEqual(0.93);
  });

  test('a calm after each signal has a lift below 1, since fewer moves pay the cost, and no edge either way', () => {
    const scene = { id: 'calm', drift: 0, storm: 0.25, days: 40 };
    expect(liftIn(scene).interval.high).toBeLessThan(1);
    expect(holds(edgeIn(scene).interval, 0)).toBe(true);
  });

  test('planted signals have an edge of about what was planted', () => {
    const { fraction, interval } = edgeIn({ id: 'edge', drift: 0.0006, days: 40 });
    expect(interval.low).toBeGreaterThan(0);
    expect(holds(interval, 15 * 0.0006)).toBe(true);
    expect(fraction).toBeGreaterThan(0.005);
  });

  test('says why there is none', () => {
    expect(edgeOf([])).toBe('no-controls');
    expect(edgeOf([{ ...NO_RESULTS, n: 5, controls: 40 }])).toBe('too-few-days');
  });
});

describe('Student\'s t', () => {
  test('the table goes over into the expansion without a step', () => {
    expect(student95(30) - student95(31)).toBeGreaterThan(0);
    expect(student95(30) - student95(31)).toBeLessThan(0.004);
    expect(student95(40)).toBeCloseTo(2.0211, 3);
    expect(student95(120)).toBeCloseTo(1.9799, 3);
    expect(student95(100_000)).toBeCloseTo(1.96, 3);
  });

  test('without a degree of freedom there is none', () => {
    expect(() => student95(0)).toThrow('degreesOfFreedom=0');
  });
});
