import { expectedValue, hitKey } from '../../../../core/alerts/plan/expected-value';
import { atLeast } from '../../../../core/contracts/common';
import { confirm } from '../../../../core/finder/confirm';
import { DEFAULT_FINDER } from '../../../../core/finder/settings';
import { VENUES } from '../../../../core/market/instrument';
import { roundTripFeeFraction } from '../../../../core/market/fees';
import { outcomeOf } from '../../../../core/outcomes/outcome';
import { sampleAftermath, sampleOpportunity, sampleSignal, SAMPLE_TIME_MS } from '../../../support/messages';

const CERTAIN = { confidence: 1, entry_price: 100, stop_price: 99, target1_price: 101, checks: [] };

describe('what an alert is expected to earn', () => {
  test.each(VENUES)('is net of the fees of %s, its own exchange', (exchange) => {
    const value = expectedValue(sampleSignal({ ...CERTAIN, exchange }), {});
    expect(value?.valueFraction).toBeCloseTo(0.01 - roundTripFeeFraction(exchange), 12);
    expect(value?.lossFraction).toBeCloseTo(0.01 + roundTripFeeFraction(exchange), 12);
  });

  test('is what an outcome at the target is net of, the half spread on leaving included', () => {
    const opportunity = sampleOpportunity({ bid_price: 7.517, ask_price: 7.523, thesis: 'reversion' });
    const signal = { ...confirm(opportunity, DEFAULT_FINDER, SAMPLE_TIME_MS + 50), confidence: 1, target1_price: 7.6 };
    const aftermath = sampleAftermath(signal, 15, { high: 7.61, low: 7.522, spread_fraction: (7.523 - 7.517) / 7.52 });
    expect(expectedValue(signal, {})?.valueFraction).toBeCloseTo(outcomeOf(aftermath, signal).net_return_fraction ?? NaN, 12);
  });

  test('with many outcomes of the same type and tenth of confidence only they count', () => {
    const signal = sampleSignal({ ...CERTAIN, confidence: 0.71, checks: [atLeast('bars', 200, 200)] });
    const n = 1e9;
    const record = { n, hits: n / 4, winSumFraction: 0.005 * n / 4, lossSumFraction: 0.002 * n * 3 / 4 };
    const value = expectedValue(signal, { [hitKey(signal.opportunity_type, 0.79)]: record });
    expect(value?.hitRate).toBeCloseTo(0.25, 6);
    expect(value?.valueFraction).toBeCloseTo(0.25 * 0.005 - 0.75 * 0.002, 6);
  });

  test.each([{ stop_price: null }, { target1_price: null }])('is unknown with %o', (changes) => {
    expect(expectedValue(sampleSignal(changes), {})).toBeUndefined();
  });
});
