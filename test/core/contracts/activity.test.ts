import fc from 'fast-check';
import { activityId, activityOf, firstActivityId, parseActivity, type ActivityEntry } from '../../../core/contracts/activity';

const health = (component: string, status: 'ok' | 'down' = 'ok'): ActivityEntry => ({ kind: 'health', component, status, reason: null, figures: { age_ms: 12 } });
const delivery: ActivityEntry = {
  kind: 'delivery', alert_id: 'bybit|TAOUSDT|x@1|1|buy', user_id: 'user-1', channel_id: 'sms', channel_kind: 'sms', state: 'sent', hold_reason: null, failure_reason: null, attempts: 1, repeats: 0, took_ms: 120,
};

describe('an activity', () => {
  test('its ids sort by time, as text', () => {
    fc.assert(fc.property(fc.nat({ max: 4e12 }), fc.nat({ max: 4e12 }), (a, b) => {
      const [first, second] = [activityId(a, health('zzz')), activityId(b, delivery)];
      if (a !== b) expect(first < second).toBe(a < b);
      expect(firstActivityId(a) <= first).toBe(true);
      if (b < a) expect(second < firstActivityId(a)).toBe(true);
    }));
  });

  test('the same fact told twice has one id; another fact of the same moment has another', () => {
    expect(activityId(1, delivery)).toBe(activityId(1, { ...delivery, repeats: 1 }));
    expect(new Set([delivery, { ...delivery, state: 'delivered' as const }, { ...delivery, channel_id: 'email' }, health('feed'), health('feed', 'down')].map((entry) => activityId(1, entry))).size).toBe(5);
  });

  test('is read back as it was written', () => {
    for (const entry of [delivery, health('feed')]) expect(parseActivity(JSON.parse(JSON.stringify(activityOf(1_000, entry))))).toEqual(activityOf(1_000, entry));
  });

  test('a time that is none is a mistake', () => {
    expect(() => activityOf(-1, health('feed'))).toThrow('timeMs is -1: expected whole milliseconds from 0 on');
    expect(() => activityOf(Number.NaN, health('feed'))).toThrow(RangeError);
  });
});
