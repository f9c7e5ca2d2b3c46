import fc from 'fast-check';
import { alertCostOf, type AlertUse, US_EAST_1_PRICES } from '../../../core/outcomes/alert-cost';
import { endToEndOf, hopsOf, percentileOf, stampsOf, wireHops, type AlertStamps } from '../../../core/outcomes/latency';
import { SCORED_PREDICTION, type ScoredPrediction } from '../../../core/contracts/prediction';
import { scorePredictions } from '../../../core/outcomes/prediction';
import { sampleSignal } from '../../support/messages';

const prediction = (probability: number, move: number | null): ScoredPrediction => SCORED_PREDICTION.parse({
  prediction_id: 'p', symbol: 'AAPL', model: 'bands@1', made_time_ms: 1, horizon: '5s', probability_up: probability, move_fraction: move,
});

describe('S3.18: accuracy of predictions', () => {
  test('a sure and right one has a Brier score of 0, a sure and wrong one of 1, a coin a quarter', () => {
    expect(scorePredictions([prediction(1, 0.01)]).brier).toBe(0);
    expect(scorePredictions([prediction(1, -0.01)]).brier).toBe(1);
    expect(scorePredictions([prediction(0.5, 0.01), prediction(0.5, -0.01)])).toMatchObject({ brier: 0.25, skill: 0, directionalN: 0 });
  });

  test('stating the base rate has no skill, knowing more has', () => {
    const moves = [0.01, 0.01, 0.01, -0.01];
    expect(scorePredictions(moves.map((move) => prediction(0.75, move))).skill).toBeCloseTo(0, 12);
    expect(scorePredictions(moves.map((move) => prediction(move > 0 ? 0.9 : 0.2, move))).skill).toBeGreaterThan(0.5);
  });

  test('direction is counted where one was stated and the price moved', () => {
    expect(scorePredictions([prediction(0.6, 0.01), prediction(0.6, -0.01), prediction(0.5, 0.01), prediction(0.7, 0), prediction(0.1, -0.02)]))
      .toMatchObject({ n: 5, directionalHits: 2, directionalN: 3, directionalInterval: { low: expect.any(Number) as number } });
  });

  test('open predictions are not scored, and without any there is no score', () => {
    expect(scorePredictions([prediction(0.9, null)])).toEqual({ n: 0, brier: undefined, skill: undefined, directionalHits: 0, directionalN: 0, directionalInterval: undefined });
  });

  test('a probability outside 0 to 1 is refused', () => {
    expect(() => prediction(1.2, 0)).toThrow();
  });

  test('the score is proper: stating the true probability is best on average', () => {
    fc.assert(fc.property(fc.double({ min: 0.05, max: 0.95, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (truth, stated) => {
      const expected = (p: number): number => truth * scorePredictions([prediction(p, 0.01)]).brier! + (1 - truth) * scorePredictions([prediction(p, -0.01)]).brier!;
      expect(expected(truth)).toBeLessThanOrEqual(expected(stated) + 1e-12);
    }));
  });
});

const STAMPS: AlertStamps = { exchangeTimeMs: 1_000, receivedTimeMs: 1_040, queuedTimeMs: 1_050, handledTimeMs: 1_120, publishedTimeMs: 1_200 };
const BOUNDS = { venueMs: 12, hostsMs: 3 };

describe('D-7: the latency stamp', () => {
  test('each hop with how far off two clocks may make it', () => {
    expect(hopsOf(STAMPS, BOUNDS)).toEqual([
      { name: 'exchange-received', ms: 40, boundMs: 12 }, { name: 'received-queued', ms: 10, boundMs: 0 },
      { name: 'queued-handled', ms: 70, boundMs: 3 }, { name: 'handled-published', ms: 80, boundMs: 0 },
    ]);
    expect(endToEndOf(STAMPS, BOUNDS)).toEqual({ ms: 200, boundMs: 15 });
  });

  test('hops add up to the whole, and a missing stamp leaves its two hops out', () => {
    expect(hopsOf(STAMPS, BOUNDS).reduce((sum, { ms }) => sum + ms, 0)).toBe(200);
    expect(hopsOf({ ...STAMPS, queuedTimeMs: null }, BOUNDS).map(({ name }) => name)).toEqual(['exchange-received', 'handled-published']);
    expect(endToEndOf({ ...STAMPS, publishedTimeMs: null }, BOUNDS)).toBeUndefined();
  });

  test('on a market that runs twenty times as fast a hop is told in the machine\'s time, and the whole way is last', () => {
    const hops = wireHops(STAMPS, BOUNDS, 20);
    expect(hops.map(({ name, ms }) => [name, ms])).toEqual([
      ['exchange-received', 2], ['received-queued', 0.5], ['queued-handled', 3.5], ['handled-published', 4], ['end-to-end', 10],
    ]);
    expect(wireHops({ ...STAMPS, publishedTimeMs: null }, BOUNDS, 1).map(({ name }) => name)).not.toContain('end-to-end');
  });

  test('no hop of a signal is between two stamps that are one', () => {
    const signal = sampleSignal();
    expect(hopsOf(stampsOf(signal, null), BOUNDS).map(({ name, ms }) => [name, ms])).toEqual([['exchange-received', 20], ['received-queued', 2], ['queued-handled', 28]]);
    expect(hopsOf(stampsOf({ ...signal, emitted_time_ms: null }, null), BOUNDS).map(({ name }) => name)).toEqual(['exchange-received']);
  });

  test('percentiles are values that were there', () => {
    expect([1, 50, 51, 99, 100].map((percent) => percentileOf([5, 1, 4, 2, 3], percent))).toEqual([1, 3, 3, 5, 5]);
    expect(percentileOf([], 50)).toBeUndefined();
    fc.assert(fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.integer({ min: 1, max: 100 }), (values, percent) => {
      const found = percentileOf(values, percent)!;
      expect(values.filter((value) => value <= found).length).toBeGreaterThanOrEqual((percent / 100) * values.length - 1e-9);
      expect(values.filter((value) => value < found).length).toBeLessThan((percent / 100) * values.length + 1e-9);
    }));
  });
});

describe('D-7: the cost stamp', () => {
  const NOTHING: AlertUse = { sqsRequests: 0, snsPublishes: 0, lambdaRequests: 0, lambdaGbSeconds: 0, dynamoWrites: 0, dynamoReads: 0, emails: 0, smsParts: 0, pushes: 0, webhooks: 0 };

  test('a million of each unit cost what the price pages say for a million', () => {
    const million = (name: keyof AlertUse): number => alertCostOf({ ...NOTHING, [name]: 1e6 }, US_EAST_1_PRICES).usd;
    expect([million('sqsRequests'), million('snsPublishes'), million('lambdaRequests'), million('dynamoWrites'), million('dynamoReads'), million('emails')])
      .toEqual([0.4, 0.5, 0.2, 0.625, 0.125, 20].map((usd) => expect.closeTo(usd, 9) as number));
  });

  test('parts add up, and an SMS outweighs all the rest', () => {
    const use: AlertUse = { ...NOTHING, sqsRequests: 9, snsPublishes: 2, lambdaRequests: 3, lambdaGbSeconds: 0.1, dynamoWrites: 60, dynamoReads: 4, emails: 1, smsParts: 1 };
    const { usd, parts } = alertCostOf(use, US_EAST_1_PRICES);
    expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(usd, 12);
    expect(parts.smsParts).toBeGreaterThan(usd / 2);
    expect(alertCostOf(NOTHING, US_EAST_1_PRICES).usd).toBe(0);
  });

  test('says where and when the prices were read', () => {
    expect(US_EAST_1_PRICES).toMatchObject({ region: 'us-east-1', asOf: expect.stringMatching(/^\d{4}-\d\d$/) as string });
    expect(US_EAST_1_PRICES.sources.length).toBeGreaterThan(3);
  });
});
