import { activityOf } from '../../../core/contracts/activity';
import { NO_LINES, takeLines } from '../../../dashboard/state/lines';
import { worstHealth } from '../../../dashboard/views/health-words';
import { healthEntry } from '../../support/page-world';

const healthAt = (nowMs: number, ...entries: Parameters<typeof healthEntry>[]): ReturnType<typeof worstHealth> =>
  worstHealth(takeLines(NO_LINES, entries.map((entry) => activityOf(0, healthEntry(...entry)))), nowMs);

describe('how the parts are', () => {
  test('one that has not spoken for thirty seconds is silent, whatever it said; one that was down stays down', () => {
    expect(healthAt(30_000, ['scanner'])).toEqual({ status: 'ok', count: 1 });
    expect(healthAt(30_001, ['scanner'])).toEqual({ status: 'silent', count: 1 });
    expect(healthAt(30_001, ['scanner'], ['finder', { status: 'down' }])).toEqual({ status: 'down', count: 1 });
  });

  test('one that says when it will speak again has until then', () => {
    const canary: Parameters<typeof healthEntry> = ['canary', { figures: { next_word_ms: 600_000 } }];
    expect([healthAt(630_000, canary).status, healthAt(630_001, canary).status]).toEqual(['ok', 'silent']);
  });

  test('nothing heard of anything is no fault', () => { expect(healthAt(0)).toEqual({ status: 'ok', count: 0 }); });
});
