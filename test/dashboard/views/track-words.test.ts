import { HORIZONS_MINUTES } from '../../../core/contracts/aftermath';
import { groupWords, kindWords, noRowsWords, scopeWords } from '../../../dashboard/views/track-words';
import { detailOf, trackOf } from '../../support/page-world';
import { sampleSignal } from '../../support/messages';

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

describe('groups in words', () => {
  test('each says what it is of, and an unknown one its name', () => {
    const words = [['all', '-'], ['volatility', 'low'], ['confidence', '7'], ['session', 'asia'], ['session', 'mars'], ['week', 'weekend']] as const;
    expect(words.map(([dimension, group]) => groupWords({ dimension, group }).join())).toEqual(['', 'low volatility', 'confidence 70–80 %', 'Asia, 00–08 UTC', 'mars', 'weekend']);
  });

  test('what came of others of its kind is a sentence with its intervals, or that there is not enough', () => {
    const { min_outcomes: least, rows } = detailOf(sampleSignal()).track;
    expect(rows.map((row) => kindWords(row, least))).toEqual([
      'On this symbol: 12 results, not enough data (30 are needed).',
      expect.stringMatching(/^By these settings: 240 results, hit rate 58 % \(\d+ % to \d+ %\), mean net \+?[\d.]+ \(.+ to .+\) bps, 98 % covered\.$/),
    ]);
  });
});
