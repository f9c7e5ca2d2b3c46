import { systemClock } from '../../adapters/clock';
import { clockFromEnv } from '../../adapters/clock-from-env';

describe('the market clock of a process', () => {
  test('is the machine\'s where nothing is said', () => {
    expect(clockFromEnv({})).toBe(systemClock);
  });

  test('runs ahead of the anchor at the speed that the environment names', () => {
    const anchorMs = Date.now() - 10_000;
    const nowMs = clockFromEnv({ CLOCK_SPEED: '60', CLOCK_ANCHOR_MS: String(anchorMs) }).nowMs();
    expect(nowMs - anchorMs).toBeGreaterThanOrEqual(600_000);
  });

  test('an unusable speed is refused by name', () => {
    expect(() => clockFromEnv({ CLOCK_SPEED: 'fast' })).toThrow('environment variable CLOCK_SPEED is "fast": expected a number from 1 to 10000');
  });
});
