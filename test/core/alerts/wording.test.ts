import fc from 'fast-check';
import { budgetHour } from '../../../core/alerts/budget';
import { hitBlock } from '../../../core/alerts/hit-block';
import { alertOf } from '../../../core/alerts/wording';
import { parseAlert } from '../../../core/contracts/alert';
import { SAMPLE_TIME_MS, sampleSignal } from '../../support/messages';
import { wallOpportunity } from '../../support/opportunity';

describe('an alert', () => {
  test('S1.27: begins with the block of the source', () => {
    const signal = sampleSignal();
    expect(alertOf(signal).text.startsWith(`${hitBlock(signal)}\n`)).toBe(true);
  });

  test('says why it fired, what to do, until when in both zones, and its id', () => {
    const text = alertOf(sampleSignal()).text;
    for (const line of [
      'Why: bb_squeeze_release, fired: bb_squeeze_release, ob_breakout',
      '  ok  ema_trend: 0.0123457 (threshold 0)',
      '  no  rsi: n/a (threshold 70)',
      'Side: BUY (momentum)',
      'Entry: $7.5200',
      'Stop: $7.4000 (-1.60 %)',
      'Target 1: $7.6400 (+1.60 %)',
      'Target 2: $7.7600 (+3.19 %)',
      'Valid until: 2025-12-18 16:00:21 UTC (2025-12-19 01:00:21 KST)',
      'Confidence: 71 % (heuristic)',
      'Event: opp-20251218-154521-001',
      'Id: bybit|TAOUSDT|squeeze@1|1766072721000|buy',
      'Information only, not investment advice.',
    ]) expect(text.split('\n')).toContain(line);
  });

  test('the reasons are the conditions that held, with value and threshold, and none that did not', () => {
    const text = alertOf(sampleSignal()).text;
    expect(text).toContain('\n  bb_squeeze_score: 0.94 (threshold 0.9)\n');
    expect(text).not.toContain('volume_spike_x');
  });

  test('a condition that held of a detector that did not fire is no reason', () => {
    const enough = { name: 'volume_bar_notional_usdt', value: 23_000, threshold: 10_000, margin: 13_000, met: true };
    const signal = sampleSignal();
    const text = (fired: string[]): string => alertOf({ ...signal, fired, conditions: [...signal.conditions, enough] }).text;
    expect(text(['bb_squeeze_release'])).not.toContain('volume_bar_notional_usdt');
    expect(text(['bb_squeeze_release', 'volume_spark'])).toContain('\n  volume_bar_notional_usdt: 23000 (threshold 10000)\n');
  });

  test('S2.27: of a large level every condition that held is a reason', () => {
    const { opportunity_type, fired, conditions, thesis, exchange } = wallOpportunity();
    const { text, subject } = alertOf(sampleSignal({ opportunity_type, fired, conditions, thesis, exchange }));
    expect(text).toContain([
      'Why: whale_diamond, fired: whale_diamond', '  whale_weight: 0.7 (threshold 0.666)', '  whale_size_vs_average_top10: 8.9 (threshold 3.5)',
      '  whale_lifetime_s: 847 (threshold 60)', '  whale_value_usdt: 125000 (threshold 10000)', '  whale_distance_bps: 10 (threshold 100)', 'Checks:',
    ].join('\n'));
    expect(text).toContain('\nWall: bid at');
    expect(text).not.toContain('BB Squeeze');
    expect(text).toContain('\nSide: BUY (reversion)\n');
    expect(subject).toContain('BUY TAOUSDT whale_diamond');
  });

  test('levels that could not be set are n/a', () => {
    const text = alertOf(sampleSignal({ stop_price: null, target1_price: null, target2_price: null })).text;
    expect(text).toContain('Stop: n/a\nTarget 1: n/a\nTarget 2: n/a\n');
  });

  test.each(['simulated', 'replay'] as const)('a %s market is marked in subject and text', (market) => {
    const alert = alertOf(sampleSignal({ market }));
    expect(alert.subject.startsWith(`[${market.toUpperCase()}] BUY TAOUSDT`)).toBe(true);
    expect(alert.text.startsWith(`*** ${market.toUpperCase()}: not a live market ***\n`)).toBe(true);
  });

  test('a live market carries no mark', () => {
    const alert = alertOf(sampleSignal());
    expect(alert.subject).toBe('BUY TAOUSDT bb_squeeze_release 71% opp-20251218-154521-001');
    expect(alert.text).not.toMatch(/SIMULATED|REPLAY/);
  });

  test('E6: keeps its contract whatever the event id and the names of detectors are', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary', minLength: 1 }), (event_id, name) => {
      const alert = alertOf(sampleSignal({ event_id, fired: [name] }));
      expect(parseAlert(alert)).toEqual(alert);
    }));
  });

  test('is the same for every attempt: a pure function of the signal', () => {
    expect(alertOf(sampleSignal())).toEqual(alertOf(sampleSignal()));
  });

  test('C1.11: counts in the clock hour of its decision', () => {
    expect(budgetHour(SAMPLE_TIME_MS)).toBe('2025-12-18T15');
    expect(budgetHour(Date.UTC(2025, 11, 18, 16) - 1)).toBe('2025-12-18T15');
    expect(budgetHour(Date.UTC(2025, 11, 18, 16))).toBe('2025-12-18T16');
  });
});
