import fc from 'fast-check';
import { confidenceOf, strengthAbove } from '../../../core/radar/confidence';
import { CoolDown } from '../../../core/market/cool-down';
import { EventIds, timestampOf } from '../../../core/contracts/event-id';
import { RADAR_PRESETS } from '../../../core/radar/settings';

const SAMPLE_MS = Date.UTC(2025, 11, 18, 15, 45, 21);

describe('event ids', () => {
  test('S1.17, S1.24: the sample id and time stamp agree', () => {
    expect(new EventIds().next(SAMPLE_MS + 350)).toBe('opp-20251218-154521-001');
    expect(timestampOf(SAMPLE_MS + 350)).toBe('2025-12-18T15:45:21Z');
  });

  test('C1.14: the counter runs within a second and starts anew in the next', () => {
    const ids = new EventIds();
    expect([ids.next(SAMPLE_MS), ids.next(SAMPLE_MS + 999), ids.next(SAMPLE_MS + 1_000)])
      .toEqual(['opp-20251218-154521-001', 'opp-20251218-154521-002', 'opp-20251218-154522-001']);
  });
});

describe('CoolDown', () => {
  test('C1.11: one per symbol and type, the next after the cool-down', () => {
    const coolDown = new CoolDown(300_000);
    expect(coolDown.admits('A', 'ob_breakout', 0)).toBe(true);
    expect(coolDown.admits('A', 'ob_breakout', 299_999)).toBe(false);
    expect(coolDown.admits('A', 'volume_spark', 1)).toBe(true);
    expect(coolDown.admits('B', 'ob_breakout', 1)).toBe(true);
    expect(coolDown.admits('A', 'ob_breakout', 300_000)).toBe(true);
    expect(coolDown.suppressed).toBe(1);
  });

  test('sweeping forgets nothing that still holds back', () => {
    const coolDown = new CoolDown(1_000);
    coolDown.admits('A', 'x', 0);
    coolDown.sweep(999);
    expect(coolDown.admits('A', 'x', 999)).toBe(false);
  });
});

describe('confidence', () => {
  test('C1.9: one detector at its threshold is 0.35, three at full strength 0.97', () => {
    expect(confidenceOf([0])).toBe(0.35);
    expect(confidenceOf([1])).toBe(0.7);
    expect(confidenceOf([1, 1, 1])).toBe(0.973);
  });

  test('it is in 0..1, grows with strength, and another detector never lowers it', () => {
    const anyStrength = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(fc.property(fc.array(anyStrength, { maxLength: 5 }), anyStrength, anyStrength, (strengths, a, b) => {
      const lower = confidenceOf([...strengths, Math.min(a, b)]);
      const higher = confidenceOf([...strengths, Math.max(a, b)]);
      expect(lower).toBeGreaterThanOrEqual(confidenceOf(strengths));
      expect(higher).toBeGreaterThanOrEqual(lower);
      expect(higher).toBeLessThanOrEqual(1);
    }));
  });

  test('strength is 0 at the threshold and 1 from `full` on', () => {
    expect([strengthAbove(0.9, 0.9, 1), strengthAbove(0.95, 0.9, 1), strengthAbove(7, 3, 5)].map((value) => +value.toFixed(9))).toEqual([0, 0.5, 1]);
  });
});

test('B12: a threshold of 1, which can only be met exactly, gives full strength, not 0 / 0', () => {
  expect(strengthAbove(1, 1, 1)).toBe(1);
});

describe('presets', () => {
  test('S1.35, S1.36, S1.37: thresholds of default, more and precise', () => {
    const thresholds = Object.values(RADAR_PRESETS).map((preset) => [preset.squeezeThreshold, preset.imbalanceThreshold, preset.volumeSpikeMultiple]);
    expect(thresholds).toEqual([[0.9, 0.7, 3.0], [0.8, 0.6, 2.5], [0.95, 0.8, 4.0]]);
  });

  test('S1.10, S1.31-S1.34: the source\'s other numbers', () => {
    expect(RADAR_PRESETS.default).toMatchObject({
      bandWindow: 20, bandDeviations: 2, activeSymbolsLimit: 50, rankIntervalMs: 5_000, minTurnover24hUsdt: 1_000_000, minVolatilityPct: 2,
      volumeWindow: 100, silentAfterMs: 300_000, coolDownMs: 300_000, widthLookbackBars: 1_200, minTradedBars: 15, barIntervalMs: 3_000,
    });
  });
});
