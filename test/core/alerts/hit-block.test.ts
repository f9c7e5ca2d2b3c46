import { dollars, hitBlock } from '../../../core/alerts/hit-block';
import { sampleOpportunity } from '../../support/messages';
import { wallOpportunity } from '../../support/opportunity';

const RULE = '='.repeat(60);

describe('the block of one hit', () => {
  test('S1.27: the sample of the source reads as the source prints it', () => {
    expect(hitBlock(sampleOpportunity())).toBe([
      RULE, '✨ 기회 발견!', 'Symbol: TAOUSDT', 'Price: $7.5200', 'Rank: #3', 'BB Squeeze: 0.940', 'OB Imbalance: +0.780',
      'Volume Spike: 3.40x', RULE,
    ].join('\n'));
  });

  test('S1.27: a value that does not exist is n/a, never 0', () => {
    const hit = { ...sampleOpportunity(), volatility_rank: null, bb_squeeze_score: null, ob_imbalance: null, volume_spike_x: null };
    expect(hitBlock(hit).split('\n').slice(4, 8)).toEqual(['Rank: n/a', 'BB Squeeze: n/a', 'OB Imbalance: n/a', 'Volume Spike: n/a']);
  });

  test('S2.25, C2.10: a large level shows itself instead of a rank, a squeeze and a spike that it does not have', () => {
    expect(hitBlock(wallOpportunity()).split('\n').slice(2, -1)).toEqual([
      'Symbol: TAOUSDT', 'Price: $100.0000', 'Wall: bid at $99.9000, 0.10 % away', 'Wall Value: $125000', 'Wall Size: 8.90x', 'Wall Age: 847 s',
      'Wall Weight: 0.700',
    ]);
    expect(hitBlock(wallOpportunity({ side: 'sell' }))).toContain('Wall: ask at $100.1000, 0.10 % away\n');
  });

  test('C2.10: what was not measured of a level is n/a', () => {
    expect(hitBlock(wallOpportunity({ conditions: [] })).split('\n').slice(4, -1))
      .toEqual(['Wall: bid at n/a, n/a away', 'Wall Value: n/a', 'Wall Size: n/a', 'Wall Age: n/a', 'Wall Weight: n/a']);
  });

  test.each([[-0.78, '-0.780'], [0, '+0.000'], [-0.0001, '+0.000'], [1, '+1.000'], [-1, '-1.000']])(
    'S1.27: an imbalance of %p carries its sign as %s', (ob_imbalance, text) => {
      expect(hitBlock({ ...sampleOpportunity(), ob_imbalance })).toContain(`OB Imbalance: ${text}\n`);
    });

  test.each([[7.52, '$7.5200'], [98_000.5, '$98000.5000'], [0.0123, '$0.0123'], [0.00001234, '$0.00001234'], [0.000009996, '$0.000009996']])(
    'S1.27: a price of %p is shown as %s', (price, text) => {
      expect(dollars(price)).toBe(text);
    });
});
