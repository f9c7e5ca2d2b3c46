import { classify, conditionsOf, reportedScore } from '../../../core/radar/classify';
import { DEFAULT_RADAR } from '../../../core/radar/settings';
import type { Sighting } from '../../../core/radar/sighting';

const nothing: Sighting = {
  symbol: 'TAOUSDT', barCloseMs: 3_000, price: 7.52, squeeze: undefined, book: undefined, minuteBars: [],
  imbalance: { imbalance: 0.1, notionalUsdt: 50_000, heldMs: 0, side: undefined },
  spike: { multiple: 1.1, notionalUsdt: 90_000, effort: 2, side: undefined },
};
const release = { score: 0.9, isArmed: false, release: { maxScore: 0.94, rise: 0.4, side: 'buy' as const } };
const heavyBid = { imbalance: 0.78, notionalUsdt: 50_000, heldMs: 4_000, side: 'buy' as const };
const surge = { multiple: 3.4, notionalUsdt: 90_000, effort: 20, side: 'buy' as const };
const verdictOf = (parts: Partial<Sighting>) => classify({ ...nothing, ...parts }, DEFAULT_RADAR);

describe('classify', () => {
  test('C1.8: the sample fires all three and is a release, not mixed', () => {
    expect(verdictOf({ squeeze: release, imbalance: heavyBid, spike: surge }))
      .toMatchObject({ type: 'bb_squeeze_release', side: 'buy', fired: ['bb_squeeze_release', 'ob_breakout', 'volume_spark'] });
  });

  test('C1.8: two detectors without a release are mixed', () => {
    expect(verdictOf({ imbalance: heavyBid, spike: surge })).toMatchObject({ type: 'mixed_signal', fired: ['ob_breakout', 'volume_spark'] });
  });

  test('C1.8: a single one keeps its own name', () => {
    expect(verdictOf({ imbalance: heavyBid })?.type).toBe('ob_breakout');
    expect(verdictOf({ spike: surge })?.type).toBe('volume_spark');
    expect(verdictOf({ squeeze: release })?.type).toBe('bb_squeeze_release');
  });

  test('a detector that points the other way does not count as fired', () => {
    expect(verdictOf({ imbalance: heavyBid, spike: { ...surge, side: 'sell' } })).toMatchObject({ type: 'ob_breakout', side: 'buy', fired: ['ob_breakout'] });
  });

  test('nothing that holds is no verdict', () => {
    expect(verdictOf({})).toBeUndefined();
  });

  test('C1.7: at a release the armed maximum is reported, else the score now', () => {
    expect(reportedScore({ ...nothing, squeeze: release })).toBe(0.94);
    expect(reportedScore({ ...nothing, squeeze: { score: 0.5, isArmed: false, release: undefined } })).toBe(0.5);
    expect(reportedScore(nothing)).toBeUndefined();
  });

  test('the condition table says value, threshold and margin for every detector, met or not', () => {
    const rows = conditionsOf({ ...nothing, squeeze: release }, DEFAULT_RADAR);
    const row = (name: string) => rows.find((condition) => condition.name === name);
    expect(row('bb_squeeze_score')).toMatchObject({ value: 0.94, threshold: 0.9, met: true });
    expect(row('ob_imbalance_abs')).toMatchObject({ value: 0.1, threshold: 0.7, met: false });
    expect(row('ob_imbalance_abs')?.margin).toBeCloseTo(-0.6, 12);
    expect(conditionsOf(nothing, DEFAULT_RADAR).find(({ name }) => name === 'bb_squeeze_score')).toMatchObject({ value: null, margin: null, met: false });
  });
});
