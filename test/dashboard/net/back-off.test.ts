import { backOffMs } from '../../../dashboard/net/back-off';

describe('waits before coming back', () => {
  test('grow to half a minute and are spread from 0 on', () => {
    expect([0, 1, 3, 20].map((attempt) => backOffMs(attempt, () => 0.999_999))).toEqual([499, 999, 3_999, 29_999]);
    expect(backOffMs(20, () => 0)).toBe(0);
  });
});
