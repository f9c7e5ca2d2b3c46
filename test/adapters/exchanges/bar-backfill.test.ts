import { BarBackfill } from '../../../adapters/exchanges/bar-backfill';
import type { Bar } from '../../../core/market/bar';

const MINUTE = 60_000;
const START = 1_795_176_000_000 + 20_000;

const barsUpTo = (lastMinuteMs: number, count: number): Bar[] => Array.from({ length: count }, (_, index) => ({
  startTimeMs: lastMinuteMs - (count - 1 - index) * MINUTE, open: 1, high: 1, low: 1, close: 1, volume: 0, tradeCount: 0,
}));

/** A market clock that the test moves, and a history that knows every minute that has closed (or lags behind). */
const setUp = () => {
  const state = { nowMs: START, lagMinutes: 0, isDown: false };
  const asked: string[] = [];
  const delivered: { symbol: string; last: number }[] = [];
  const failures: string[] = [];
  const backfill = new BarBackfill({
    clock: { nowMs: () => state.nowMs },
    fetchBars: async (symbol, limit) => {
      asked.push(`${symbol} ${limit}`);
      if (state.isDown) throw new Error('down');
      return barsUpTo(Math.floor(state.nowMs / MINUTE) * MINUTE - MINUTE * (1 + state.lagMinutes), limit);
    },
    onBars: (symbol, bars) => { delivered.push({ symbol, last: bars.at(-1)!.startTimeMs }); },
    onFailure: (cause) => { failures.push(cause); },
  });
  return { state, asked, delivered, failures, backfill };
};
const ticks = async (count = 3): Promise<void> => { await jest.advanceTimersByTimeAsync(count * 200); };

beforeEach(() => { jest.useFakeTimers({ doNotFake: ['performance'] }); });
afterEach(() => { jest.useRealTimers(); });

describe('backfill of bars', () => {
  test('S1.45: 200 bars at once on joining, and the minute of joining again when it has closed', async () => {
    const { state, asked, delivered, backfill } = setUp();
    backfill.join('AUSDT');
    await ticks();
    expect(asked).toEqual(['AUSDT 200']);
    state.nowMs = START + 40_000 + 1_400;
    await ticks();
    expect(asked).toHaveLength(1);
    state.nowMs = START + 40_000 + 1_600;
    await ticks();
    expect(asked).toEqual(['AUSDT 200', 'AUSDT 5']);
    expect(delivered.at(-1)).toEqual({ symbol: 'AUSDT', last: 1_795_176_000_000 });
    state.nowMs += 10 * MINUTE;
    await ticks();
    expect(asked).toHaveLength(2);
    backfill.stop();
  });

  test('S1.45: joined near the end of a minute, the minute in which data may begin is fetched too', async () => {
    const { state, asked, delivered, backfill } = setUp();
    state.nowMs = START + 35_000;
    backfill.join('AUSDT');
    await ticks();
    state.nowMs = START + 40_000 + 1_600;
    await ticks();
    expect(asked).toEqual(['AUSDT 200', 'AUSDT 5']);
    state.nowMs += MINUTE;
    await ticks();
    expect(asked).toEqual(['AUSDT 200', 'AUSDT 5', 'AUSDT 5']);
    expect(delivered.at(-1)).toEqual({ symbol: 'AUSDT', last: 1_795_176_000_000 + MINUTE });
    state.nowMs += 10 * MINUTE;
    await ticks();
    expect(asked).toHaveLength(3);
    backfill.stop();
  });

  test('A1: after a gap the bars that it covered are fetched, and the minute of its end once more', async () => {
    const { state, asked, backfill } = setUp();
    backfill.join('AUSDT');
    state.nowMs += 30 * MINUTE;
    await ticks();
    asked.length = 0;
    backfill.resumed('AUSDT', state.nowMs - 7 * MINUTE - 1);
    await ticks();
    expect(asked).toEqual(['AUSDT 13']);
    state.nowMs += MINUTE;
    await ticks();
    expect(asked).toEqual(['AUSDT 13', 'AUSDT 5']);
    backfill.stop();
  });

  test('B10: while the venue\'s history does not reach the minute, it is asked again, five times at most', async () => {
    const { state, asked, delivered, backfill } = setUp();
    backfill.join('AUSDT');
    state.lagMinutes = 1;
    for (let step = 0; step < 7; step += 1) {
      state.nowMs += MINUTE / 6;
      await ticks();
    }
    expect(asked.length).toBeGreaterThan(2);
    state.lagMinutes = 0;
    await ticks();
    state.nowMs += MINUTE;
    await ticks();
    expect(delivered.at(-1)!.last).toBeGreaterThanOrEqual(1_795_176_000_000);
    const asks = asked.length;
    expect(asks).toBeLessThanOrEqual(6);
    state.nowMs += 10 * MINUTE;
    await ticks();
    expect(asked).toHaveLength(asks);
    backfill.stop();
  });

  test('B17: a failed first fetch is said, and made up for with the full length by the repair', async () => {
    const { state, asked, delivered, failures, backfill } = setUp();
    state.isDown = true;
    backfill.join('AUSDT');
    await ticks();
    expect(failures).toEqual(['down']);
    state.isDown = false;
    state.nowMs += MINUTE;
    await ticks();
    expect(asked).toEqual(['AUSDT 200', 'AUSDT 200']);
    expect(delivered).toHaveLength(1);
    backfill.stop();
  });

  test('B14: a symbol that left gets no bars, not even those under way', async () => {
    const { state, delivered, backfill } = setUp();
    backfill.join('AUSDT');
    backfill.leave('AUSDT');
    state.nowMs += MINUTE;
    await ticks();
    backfill.resumed('AUSDT', state.nowMs);
    await ticks();
    expect(delivered).toEqual([]);
    backfill.stop();
  });

  test('C1: stopping leaves no timer', () => {
    const { backfill } = setUp();
    backfill.join('AUSDT');
    backfill.stop();
    expect(jest.getTimerCount()).toBe(0);
  });
});
