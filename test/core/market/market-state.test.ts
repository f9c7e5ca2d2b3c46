import { BarHistory } from '../../../core/market/bar-history';
import { mergeTicker } from '../../../core/market/ticker';
import { bar, ticker } from '../../support/market-events';

describe('mergeTicker', () => {
  test('C1.3: a field absent from a delta is unchanged', () => {
    const known = mergeTicker(undefined, ticker('AAAUSDT', { lastPrice: 5, turnover24h: 9 }));
    expect(mergeTicker(known, ticker('AAAUSDT', { lastPrice: 6 }, 1, false))).toEqual({ lastPrice: 6, turnover24h: 9 });
  });

  test('C1.3: a snapshot replaces everything', () => {
    expect(mergeTicker({ lastPrice: 5, bidPrice: 4 }, ticker('AAAUSDT', { lastPrice: 6 }))).toEqual({ lastPrice: 6 });
  });

  test('a delta before any snapshot gives no answer', () => {
    expect(mergeTicker(undefined, ticker('AAAUSDT', { lastPrice: 6 }, 1, false))).toBeUndefined();
  });
});

describe('BarHistory', () => {
  const minute = (index: number, close = 100) => bar({ startTimeMs: index * 60_000, close });

  test('the venue\'s own bar wins over one built here', () => {
    const history = new BarHistory(60_000, 200);
    history.append(minute(1, 5));
    history.merge([minute(0, 1), minute(1, 2)]);
    history.append(minute(1, 9));
    expect(history.latestRun().map((one) => one.close)).toEqual([1, 2]);
  });

  test('a hole ends the run, so that no indicator spans it', () => {
    const history = new BarHistory(60_000, 200);
    history.merge([minute(0), minute(1), minute(3), minute(4)]);
    expect(history.latestRun().map((one) => one.startTimeMs / 60_000)).toEqual([3, 4]);
    history.merge([minute(2)]);
    expect(history.latestRun()).toHaveLength(5);
  });

  test('at most the capacity is kept, the newest', () => {
    const history = new BarHistory(60_000, 3);
    for (let index = 0; index < 5; index += 1) history.append(minute(index));
    expect(history.latestRun().map((one) => one.startTimeMs / 60_000)).toEqual([2, 3, 4]);
  });

  test('without bars the run is empty', () => {
    expect(new BarHistory(60_000, 3).latestRun()).toEqual([]);
  });
});
