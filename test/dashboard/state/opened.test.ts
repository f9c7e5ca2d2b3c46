import { activityOf } from '../../../core/contracts/activity';
import { loadedAt } from '../../../dashboard/state/answer';
import { openedHead } from '../../../dashboard/state/opened';
import { LINE_CAPACITY, NO_LINES, takeLines } from '../../../dashboard/state/lines';
import { INITIAL_STATE, type PageState } from '../../../dashboard/state/page-state';
import { decisionEntry, detailOf, foundEntry, pageSignal } from '../../support/page-world';

const signal = pageSignal({ symbol: 'TAOUSDT', confidence: 0.8 });
const opened: PageState = { ...INITIAL_STATE, openedId: signal.signal_id };
const loaded = { detail: loadedAt(detailOf(signal), 0) };

describe('what stands above the opened opportunity', () => {
  test('is what the log says: the decision before the finding', () => {
    const found = [activityOf(1, foundEntry(signal)), activityOf(2, decisionEntry({ ...signal, confidence: 0.7 }))];
    expect(openedHead({ ...opened, lines: takeLines(NO_LINES, found) })).toMatchObject({ symbol: 'TAOUSDT', confidence: 0.7 });
    expect(openedHead({ ...opened, lines: takeLines(NO_LINES, found.slice(0, 1)) })).toMatchObject({ symbol: 'TAOUSDT', confidence: 0.8 });
  });

  test('stays after newer lines have pushed its own out, by the answer', () => {
    const others = Array.from({ length: LINE_CAPACITY.opportunity }, (_, index) => activityOf(10 + index, foundEntry(pageSignal({ signal_id: `id-${index}` }))));
    const lines = takeLines(takeLines(NO_LINES, [activityOf(1, foundEntry(signal))]), others);
    expect(openedHead({ ...opened, ...loaded, lines })).toMatchObject({ symbol: 'TAOUSDT', confidence: 0.8, foreign: 'simulated' });
    expect(openedHead({ ...opened, lines })).toBeUndefined();
  });
});
