import { loadedAt } from '../../../dashboard/state/answer';
import { oldWords } from '../../../dashboard/views/old-words';

const NOON_MS = Date.parse('2026-01-01T12:00:00Z');

describe('a figure that could not be had again', () => {
  test('says by the server\'s clock when it was had, and why it is old', () => {
    expect(oldWords({ ...loadedAt(7, NOON_MS), problem: 'The server does not answer.' }, 60_000)).toBe('as of 12:01:00 UTC: The server does not answer.');
  });

  test('one that was had now says nothing, nor does what was never had', () => {
    expect([oldWords(loadedAt(7, NOON_MS), 0), oldWords({ kind: 'waiting' }, 0), oldWords({ kind: 'failed', reason: 'no' }, 0)]).toEqual(['', '', '']);
  });
});
