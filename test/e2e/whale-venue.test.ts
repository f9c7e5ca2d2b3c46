import type { WallLife } from '../../simulator/market/depth/walls/wall';
import { until } from '../support/until';
import { closeWhaleRigs, LASTING, WhaleRig } from './support/whale-rig';

jest.setTimeout(180_000);

afterEach(closeWhaleRigs);

interface Compared { readonly life: WallLife; readonly told: string | undefined }

/** Planted lives that were told as born and dead, with the fate that was told. Short lives may pass before their trades are subscribed. */
const compared = (rig: WhaleRig): Compared[] => rig.venue.ledger().filter(({ deathMs }) => deathMs !== null).flatMap((life) => {
  const isAt = ({ symbol, side, price }: { symbol: string; side: string; price: number }): boolean => symbol === life.symbol && side === life.side && price === life.price;
  const born = rig.pool.find((finding) => finding.event === 'born' && isAt(finding) && finding.timeMs >= life.birthMs - 1_000 && finding.timeMs <= life.deathMs!);
  const died = born && rig.pool.find(({ event, orderHash }) => event === 'died' && orderHash === born.orderHash);
  return died ? [{ life, told: died.fate }] : [];
});

describe.each(['spot', 'usdm'] as const)('whales over real sockets, %s', (market) => {
  test('planted walls are told from birth to the fate that they had', async () => {
    const rig = await WhaleRig.start({ market });
    await until(() => compared(rig).length >= 20, 'twenty fates', () => ({ compared: compared(rig).length, lives: rig.venue.ledger().length, status: rig.whales().status(), notes: rig.notes.slice(-4) }));
    const all = compared(rig);
    const wrong = all.filter(({ life, told }) => told !== life.fate && told !== 'unknown');
    expect(wrong.length / all.length).toBeLessThanOrEqual(0.1);
    expect(rig.changes.some(({ removed_time_ms: removedMs }) => removedMs !== null)).toBe(true);
    expect(rig.changes.filter(({ order: { fate } }) => Math.abs(fate.first_quantity + fate.added_quantity - fate.filled_quantity - fate.pulled_quantity - fate.rest_quantity) > 1e-6)).toEqual([]);
    expect(rig.resyncs).toEqual([]);
  });

  test('the kept book of a followed symbol is the venue\'s', async () => {
    const rig = await WhaleRig.start({ ...LASTING, market });
    await rig.follows(2);
    await rig.agrees(rig.followed());
  });
});

describe('whales on a venue that breaks', () => {
  test('B4: a lost diff has one symbol synced again and no other, and its book is whole afterwards', async () => {
    const rig = await WhaleRig.start(LASTING);
    await rig.follows(LASTING.symbolCount);
    rig.venue.faults.drop(1);
    await until(() => rig.resyncs.length > 0, 'a gap that was noticed');
    const [symbol = ''] = rig.resyncs;
    await rig.agrees(symbol);
    expect(rig.resyncs).toEqual([symbol]);
    expect(rig.gaps.filter(({ cause }) => cause !== 'unsubscribed')).toEqual([]);
  });

  test('B5: a diff that comes twice changes nothing', async () => {
    const rig = await WhaleRig.start(LASTING);
    await rig.follows(2);
    rig.venue.faults.duplicate(20);
    const symbol = rig.followed();
    await rig.agrees(symbol);
    expect(rig.resyncs).toEqual([]);
  });

  test('B9: diffs out of order have their symbol synced again', async () => {
    const rig = await WhaleRig.start(LASTING);
    await rig.follows(LASTING.symbolCount);
    rig.venue.faults.swap(1);
    await until(() => rig.resyncs.length > 0, 'a gap that was noticed');
    await rig.agrees(rig.resyncs[0] ?? '');
  });

  test('B6: a crossed book is dropped and built anew', async () => {
    const rig = await WhaleRig.start(LASTING);
    await rig.follows(2);
    const symbol = rig.followed();
    rig.venue.faults.cross(4, symbol);
    await until(() => rig.resyncs.includes(symbol), 'the crossed book dropped');
    await rig.agrees(symbol);
  });

  test('a snapshot older than the diffs is asked for again', async () => {
    // One symbol alone: another one's live book, whose price nears the end of what it knows, may ask too, and be given the stale snapshot.
    const rig = await WhaleRig.start({ ...LASTING, symbolCount: 1 });
    await rig.follows(1);
    const symbol = rig.followed();
    const asked = (): number => rig.whales().status().counts.snapshotsWanted;
    const askedBefore = asked();
    rig.venue.faults.staleSnapshot(1);
    rig.venue.faults.gap(3, symbol);
    await until(() => rig.resyncs.includes(symbol), 'the jump of ids noticed', () => rig.whales().status());
    await until(() => rig.books.get(symbol)?.isLive === true, 'a book from a second snapshot', () => rig.whales().status());
    expect(asked() - askedBefore).toBe(2);
    await rig.agrees(symbol);
  });

  test.each([1_001, 1_006])('A1: after a cut with %i every followed book is whole again', async (code) => {
    const rig = await WhaleRig.start(LASTING);
    await rig.follows(2);
    const symbol = rig.followed();
    rig.venue.faults.close(code);
    await until(() => rig.gaps.some(({ cause, streams }) => cause === 'disconnect' && streams.includes('diff')), 'the gap of the diffs');
    await until(() => rig.books.get(symbol)?.isLive === true, 'a live book');
    await rig.agrees(symbol);
  });
});
