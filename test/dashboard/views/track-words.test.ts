import { HORIZONS_MINUTES } from '../../../core/contracts/aftermath';
import { noRowsWords, scopeWords } from '../../../dashboard/views/track-words';
import { trackOf } from '../../support/page-world';

describe('where the track record has no rows', () => {
  test('groups are not promised at a horizon where none is ever counted', () => {
    for (const dimension of ['volatility', 'confidence'] as const) {
      expect(HORIZONS_MINUTES.map((horizon) => noRowsWords({ horizon, dimension }).split(' ')[0])).toEqual(['Groups', 'Groups', 'Nothing', 'Groups']);
      expect(noRowsWords({ horizon: 60, dimension })).toBe('Groups are counted 15 minutes after each opportunity alone: choose that horizon.');
    }
  });

  test('of detectors as a whole every horizon comes in time', () => {
    for (const horizon of HORIZONS_MINUTES) expect(noRowsWords({ horizon, dimension: 'all' })).toMatch(/^Nothing was counted here yet/);
  });

  test('rejected ones are said to be missing where they always are', () => {
    expect(HORIZONS_MINUTES.map((horizon) => scopeWords(trackOf(), { horizon, dimension: 'all' }).includes('Rejected ones and drawdown are counted at 15 min alone.'))).toEqual([true, true, false, true]);
  });
});
