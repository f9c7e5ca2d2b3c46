import { dollars, hitBlock } from '../../../core/alerts/hit-block';
import { sampleOpportunity } from '../../support/messages';

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

  test.each([[-0.78, '-0.780'], [0, '+0.000'], [-0.0001, '+0.000'], [1, '+1.000'], [-1, '-1.000']])(
    'S1.27: an imbalance of %p carries its sign as %s', (ob_imbalance, text) => {
      expect(hitBlock({ ...sampleOpportunity(), ob_imbalance })).toContain(`OB Imbalance: ${text}\n`);
    });

  test.each([[7.52, '$7.5200'], [98_000.5, '$98000.5000'], [0.0123, '$0.0123'], [0.00001234, '$0.00001234'], [0.000009996, '$0.000009996']])(
    'S1.27: a price of %p is shown as %s', (price, text) => {
      expect(dollars(price)).toBe(text);
    });
});
