import { ConnectionBudget } from '../../adapters/exchanges/connection-budget';
import { bothConnectionsLost, expectGaps, expectSound } from './support/expect-gap';
import { closeRigs, QUICK, Rig } from './support/rig';
import { until } from '../support/until';

jest.setTimeout(180_000);

afterEach(closeRigs);
afterEach(() => { jest.restoreAllMocks(); });

const isLost = (rig: Rig, from: number) => (): boolean => rig.log.gaps(from).length >= 2;

describe('a venue that refuses', () => {
  test('A8: the handshake is never answered: attempts end by themselves, and the feed comes back', async () => {
    const rig = await Rig.warm({ limits: { socket: { ...QUICK.socket, connectTimeoutMs: 1_000 } } });
    const from = rig.log.mark();
    await rig.inject({ verb: 'neverUpgrade' });
    await rig.inject({ verb: 'close' });
    const hung = (): number => rig.notesOf('disconnected').filter(({ cause }) => cause.startsWith('no WebSocket upgrade') || cause.includes('handshake')).length;
    await until(() => hung() >= 3, 'handshakes given up', () => rig.notes.slice(-6));
    const lost = rig.log.mark();
    await rig.inject({ verb: 'clear' });
    await rig.recovers(lost);
    expectGaps(rig, from, bothConnectionsLost(rig, 'disconnect'));
  });

  test('A9: accepted and closed at once, again and again: one gap, attempts within the budget, and the feed comes back', async () => {
    const rig = await Rig.warm();
    const from = rig.log.mark();
    await rig.inject({ verb: 'acceptThenClose', n: 6 });
    await rig.inject({ verb: 'close' });
    await until(isLost(rig, from), 'two gaps');
    const lost = rig.log.mark();
    await rig.recovers(lost);
    expectGaps(rig, from, bothConnectionsLost(rig, 'disconnect'));
    expect(rig.connectsMs).toHaveLength(2 + 6 + 2);
  });

  test('A9: a venue that accepts and closes for ever sees no more connects than the budget of any window', async () => {
    const budget = { connects: 6, windowMs: 3_000 };
    const take = jest.spyOn(ConnectionBudget.prototype, 'take');
    const rig = await Rig.start({ limits: { budget, socket: { ...QUICK.socket, backoff: { baseMs: 1, capMs: 5 } } } });
    await rig.flows(0);
    await rig.inject({ verb: 'acceptThenClose' });
    await rig.inject({ verb: 'close' });
    await until(() => rig.connectsMs.length >= 14, 'connects over several windows');
    const lost = rig.log.mark();
    await rig.inject({ verb: 'clear' });
    await rig.flows(lost);
    // The times that the budget itself counted by: a connect is noted a moment later, and that moment is not always the same.
    const takenMs = take.mock.calls.flatMap(([nowMs], index) => (take.mock.results[index]?.value === true ? [nowMs] : []));
    expect(takenMs).toHaveLength(rig.connectsMs.length);
    const crowded = takenMs.filter((timeMs, index) => (takenMs[index - budget.connects] ?? -Infinity) + budget.windowMs > timeMs);
    expect(crowded).toEqual([]);
    expect(rig.notesOf('disconnected').some(({ cause }) => cause.includes('connection budget of 6 per 3 s is used up'))).toBe(true);
  });

  test('A10: handshakes answered 429 with Retry-After: no connect before the time is over', async () => {
    const rig = await Rig.warm();
    const from = rig.log.mark();
    const before = rig.connectsMs.length;
    await rig.inject({ verb: 'http', status: 429, retryAfterSeconds: 2, target: 'upgrade' });
    await rig.inject({ verb: 'close' });
    await until(() => rig.notesOf('disconnected').some(({ cause }) => cause.includes('HTTP 429') && cause.includes('the venue asked us to wait')), 'the wish is understood');
    const lost = rig.log.mark();
    await rig.inject({ verb: 'clear' });
    await rig.recovers(lost);
    expectGaps(rig, from, bothConnectionsLost(rig, 'disconnect'));
    // The two connections may both have asked before the first answer came, so only what follows that answer counts.
    const answered = rig.notes.findIndex((note) => note.event === 'disconnected' && note.cause.includes('HTTP 429'));
    const asked = rig.notes.slice(0, answered).filter(({ event }) => event === 'connecting').length;
    const earliestMs = rig.connectsMs[before]! + 2_000;
    expect(asked).toBeGreaterThan(before);
    expect(rig.connectsMs.slice(asked).length).toBeGreaterThan(0);
    expect(rig.connectsMs.slice(asked).filter((timeMs) => timeMs < earliestMs)).toEqual([]);
  });

  test('A10: handshakes answered 503 with a page: retried with back-off', async () => {
    const rig = await Rig.warm();
    const from = rig.log.mark();
    await rig.inject({ verb: 'http', status: 503, target: 'upgrade' });
    await rig.inject({ verb: 'close' });
    await until(() => rig.notesOf('disconnected').filter(({ cause }) => cause === 'HTTP 503 instead of a WebSocket upgrade').length >= 3, 'refused attempts');
    const lost = rig.log.mark();
    await rig.inject({ verb: 'clear' });
    await rig.recovers(lost);
    expectGaps(rig, from, bothConnectionsLost(rig, 'disconnect'));
  });

  test('B17: REST answers 503, then 429: said, waited for, and no reason for a gap', async () => {
    const rig = await Rig.warm();
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
