import { expectSound, expectTrueBars } from './support/expect-gap';
import { compareTrades } from './support/expect-trades';
import { closeRigs, Rig } from './support/rig';
import { until } from '../support/until';

jest.setTimeout(180_000);

afterEach(closeRigs);

const GONE = 'RUNEUSDT';

const isFollowed = (rig: Rig, symbol: string): boolean => rig.log.opportunities().some((found) => found.symbol === symbol);

describe('what the venue lists', () => {
  test('B14: a contract is delisted: it leaves with all its state, what was followed is blind, the others lose not one trade', async () => {
    const rig = await Rig.warm();
    await until(() => isFollowed(rig, GONE), 'an opportunity of the contract');
    const others = rig.symbols.filter((symbol) => symbol !== GONE);
    const from = rig.log.mark();
    await rig.inject({ verb: 'delist', symbol: GONE });
    await until(() => rig.symbols.length === others.length, 'a list of instruments without it');
    await until(() => !rig.watched.includes(GONE) || rig.log.aftermaths(from).some(({ symbol }) => symbol === GONE), 'the contract given up', () => rig.watched);
    const left = rig.log.mark();
    await rig.flows(left, others);
    await rig.speaks(left);
    await until(() => rig.counts().activeSymbols === others.length, 'a watch list without it', () => rig.counts());
    expect(rig.symbols).toEqual(others);
    expect(rig.log.gaps(from).map(({ symbols, cause }) => ({ symbols, cause }))).toEqual([{ symbols: [GONE], cause: 'unsubscribed' }, { symbols: [GONE], cause: 'unsubscribed' }]);
    expect(rig.log.gaps(from).flatMap(({ streams }) => streams).sort()).toEqual(['book-top', 'ticker', 'trade']);
    const ended = rig.log.aftermaths(from).filter(({ symbol }) => symbol === GONE);
    expect(ended.length).toBeGreaterThan(0);
    expect(ended.filter(({ status }) => status === 'blind').every(({ blind_reason: reason }) => reason === 'delisted')).toBe(true);
    expect(rig.log.opportunities(left).filter(({ symbol }) => symbol === GONE)).toEqual([]);
    expect(rig.connectsMs).toHaveLength(2);
    expect(compareTrades(rig, others)).toEqual({ lost: [], invented: [], repeated: 0 });
    expectSound(rig);
  });

  test('B14: a contract that is gone when a connection comes back does not take its batch along', async () => {
    // Asked for once: a topic that delivers nothing would be asked for again while the list still has it.
    const rig = await Rig.warm({ limits: { symbolFirstDataMs: 60_000 } });
    const others = rig.symbols.filter((symbol) => symbol !== GONE);
    // No list tells that it is gone before its topics were asked for.
    await rig.inject({ verb: 'http', status: 503 });
    await rig.inject({ verb: 'delist', symbol: GONE });
    await rig.inject({ verb: 'close' });
    await until(() => rig.notesOf('topic-rejected').length >= 3, 'its three topics refused', () => rig.notes.slice(-5));
    const refused = rig.log.mark();
    await rig.inject({ verb: 'clear' });
    await rig.flows(refused, others);
    await until(() => rig.symbols.length === others.length, 'a list of instruments without it');
    await rig.speaks(refused);
    expect(rig.notesOf('topic-rejected').map(({ topic }) => topic).sort()).toEqual([`orderbook.1.${GONE}`, `publicTrade.${GONE}`, `tickers.${GONE}`]);
    expect(rig.log.resumed(refused - 1).flatMap(({ symbols }) => symbols)).not.toContain(GONE);
    expect(rig.connectsMs).toHaveLength(4);
    expectSound(rig);
  });

  test('B15: a contract is listed: picked up with the next list, backfilled, and silent until its detectors are warm', async () => {
    const rig = await Rig.warm();
    const before = rig.symbols;
    const from = rig.log.mark();
    const name = String(await rig.inject({ verb: 'list' }));
    await until(() => rig.symbols.includes(name), 'the contract in a list of instruments');
    expect(rig.symbols).toEqual([...before, name].sort());
    await until(() => rig.watched.includes(name), 'the contract on the watch list');
    await rig.flows(from);
    await until(() => rig.log.opportunities(from).some(({ symbol, volume_spike_x: multiple }) => symbol === name && multiple !== null), 'a word about its volume');
    expect(rig.log.gaps()).toEqual([]);
    expect(rig.connectsMs).toHaveLength(2);
    expect(compareTrades(rig, before)).toEqual({ lost: [], invented: [], repeated: 0 });
    // The referee holds every opportunity against the detectors' warm-up.
    expectSound(rig);
    await expectTrueBars(rig, from);
  });
});
