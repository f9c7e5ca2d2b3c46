import fc from 'fast-check';
import { DEFAULT_WATCHDOG, Watchdog } from '../../../adapters/exchanges/watchdog';

const IDLE_MS = 2_500;

/** Drives a watchdog by its ticks; `onTick` plays the peer. Answers when and why it cut. */
const drive = (watchdog: Watchdog, untilMs: number, onTick: (nowMs: number, pinged: boolean) => void, tickMs = DEFAULT_WATCHDOG.tickMs) => {
  for (let nowMs = tickMs; nowMs <= untilMs; nowMs += tickMs) {
    const { cut, shouldPing } = watchdog.tick(nowMs, IDLE_MS);
    if (cut !== undefined) return { cut, nowMs };
    onTick(nowMs, shouldPing);
  }
  return undefined;
};

describe('watchdog of a connection', () => {
  test('A2: a half-open link is cut at most 8 s after it fell silent, wherever in the ping interval that is', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 30_000 }), (lossMs) => {
      const watchdog = new Watchdog(DEFAULT_WATCHDOG, 0);
      const end = drive(watchdog, 60_000, (nowMs, pinged) => { if (pinged && nowMs < lossMs) watchdog.heard(nowMs + 1); });
      expect(end?.cut).toBe('pong-timeout');
      expect((end?.nowMs ?? 0) - lossMs).toBeLessThanOrEqual(8_000);
    }));
  });

  test('A2: one late pong is no loss: traffic of any kind shows that the link lives', () => {
    const watchdog = new Watchdog(DEFAULT_WATCHDOG, 0);
    let pings = 0;
    const end = drive(watchdog, 120_000, (nowMs, pinged) => {
      if (pinged && ++pings % 2 === 0) watchdog.heard(nowMs + 1);
    });
    expect(end).toBeUndefined();
  });

  test('A3: pongs keep the transport alive and never the data: a zombie is cut within 3 s', () => {
    const watchdog = new Watchdog(DEFAULT_WATCHDOG, 0);
    watchdog.expectData(0);
    const end = drive(watchdog, 60_000, (nowMs) => {
      watchdog.heard(nowMs);
      if (nowMs <= 10_000) watchdog.data(nowMs);
    });
    expect(end).toEqual({ cut: 'data-stall', nowMs: 12_750 });
  });

  test('A4: acknowledged but never any data is cut at the first-data deadline', () => {
    const watchdog = new Watchdog(DEFAULT_WATCHDOG, 0);
    watchdog.expectData(1_000);
    const end = drive(watchdog, 60_000, (nowMs) => { watchdog.heard(nowMs); });
    expect(end).toEqual({ cut: 'no-first-data', nowMs: 11_250 });
  });

  test('A4: nothing subscribed means that silence is right', () => {
    const watchdog = new Watchdog(DEFAULT_WATCHDOG, 0);
    expect(drive(watchdog, 120_000, (nowMs) => { watchdog.heard(nowMs); })).toBeUndefined();
    watchdog.expectData(120_000);
    watchdog.expectSilence();
    expect(watchdog.tick(120_250, IDLE_MS).cut).toBeUndefined();
  });

  test('A5: a flood of control frames does not hide that data has stopped, even when no timer fires', () => {
    const watchdog = new Watchdog(DEFAULT_WATCHDOG, 0);
    watchdog.expectData(0);
    watchdog.data(0);
    let cutMs: number | undefined;
    for (let nowMs = 0; nowMs < 5_000 && cutMs === undefined; nowMs += 0.1) {
      watchdog.heard(nowMs);
      if (watchdog.judgeOnFrame(nowMs, IDLE_MS) === 'data-stall') cutMs = nowMs;
    }
    expect(cutMs).toBeGreaterThan(2_500);
    expect(cutMs).toBeLessThan(2_501);
  });

  test('C5: a block of our own event loop is not taken for a silent venue', () => {
    fc.assert(fc.property(fc.integer({ min: 1_500, max: 3_600_000 }), fc.boolean(), (blockMs, frameFirst) => {
      const watchdog = new Watchdog(DEFAULT_WATCHDOG, 0);
      watchdog.expectData(0);
      watchdog.data(0);
      watchdog.heard(0);
      const awakeMs = blockMs;
      // A pong that waited in the kernel may be read before the late timer runs.
      if (frameFirst) expect(watchdog.judgeOnFrame(awakeMs, IDLE_MS)).toBeUndefined();
      expect(watchdog.tick(awakeMs, IDLE_MS)).toEqual({ cut: undefined, shouldPing: false });
      watchdog.data(awakeMs + 1);
      watchdog.heard(awakeMs + 1);
      for (let tick = 1; tick < 8; tick += 1) {
        watchdog.data(awakeMs + tick * 250);
        expect(watchdog.tick(awakeMs + tick * 250, IDLE_MS).cut).toBeUndefined();
      }
    }));
  });

  test('C5: after the block a venue that is really silent is still found', () => {
    const watchdog = new Watchdog(DEFAULT_WATCHDOG, 0);
    watchdog.expectData(0);
    watchdog.data(0);
    expect(watchdog.tick(20_000, IDLE_MS).cut).toBeUndefined();
    expect(watchdog.tick(20_250, IDLE_MS).cut).toBeUndefined();
    expect(watchdog.tick(20_500, IDLE_MS).cut).toBe('data-stall');
  });
});
