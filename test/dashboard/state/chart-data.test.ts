import { chartDataOf } from '../../../dashboard/state/chart-data';
import { detailOf, pageSignal } from '../../support/page-world';

const detail = detailOf(pageSignal());

describe('what the chart draws', () => {
  test('bars before the entry and those of the longest aftermath, in rising time', () => {
    const { bars, entryMs, afterCount } = chartDataOf(detail);
    expect([bars.length, afterCount, entryMs]).toEqual([215, 15, detail.signal.exchange_time_ms]);
    expect(bars.every(([startMs], index) => index === 0 || startMs > bars[index - 1]![0])).toBe(true);
  });

  test('bands from the twentieth bar on', () => {
    const { bands } = chartDataOf(detail);
    expect([bands[18], bands[19] === undefined, bands.length]).toEqual([undefined, false, 215]);
  });

  test('before anything followed, the entry is marked at the last bar; without bars it is marked nowhere', () => {
    expect(chartDataOf({ ...detail, aftermaths: [] }).entryMs).toBe(detail.bars.at(-1)?.[0]);
    expect(chartDataOf({ ...detail, aftermaths: [], bars: [] }).entryMs).toBeUndefined();
  });

  test('bars that come twice are drawn once', () => {
    expect(chartDataOf({ ...detail, bars: [...detail.bars, detail.bars.at(-1)!] }).bars.length).toBe(215);
  });
});
