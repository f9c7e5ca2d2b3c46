import { bothConnectionsLost, expectBlindAftermaths, expectGaps, expectTrueBars, TICKER_STREAMS, WATCHED_STREAMS } from './support/expect-gap';
import { compareTrades } from './support/expect-trades';
import { closeRigs, Rig } from './support/rig';
import { until } from '../support/until';

jest.setTimeout(180_000);

afterEach(closeRigs);

const isLost = (rig: Rig, from: number) => (): boolean => rig.log.gaps(from).length >= 2;

describe('the link to the venue', () => {
  test.each([1_001, 1_006])('A1: closed with %i: both connections are blind at once, everything is subscribed again, nothing spans the gap', async (code) => {
    const rig = await Rig.warm();
    const from = rig.log.mark();
    await rig.inject({ verb: 'close', code });
    await until(isLost(rig, from), 'two gaps');
    const lost = rig.log.mark();
    await rig.recovers(lost);
    expectGaps(rig, from, bothConnectionsLost(rig, 'disconnect'));
    expectBlindAftermaths(rig, from, 'disconnect');
    await expectTrueBars(rig, lost);
    expect(rig.connectsMs).toHaveLength(4);
  });

  test('A2: nothing is answered, not even a ping: found by the missing pongs', async () => {
    const rig = await Rig.warm({ limits: { quietIdleMs: 60_000, busyIdleMs: 60_000, symbolIdleMs: 60_000 } });
    const from = rig.log.mark();
    await rig.inject({ verb: 'stall', scope: 'all' });
    await until(isLost(rig, from), 'two gaps');
    await until(() => rig.notesOf('disconnected').length >= 3, 'a further attempt that is not answered either');
    const lost = rig.log.mark();
    await rig.inject({ verb: 'clear' });
    await rig.recovers(lost);
    expectGaps(rig, from, bothConnectionsLost(rig, 'pong-timeout'));
    expectBlindAftermaths(rig, from, 'pong-timeout');
    await expectTrueBars(rig, lost);
  });

  test('A3: pongs go on and data stops: found by the silence of data', async () => {
    const rig = await Rig.warm();
    const from = rig.log.mark();
    await rig.inject({ verb: 'stall', scope: 'data' });
    await until(isLost(rig, from), 'two gaps');
    await until(() => rig.notesOf('connecting').length >= 4, 'new connections');
    const lost = rig.log.mark();
    await rig.inject({ verb: 'clear' });
    await rig.recovers(lost);
    expectGaps(rig, from, bothConnectionsLost(rig, 'data-stall'));
    expectBlindAftermaths(rig, from, 'data-stall');
    await expectTrueBars(rig, lost);
  });

  test('A4: subscribed, acknowledged and never served: blind without first data, and attempts stay within the budget', async () => {
    const rig = await Rig.start({ faultAtStart: { verb: 'ackNoFanout' } });
    await until(() => rig.notesOf('connecting').length >= 2, 'a second attempt');
    expect(rig.log.gaps()).toMatchObject([{ cause: 'no-first-data', streams: TICKER_STREAMS }]);
    expect(rig.log.opportunities()).toEqual([]);
    await rig.inject({ verb: 'clear' });
    await rig.recovers(0);
    expectGaps(rig, 0, [{ cause: 'no-first-data', streams: TICKER_STREAMS, symbols: rig.symbols }]);
  });

  test('A4: acknowledged and never served after a cut: the gap stays one gap until data comes', async () => {
    const rig = await Rig.warm();
    const from = rig.log.mark();
    await rig.inject({ verb: 'ackNoFanout' });
    await rig.inject({ verb: 'close' });
    await until(() => rig.notesOf('disconnected').filter(({ cause }) => cause === 'no data after subscribing').length >= 2, 'both connections given up for want of data');
    const lost = rig.log.mark();
    await rig.inject({ verb: 'clear' });
    await rig.recovers(lost);
    expectGaps(rig, from, bothConnectionsLost(rig, 'disconnect'));
  });

  test('A6: one symbol falls silent: it alone is blind and subscribed anew, the others lose not one trade', async () => {
    const rig = await Rig.warm();
    const symbol = 'RUNEUSDT';
    const others = rig.symbols.filter((one) => one !== symbol);
    const from = rig.log.mark();
    await rig.inject({ verb: 'stall', scope: 'symbol', symbol });
    await until(() => rig.log.gaps(from).length > 0, 'a gap');
    await until(() => rig.notesOf('subscribing').some(({ topics }) => topics === 2), 'its two topics asked for again');
    const lost = rig.log.mark();
    await rig.inject({ verb: 'clear' });
    await rig.recovers(lost);
    expectGaps(rig, from, [{ cause: 'data-stall', streams: WATCHED_STREAMS, symbols: [symbol] }]);
    expect(rig.connectsMs).toHaveLength(2);
    expect(compareTrades(rig, others)).toEqual({ lost: [], invented: [], repeated: 0 });
  });
});
