import { activityOf } from '../../../core/contracts/activity';
import { ContractError } from '../../../core/contracts/contract';
import { readFeed } from '../../../dashboard/net/read-feed';
import { foundEntry, healthEntry, pageSignal } from '../../support/page-world';

const FEED = { schema: 'activity-feed.v1', lines: [], health: [], next_ms: 5, has_more: false };
const GOOD = activityOf(1, foundEntry(pageSignal()));

describe('a feed that comes from outside', () => {
  test('one line that cannot be read hides no other, and is counted', () => {
    const bad = { ...GOOD, entry: { ...GOOD.entry, symbol: '<img src=x onerror=alert(1)>' } };
    const { feed, droppedIds } = readFeed({ ...FEED, lines: [bad, GOOD, null, 7], health: [activityOf(1, healthEntry('scanner')), {}] });
    expect([feed.lines.length, feed.health.length, feed.next_ms]).toEqual([1, 1, 5]);
    expect(droppedIds).toEqual([GOOD.activity_id, 'null', '7', '{}']);
  });

  test('that it begins anew is kept', () => { expect(readFeed({ ...FEED, is_restart: true }).feed.is_restart).toBe(true); });

  test.each([[undefined], [null], ['text'], [{}], [{ ...FEED, next_ms: 'soon' }], [{ ...FEED, lines: 'none' }]])('%j is refused by name', (raw) => {
    expect(() => readFeed(raw)).toThrow(ContractError);
  });
});
