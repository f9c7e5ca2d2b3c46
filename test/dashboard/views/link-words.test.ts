import { linkWords, offlineWords } from '../../../dashboard/views/link-words';

const NOON_MS = Date.parse('2026-01-01T12:00:00Z');
const OFFLINE = { kind: 'offline', heardMs: NOON_MS } as const;

describe('an outage in words', () => {
  test('counts from what was last heard, by the server\'s clock', () => {
    expect(linkWords(OFFLINE, -90_000)).toBe('offline since 11:58:30');
    expect(offlineWords(OFFLINE, -90_000)).toMatch(/^Nothing has been heard from the server since 11:58:30 UTC: /);
  });

  test('names no time where nothing was ever heard', () => {
    expect(linkWords({ ...OFFLINE, heardMs: undefined }, 0)).toBe('offline');
    expect(offlineWords({ ...OFFLINE, heardMs: undefined }, 0)).not.toMatch(/since/);
  });
});
