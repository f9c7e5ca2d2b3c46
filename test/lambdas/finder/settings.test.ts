import { DEFAULT_FINDER } from '../../../core/finder/settings';
import { confirm } from '../../../core/finder/confirm';
import { finderFor } from '../../../lambdas/finder/settings';
import { barsFromCloses, NOON_MS, wallOpportunity } from '../../support/opportunity';

describe('the finder\'s settings on a venue', () => {
  test('S1.45: are the ones of the finder on Bybit, to the last bit', () => {
    expect(finderFor('bybit', 1)).toEqual(DEFAULT_FINDER);
  });

  test('C2.19: differ by the taker fees of both ways alone', () => {
    expect(finderFor('binance', 1)).toEqual({ ...DEFAULT_FINDER, roundTripCostFraction: 0.002 });
    expect(finderFor('binance-usdm', 1)).toEqual({ ...DEFAULT_FINDER, roundTripCostFraction: 0.001 });
  });

  test('a target that pays for the fees of one venue need not pay for those of another', () => {
    const opportunity = wallOpportunity({ bars: barsFromCloses(Array.from({ length: 200 }, (_, minute) => 100 + 0.3 * Math.sin(minute / 9)), 0.05), price: 100 });
    const reasonsOn = (venue: 'binance' | 'binance-usdm') => confirm(opportunity, finderFor(venue, 1), NOON_MS + 500).reject_reasons;
    expect(reasonsOn('binance')).toContain('reward_below_cost_and_risk');
    expect(reasonsOn('binance-usdm')).not.toContain('reward_below_cost_and_risk');
  });

  test('real time between receipt and decision is that much more time of a market that runs faster', () => {
    expect(finderFor('binance', 20).maxReceiveAgeMs).toBe(20 * DEFAULT_FINDER.maxReceiveAgeMs);
  });
});
