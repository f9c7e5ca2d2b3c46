import { hitKey } from '../../../core/alerts/plan/expected-value';
import { NO_RESULTS } from '../../../core/outcomes/track/track-sums';
import { NO_RAISE } from '../../../core/outcomes/threshold-rule';
import { makeTrackContext, type TrackContextPorts } from '../../../lambdas/notification/track-context';
import { sampleSignal } from '../../support/messages';

const MINUTE_MS = 60_000;
const SIGNAL = sampleSignal({ confidence: 0.71 });

describe('what came of earlier alerts', () => {
  let nowMs: number;
  let asked: string[];
  let untilMs: number;
  const track: TrackContextPorts['track'] = {
    ofConfidence: async (market, type, band) => {
      asked.push(`record ${market} ${type} ${band}`);
      return { ...NO_RESULTS, n: 40, hits: 30, gainSum: 0.4, lossSum: 0.1 };
    },
    threshold: async (market, type) => {
      asked.push(`raise ${market} ${type}`);
      return { version: 1, state: { ...NO_RAISE, raise: 0.1, untilMs }, untold: undefined };
    },
  };
  const contextOf = (ports: Partial<TrackContextPorts> = {}) => makeTrackContext({ track, clock: { nowMs: () => nowMs }, nowMs: () => nowMs, ...ports });

  beforeEach(() => {
    nowMs = 0;
    asked = [];
    untilMs = 10 * MINUTE_MS;
  });

  test('is the record of the signal\'s type and tenth of confidence, and its type\'s raise', async () => {
    expect(await contextOf()('live', [SIGNAL, SIGNAL])).toEqual({
      records: { [hitKey('bb_squeeze_release', 0.71)]: { n: 40, hits: 30, winSumFraction: 0.4, lossSumFraction: 0.1 } },
      raises: { bb_squeeze_release: 0.1 },
    });
    expect(asked.sort()).toEqual(['raise live bb_squeeze_release', 'record live bb_squeeze_release 7']);
  });

  test('a raise is read again after a minute, a record after five, another market at once', async () => {
    const context = contextOf();
    const readsAt = async (timeMs: number, market: 'live' | 'simulated' = 'live'): Promise<string[]> => {
      nowMs = timeMs;
      asked = [];
      await context(market, [SIGNAL]);
      return asked.map((what) => what.split(' ')[0]!).sort();
    };
    expect(await readsAt(0)).toEqual(['raise', 'record']);
    expect(await readsAt(MINUTE_MS - 1)).toEqual([]);
    expect(await readsAt(MINUTE_MS - 1, 'simulated')).toEqual(['raise', 'record']);
    expect(await readsAt(MINUTE_MS)).toEqual(['raise']);
    expect(await readsAt(5 * MINUTE_MS)).toEqual(['raise', 'record']);
  });

  test('a raise ends at its time, though it was read before', async () => {
    const context = contextOf();
    untilMs = MINUTE_MS / 2;
    expect((await context('live', [SIGNAL])).raises).toEqual({ bb_squeeze_release: 0.1 });
    nowMs = MINUTE_MS / 2;
    expect((await context('live', [SIGNAL])).raises).toEqual({ bb_squeeze_release: 0 });
  });

  test('a read that failed is made again with the next signals', async () => {
    let isBroken = true;
    const context = contextOf({ track: { ...track, threshold: async (market, type) => {
      if (isBroken) throw new Error('no table');
      return track.threshold(market, type);
    } } });
    await expect(context('live', [SIGNAL])).rejects.toThrow('no table');
    isBroken = false;
    expect((await context('live', [SIGNAL])).raises).toEqual({ bb_squeeze_release: 0.1 });
  });
});
