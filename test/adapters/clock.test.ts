import { perTurn } from '../../adapters/clock';

describe('a clock read once in a turn', () => {
  test('gives one time within a turn of the event loop and a new one in the next', async () => {
    let readings = 0;
    const clock = perTurn({ nowMs: () => ++readings });
    expect([clock.nowMs(), clock.nowMs(), clock.nowMs()]).toEqual([1, 1, 1]);
    await new Promise((resolve) => { setImmediate(resolve); });
    expect([clock.nowMs(), clock.nowMs()]).toEqual([2, 2]);
    expect(readings).toBe(2);
  });
});
