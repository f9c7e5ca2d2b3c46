import type { MarketEvent } from '../../../core/market/events';
import { SymbolTable } from '../../../core/market/symbol-table';
import { NearMisses, NEAR_MISS_SHARE } from '../../../core/radar/near-misses';
import { Radar, type RadarFinding } from '../../../core/radar/radar';
import type { NearMiss, Remark } from '../../../core/radar/remarks';
import { DEFAULT_RADAR } from '../../../core/radar/settings';
import type { Readings } from '../../../core/radar/sighting';
import { EAGER_RADAR, marketStream } from '../../support/market-stream';

const SOURCE = { venue: 'bybit', market: 'simulated' } as const;
const BAR_MS = 3_000;

const QUIET: Readings = {
  squeeze: { score: 0.3, isArmed: false, release: undefined },
  imbalance: { imbalance: 0.1, notionalUsdt: 50_000, heldMs: 0, side: undefined },
  spike: { multiple: 1, notionalUsdt: 90_000, effort: 2, side: undefined },
};
const multiple = (value: number, side?: 'buy'): Readings => ({ ...QUIET, spike: { multiple: value, notionalUsdt: 90_000, effort: 2, side } });

/** What is told of bars with these readings, one after the other. */
const toldOf = (...readings: Readings[]): NearMiss[] => {
  const told: Remark[] = [];
  const misses = new NearMisses(DEFAULT_RADAR, (remark) => told.push(remark));
  readings.forEach((one, index) => { misses.closeBar('AAAUSDT', (index + 1) * BAR_MS, one); });
  return told as NearMiss[];
};

describe('NearMisses', () => {
  test('an episode of consecutive bars is told once, when it is over, with its closest bar and the table', () => {
    const [miss, ...others] = toldOf(multiple(2.5), multiple(2.9), multiple(2.6), QUIET);
    expect(others).toEqual([]);
    expect(miss).toMatchObject({ kind: 'near-miss', symbol: 'AAAUSDT', detector: 'volume_spark', timeMs: 2 * BAR_MS, fromMs: BAR_MS, toMs: 3 * BAR_MS });
    expect(miss?.share).toBeCloseTo(2.9 / 3, 12);
    expect(miss?.conditions.find(({ name }) => name === 'volume_spike_x')).toMatchObject({ value: 2.9, threshold: 3, met: false });
  });

  test('79 % of a threshold is not near, 80 % is; above it counts too where another condition was missing', () => {
    expect(NEAR_MISS_SHARE).toBe(0.8);
    expect(toldOf(multiple(0.79 * 3), QUIET)).toEqual([]);
    expect(toldOf(multiple(0.8 * 3 + 1e-9), QUIET)).toHaveLength(1);
    expect(toldOf(multiple(7), QUIET)).toMatchObject([{ share: 7 / 3 }]);
  });

  test('one that fires in the end has not missed', () => {
    expect(toldOf(multiple(2.9), multiple(3.1, 'buy'), QUIET)).toEqual([]);
  });

  test('each detector is measured by its leading figure, the imbalance without its sign', () => {
    const near: Readings = {
      squeeze: { score: 0.85, isArmed: false, release: undefined }, imbalance: { ...QUIET.imbalance, imbalance: -0.65 }, spike: { ...QUIET.spike, multiple: 2.7 },
    };
    expect(toldOf(near, QUIET).map(({ detector }) => detector)).toEqual(['bb_squeeze_release', 'ob_breakout', 'volume_spark']);
  });

  test('a gap ends the episode: what comes after it is another one', () => {
    const told: Remark[] = [];
    const misses = new NearMisses(DEFAULT_RADAR, (remark) => told.push(remark));
    misses.closeBar('AAAUSDT', BAR_MS, multiple(2.9));
    misses.closeBar('AAAUSDTX', BAR_MS, multiple(2.9));
    misses.endAll('AAAUSDT');
    expect(told).toMatchObject([{ symbol: 'AAAUSDT' }]);
  });
});

describe('Radar with somebody who listens', () => {
  const run = (events: readonly MarketEvent[], listens: boolean): { readonly findings: RadarFinding[]; readonly remarks: Remark[]; readonly radar: Radar } => {
    const remarks: Remark[] = [];
    const radar = new Radar(EAGER_RADAR, SOURCE, new SymbolTable(), listens ? (remark) => remarks.push(remark) : undefined);
    return { findings: events.flatMap((event) => [...radar.accept(event)]), remarks, radar };
  };
  const events = marketStream(5, 12_000);

  test('listening changes neither findings, counts nor state', () => {
    const [heard, unheard] = [run(events, true), run(events, false)];
    expect(heard.findings).toEqual(unheard.findings);
    expect(heard.radar.counts()).toEqual(unheard.radar.counts());
    expect(heard.radar.state()).toEqual(unheard.radar.state());
  });

  test('C1.11: every verdict that the cool-down held back is told, with what is left of it and the table', () => {
    const { remarks, radar } = run(events, true);
    const held = remarks.filter((remark) => remark.kind === 'suppressed' && remark.reason === 'cool-down');
    expect(held.length).toBeGreaterThan(0);
    expect(held).toHaveLength(radar.counts().suppressed);
    for (const remark of held) {
      if (remark.kind !== 'suppressed') continue;
      expect(remark.remainingMs).toBeGreaterThan(0);
      expect(remark.remainingMs).toBeLessThanOrEqual(EAGER_RADAR.coolDownMs);
      expect(remark.conditions).toHaveLength(8);
    }
  });

  test('C1.21: a verdict on a symbol that left the list is told as such', () => {
    const { remarks } = run(events, true);
    const off = remarks.filter((remark) => remark.kind === 'suppressed' && remark.reason === 'not-on-watch-list');
    expect(off.length).toBeGreaterThan(0);
    expect(off[0]).toMatchObject({ remainingMs: undefined, verdict: { fired: expect.arrayContaining([expect.any(String)]) as string[] } });
  });

  test('near misses are told in the order of their ends, none of them of a bar at which its detector fired', () => {
    const misses = run(events, true).remarks.filter((remark) => remark.kind === 'near-miss');
    expect(new Set(misses.map(({ detector }) => detector))).toEqual(new Set(['bb_squeeze_release', 'ob_breakout', 'volume_spark']));
    for (const { share, fromMs, timeMs, toMs, conditions } of misses) {
      expect(share).toBeGreaterThanOrEqual(NEAR_MISS_SHARE);
      expect([fromMs <= timeMs, timeMs <= toMs, conditions.length]).toEqual([true, true, 8]);
    }
  });
});
