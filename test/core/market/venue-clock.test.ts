import fc from 'fast-check';
import { VenueClock } from '../../../core/market/venue-clock';
import { clock, trade } from '../../support/market-events';

const feed = (venueClock: VenueClock, offsetMs: number, delaysMs: readonly number[], fromMs = 1_000_000): number => {
  let receivedMs = fromMs;
  for (const delayMs of delaysMs) {
    receivedMs += 50;
    venueClock.observe(trade({ exchangeTimeMs: receivedMs - offsetMs - delayMs, receivedTimeMs: receivedMs }));
  }
  return receivedMs;
};

describe('VenueClock', () => {
  test('before the first stamped event there is no answer, and a clock tick is not one', () => {
    const venueClock = new VenueClock();
    venueClock.observe(clock(5));
    expect(venueClock.nowMs(10)).toBeUndefined();
    expect(venueClock.offsetMs()).toBeUndefined();
    expect(venueClock.nowOr(10, 7)).toBe(7);
  });

  test('B10: for any offset between the clocks, venue now never runs ahead and lags by the fastest delivery only', () => {
    fc.assert(fc.property(fc.integer({ min: -5_000, max: 5_000 }), fc.array(fc.integer({ min: 5, max: 400 }), { minLength: 1, maxLength: 100 }), (offsetMs, delays) => {
      const venueClock = new VenueClock();
      const nowMs = feed(venueClock, offsetMs, delays);
      expect(venueClock.nowMs(nowMs)).toBe(nowMs - offsetMs - Math.min(...delays));
    }));
  });

  test('B10: one time stamp from the far future does not move the clock', () => {
    const venueClock = new VenueClock();
    const nowMs = feed(venueClock, 0, [10, 10, 10]);
    venueClock.observe(trade({ exchangeTimeMs: nowMs + 3_600_000, receivedTimeMs: nowMs }));
    expect(venueClock.nowMs(nowMs)).toBe(nowMs - 10);
  });

  test('B10: our clock jumping back an hour is followed once it persists', () => {
    const venueClock = new VenueClock();
    const nowMs = feed(venueClock, 0, Array(100).fill(10));
    const backMs = feed(venueClock, -3_600_000, Array(100).fill(10), nowMs - 3_600_000);
    expect(venueClock.nowMs(backMs)).toBe(backMs + 3_600_000 - 10);
  });

  test('B10: our clock jumping forward an hour is followed once it persists, so that bars do not close early for minutes', () => {
    const venueClock = new VenueClock();
    const nowMs = feed(venueClock, 0, Array(100).fill(10));
    const aheadMs = feed(venueClock, 3_600_000, Array(60).fill(10), nowMs + 3_600_000);
    expect(venueClock.nowMs(aheadMs)).toBe(aheadMs - 3_600_000 - 10);
  });

  test('a slower path is believed after two minutes, so that bars do not wait for ever', () => {
    const venueClock = new VenueClock();
    const nowMs = feed(venueClock, 0, Array(10).fill(10));
    const laterMs = feed(venueClock, 0, Array(3_000).fill(80), nowMs);
    expect(venueClock.nowMs(laterMs)).toBe(laterMs - 80);
  });
});
