import type { WireBar } from '../../../core/contracts/common';
import { blindSpansOf } from '../../../dashboard/state/blind-spans';
import { sampleAftermath } from '../../support/messages';
import { pageSignal } from '../../support/page-world';

const MINUTE_MS = 60_000;
const barAt = (startMs: number): WireBar => [startMs, 1, 1, 1, 1, 1];
const barsAt = (...minutes: number[]): WireBar[] => minutes.map((minute) => barAt(minute * MINUTE_MS));
const aftermath = (horizon: 5 | 15, status: 'complete' | 'blind', entryMinute: number): ReturnType<typeof sampleAftermath> =>
  sampleAftermath(pageSignal(), horizon, { status, entry_time_ms: entryMinute * MINUTE_MS });

describe('what of a chart nobody saw', () => {
  test('minutes without a bar between others', () => {
    expect(blindSpansOf(barsAt(1, 2, 5, 6, 8), [])).toEqual([{ startsMs: [180_000, 240_000], words: 'no bars' }, { startsMs: [420_000], words: 'no bars' }]);
  });

  test('bars that are counted from an entry within a minute leave no gap; a whole minute before them is one', () => {
    expect(blindSpansOf([...barsAt(1), barAt(150_000), barAt(210_000)], [])).toEqual([]);
    expect(blindSpansOf([...barsAt(1), barAt(210_000)], [])).toEqual([{ startsMs: [120_000], words: 'no bars' }]);
  });

  test('what is left of the longest blind horizon behind the last bar', () => {
    const spans = blindSpansOf(barsAt(1, 2, 3), [aftermath(5, 'blind', 2), aftermath(15, 'complete', 2)]);
    expect(spans).toEqual([{ startsMs: [4, 5, 6].map((minute) => minute * MINUTE_MS), words: 'blind' }]);
  });

  test('nothing where all was seen, nor where no bars were kept', () => {
    expect(blindSpansOf(barsAt(1, 2, 3), [aftermath(15, 'complete', 2)])).toEqual([]);
    expect(blindSpansOf([], [aftermath(15, 'blind', 2)])).toEqual([]);
  });
});
