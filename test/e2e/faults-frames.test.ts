import { bothConnectionsLost, expectBlindAftermaths, expectGaps, expectSound, expectTrueBars } from './support/expect-gap';
import { compareTrades } from './support/expect-trades';
import { lastTradeMs } from './support/history';
import { closeRigs, Rig } from './support/rig';
import { until } from '../support/until';

jest.setTimeout(180_000);

afterEach(closeRigs);

describe('frames that are not what they should be', () => {
  test('B1: frames that are no messages: refused with their reasons, the sockets kept, nothing lost', async () => {
    const rig = await Rig.warm();
    const from = rig.log.mark();
    await rig.inject({ verb: 'garbage' });
    await until(() => rig.notesOf('frame-refused').length >= 4, 'refusals', () => rig.notes);
    await rig.flows(rig.log.mark());
    await rig.speaks(from);
    const reasons = new Set(rig.notesOf('frame-refused').map(({ cause }) => cause));
    expect([...reasons].sort()).toEqual(['implausible-time', 'not-an-object', 'not-json', 'topic-not-subscribed']);
    expect(rig.log.gaps()).toEqual([]);
    expect(rig.connectsMs).toHaveLength(2);
    expect(compareTrades(rig, rig.symbols)).toEqual({ lost: [], invented: [], repeated: 0 });
    expectSound(rig);
  });

  test('B1: more than one frame in a hundred is garbage: the connection is not worth keeping, and a new one is', async () => {
    const rig = await Rig.warm();
    const from = rig.log.mark();
    await rig.inject({ verb: 'garbage', n: 2_000 });
    await until(() => rig.log.gaps(from).length >= 2, 'two gaps');
    const lost = rig.log.mark();
    await rig.recovers(lost);
    expectGaps(rig, from, bothConnectionsLost(rig, 'disconnect'));
    expect(rig.notesOf('disconnected').map(({ cause }) => cause)).toEqual(['more than 1 % of the last frames are malformed', 'more than 1 % of the last frames are malformed']);
    expect(rig.notesOf('frame-refused').length).toBeLessThan(20);
  });

  test('B2: a frame of 16 MB: cut without being read, declared as a gap, and the feed comes back', async () => {
    const rig = await Rig.warm();
    const from = rig.log.mark();
    await rig.inject({ verb: 'hugeFrame', bytes: 16 * 1_024 * 1_024 });
    await until(() => rig.log.gaps(from).length >= 2, 'two gaps');
    const lost = rig.log.mark();
    await rig.recovers(lost);
    expectGaps(rig, from, bothConnectionsLost(rig, 'disconnect'));
    expectBlindAftermaths(rig, from, 'disconnect');
    await expectTrueBars(rig, lost);
    expect(rig.notesOf('disconnected').every(({ cause }) => cause.startsWith('WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'))).toBe(true);
  });

  test('B2: a frame of 1 MB is within what a venue may send: refused for what it says, the sockets kept', async () => {
    const rig = await Rig.warm();
    await rig.inject({ verb: 'hugeFrame', bytes: 1_024 * 1_024 });
    await until(() => rig.notesOf('frame-refused').length >= 1, 'a refusal');
    await rig.flows(rig.log.mark());
    expect(rig.log.gaps()).toEqual([]);
    expect(rig.connectsMs).toHaveLength(2);
  });

  /**
   * Trades carry no sequence from which a loss could be seen (`seq` is shared by all symbols and is no counter), so a lost message is
   * no gap and the volume of its bar is too small. Promised: nothing is made up, nothing falls, and what comes afterwards is whole.
   */
  test('B4: 25 trade messages are lost on the way: nothing falls, nothing is invented, what comes afterwards is whole', async () => {
    const rig = await Rig.warm();
    const from = rig.log.mark();
    await rig.inject({ verb: 'drop', n: 25 });
    const seen = (): number => rig.log.ofKind('trade', from).length;
    await until(() => seen() > 1_000, 'trades after the loss');
    const after = rig.log.mark();
    const afterMs = lastTradeMs(rig);
    await until(() => seen() > 3_000, 'many more trades');
    await rig.recovers(after);
    const { lost, invented, repeated } = compareTrades(rig, rig.symbols);
    expect(lost.length).toBeGreaterThanOrEqual(25);
    expect([invented, repeated]).toEqual([[], 0]);
    expect(lost.filter((text) => Number(text.split(' ').at(-1)) > afterMs)).toEqual([]);
    expect(rig.log.gaps()).toEqual([]);
    expectSound(rig);
  });
});
