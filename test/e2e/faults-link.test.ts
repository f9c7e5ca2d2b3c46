import { bothConnectionsLost, expectBlindAftermaths, expectGaps, expectSound, expectTrueBars, TICKER_STREAMS, WATCHED_STREAMS } from './support/expect-gap';
import { compareTrades } from './support/expect-trades';
import { closeRigs, QUICK, Rig } from './support/rig';
import { until } from './support/until';

afterEach(closeRigs);

/** A rig whose detectors are warm and whose opportunities are being followed. */
const warmRig = async (options: Parameters<typeof Rig.start>[0] = {}): Promise<Rig> => {
  const rig = await Rig.start(options);
  await rig.flows(0);
  await rig.speaks();
  return rig;
};

/** Data of everything and warm detectors after the place in the log. */
const recovers = async (rig: Rig, from: number): Promise<void> => {
  await rig.flows(from);
  await rig.speaks(from);
};

const isLost = (rig: Rig, from: number) => (): boolean => rig.log.gaps(from).length >= 2;

describe('the link to the venue', () => {
  test.each([1_001, 1_006])('A1: closed with %i: both connections are blind at once, everything is subscribed again, nothing spans the gap', async (code) => {
    const rig = await warmRig();
    const from = rig.log.mark();
    await rig.inject({ verb: 'close', code });
    await until(isLost(rig, from), 'two gaps');
    const lost = rig.log.mark();
    await recovers(rig, lost);
    expectGaps(rig, from, bothConnectionsLost(rig, 'disconnect'));
    expectBlindAftermaths(rig, from, 'disconnect');
    await expectTrueBars(rig, lost);
    expect(rig.connectsMs).toHaveLength(4);
  });

  test('A2: nothing is answered, not even a ping: found by the missing pongs', async () => {
    const rig = await warmRig({ limits: { quietIdleMs: 60_000, busyIdleMs: 60_000, symbolIdleMs: 60_000 } });
    const from = rig.log.mark();
    await rig.inject({ verb: 'stall', scope: 'all' });
    await until(isLost(rig, from), 'two gaps');
    await until(() => rig.notesOf('disconnected').length >= 3, 'a further attempt that is not answered either');
    const lost = rig.log.mark();
    await rig.inject({ verb: 'clear' });
    await recovers(rig, lost);
    expectGaps(rig, from, bothConnectionsLost(rig, 'pong-timeout'));
    expectBlindAftermaths(rig, from, 'pong-timeout');
    await expectTrueBars(rig, lost);
  });

  test('A3: pongs go on and data stops: found by the silence of data', async () => {
    const rig = await warmRig();
    const from = rig.log.mark();
    await rig.inject({ verb: 'stall', scope: 'data' });
    await until(isLost(rig, from), 'two gaps');
    await until(() => rig.notesOf('connecting').length >= 4, 'new connections');
    const lost = rig.log.mark();
    await rig.inject({ verb: 'clear' });
    await recovers(rig, lost);
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
    await recovers(rig, 0);
    expectGaps(rig, 0, [{ cause: 'no-first-data', streams: TICKER_STREAMS, symbols: rig.symbols }]);
  });

  test('A4: acknowledged and never served after a cut: the gap stays one gap until data comes', async () => {
    const rig = await warmRig();
    const from = rig.log.mark();
    await rig.inject({ verb: 'ackNoFanout' });
    await rig.inject({ verb: 'close' });
    await until(() => rig.notesOf('disconnected').filter(({ cause }) => cause === 'no data after subscribing').length >= 2, 'both connections given up for want of data');
    const lost = rig.log.mark();
    await rig.inject({ verb: 'clear' });
    await recovers(rig, lost);
    expectGaps(rig, from, bothConnectionsLost(rig, 'disconnect'));
  });

  test('A6: one symbol falls silent: it alone is blind and subscribed anew, the others lose not one trade', async () => {
    const rig = await warmRig();
    const symbol = 'RUNEUSDT';
    const others = rig.symbols.filter((one) => one !== symbol);
    const from = rig.log.mark();
    await rig.inject({ verb: 'stall', scope: 'symbol', symbol });
    await until(() => rig.log.gaps(from).length > 0, 'a gap');
    await until(() => rig.notesOf('subscribing').some(({ topics }) => topics === 2), 'its two topics asked for again');
    const lost = rig.log.mark();
    await rig.inject({ verb: 'clear' });
    await recovers(rig, lost);
    expectGaps(rig, from, [{ cause: 'data-stall', streams: WATCHED_STREAMS, symbols: [symbol] }]);
    expect(rig.connectsMs).toHaveLength(2);
    expect(compareTrades(rig, others)).toEqual({ lost: [], invented: [], repeated: 0 });
  });

  test('A8: the handshake is never answered: attempts end by themselves, and the feed comes back', async () => {
    const rig = await warmRig();
    const from = rig.log.mark();
    await rig.inject({ verb: 'neverUpgrade' });
    await rig.inject({ verb: 'close' });
    const hung = (): number => rig.notesOf('disconnected').filter(({ cause }) => cause.startsWith('no WebSocket upgrade') || cause.includes('handshake')).length;
    await until(() => hung() >= 3, 'handshakes given up', () => rig.notes.slice(-6));
    const lost = rig.log.mark();
    await rig.inject({ verb: 'clear' });
    await recovers(rig, lost);
    expectGaps(rig, from, bothConnectionsLost(rig, 'disconnect'));
  });

  test('A9: accepted and closed at once, again and again: one gap, attempts within the budget, and the feed comes back', async () => {
    const rig = await warmRig();
    const from = rig.log.mark();
    await rig.inject({ verb: 'acceptThenClose', n: 6 });
    await rig.inject({ verb: 'close' });
    await until(isLost(rig, from), 'two gaps');
    const lost = rig.log.mark();
    await recovers(rig, lost);
    expectGaps(rig, from, bothConnectionsLost(rig, 'disconnect'));
    expect(rig.connectsMs).toHaveLength(2 + 6 + 2);
  });

  test('A9: a venue that accepts and closes for ever sees no more connects than the budget of any window', async () => {
    const budget = { connects: 6, windowMs: 3_000 };
    const rig = await Rig.start({ limits: { budget, socket: { ...QUICK.socket, backoff: { baseMs: 1, capMs: 5 } } } });
    await rig.flows(0);
    await rig.inject({ verb: 'acceptThenClose' });
    await rig.inject({ verb: 'close' });
    await until(() => rig.connectsMs.length >= 14, 'connects over several windows');
    const lost = rig.log.mark();
    await rig.inject({ verb: 'clear' });
    await rig.flows(lost);
    const crowded = rig.connectsMs.filter((timeMs, index) => timeMs - (rig.connectsMs[index - budget.connects] ?? -Infinity) < budget.windowMs);
    expect(crowded).toEqual([]);
    expect(rig.notesOf('disconnected').some(({ cause }) => cause.includes('connection budget of 6 per 3 s is used up'))).toBe(true);
  });

  test('A10: handshakes answered 429 with Retry-After: no connect before the time is over', async () => {
    const rig = await warmRig();
    const from = rig.log.mark();
    const before = rig.connectsMs.length;
    await rig.inject({ verb: 'http', status: 429, retryAfterSeconds: 2, target: 'upgrade' });
    await rig.inject({ verb: 'close' });
    await until(() => rig.notesOf('disconnected').some(({ cause }) => cause.includes('HTTP 429') && cause.includes('the venue asked us to wait')), 'the wish is understood');
    const lost = rig.log.mark();
    await rig.inject({ verb: 'clear' });
    await recovers(rig, lost);
    expectGaps(rig, from, bothConnectionsLost(rig, 'disconnect'));
    const [first = NaN, ...later] = rig.connectsMs.slice(before);
    // The two connections may have asked at the same time, before the first answer came.
    expect(later.filter((timeMs) => timeMs > first + 500 && timeMs < first + 1_900)).toEqual([]);
  });

  test('A10: handshakes answered 503 with a page: retried with back-off', async () => {
    const rig = await warmRig();
    const from = rig.log.mark();
    await rig.inject({ verb: 'http', status: 503, target: 'upgrade' });
    await rig.inject({ verb: 'close' });
    await until(() => rig.notesOf('disconnected').filter(({ cause }) => cause === 'HTTP 503 instead of a WebSocket upgrade').length >= 3, 'refused attempts');
    const lost = rig.log.mark();
    await rig.inject({ verb: 'clear' });
    await recovers(rig, lost);
    expectGaps(rig, from, bothConnectionsLost(rig, 'disconnect'));
  });

  test('B17: REST answers 503, then 429: said, waited for, and no reason for a gap', async () => {
    const rig = await warmRig();
    const from = rig.log.mark();
    await rig.inject({ verb: 'http', status: 503 });
    await until(() => rig.notesOf('rest-failed').some(({ cause }) => cause.includes('HTTP 503')), 'a refresh that failed');
    await rig.inject({ verb: 'http', status: 429, retryAfterSeconds: 3 });
    await until(() => rig.notesOf('rest-failed').some(({ cause }) => cause.includes('HTTP 429')), 'a refresh that was refused');
    await until(() => rig.notesOf('rest-failed').some(({ cause }) => cause.includes('not asked, the venue wants no requests')), 'a refresh that was not even tried');
    await rig.inject({ verb: 'clear' });
    await rig.speaks(from);
    expect(rig.log.gaps()).toEqual([]);
    expectSound(rig);
    expect(rig.connectsMs).toHaveLength(2);
  });
});
