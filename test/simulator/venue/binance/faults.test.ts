import type { BinanceVenue } from '../../../../simulator/venue/binance/binance-venue';
import { BinanceClient } from '../../support/binance-client';
import { closeOpened, openClient, openVenue } from '../../support/opened';

afterEach(closeOpened);

const DIFF = 'btcusdt@depth@100ms';
const num = (value: unknown): number => value as number;

interface Gap { readonly after: number; readonly next: number }

/** Where a reader of spot diffs sees that something is missing. */
const gapsIn = (diffs: readonly Record<string, unknown>[]): Gap[] => diffs.slice(1)
  .map((diff, index) => ({ after: num(diffs[index]!['u']), next: num(diff['U']) })).filter(({ after, next }) => next !== after + 1);

describe('fault verbs of the simulated Binance', () => {
  let venue: BinanceVenue;
  let client: BinanceClient;
  const command = async (body: Record<string, unknown>): Promise<{ ok: boolean; error?: string; result?: unknown }> =>
    (await fetch(`${venue.restUrl}/control`, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<{ ok: boolean; error?: string; result?: unknown }>;
  /** All that the venue has sent so far has been read. */
  let barriers = 100;
  const settled = async (): Promise<void> => { await client.ask('GET_PROPERTY', ['combined'], barriers += 1); };
  /** So many further diffs. */
  const further = async (count: number): Promise<Record<string, unknown>[]> => client.count(DIFF, client.of(DIFF).length + count);

  beforeEach(async () => {
    venue = await openVenue({ seed: 2, symbolCount: 5, bookDensity: 4 });
    client = await openClient(`${venue.wsUrl}/stream`, [DIFF, 'ethusdt@depth@100ms', 'btcusdt@depth20@100ms', 'btcusdt@trade']);
    await client.count(DIFF, 3);
  });

  test('B4: drop loses a diff, which shows as one gap and no other', async () => {
    venue.faults.drop(1);
    await further(20);
    await client.count('ethusdt@depth@100ms', 20);
    const gaps = [...gapsIn(client.of(DIFF)), ...gapsIn(client.of('ethusdt@depth@100ms'))];
    expect(gaps).toHaveLength(1);
  });

  test('B5: duplicate sends a diff twice', async () => {
    venue.faults.duplicate(1);
    await further(15);
    await client.count('ethusdt@depth@100ms', 15);
    const twice = [...client.of(DIFF), ...client.of('ethusdt@depth@100ms')].map(({ s, u }) => `${String(s)} ${num(u)}`);
    expect(twice.length - new Set(twice).size).toBe(1);
  });

  test('B9: swap sends a diff behind the one that follows it, and loses none', async () => {
    venue.faults.swap(1);
    await further(20);
    await client.count('ethusdt@depth@100ms', 10);
    const swapped = [client.of(DIFF), client.of('ethusdt@depth@100ms')].map((diffs) => ({ diffs, gaps: gapsIn(diffs) })).filter(({ gaps }) => gaps.length > 0);
    expect(swapped).toHaveLength(1);
    const sorted = [...swapped[0]!.diffs].sort((a, b) => num(a['U']) - num(b['U']));
    expect(gapsIn(sorted)).toEqual([]);
  });

  test('B4: gap makes the ids of one symbol jump although nothing is lost', async () => {
    expect(await command({ verb: 'gap', n: 5, symbol: 'BTCUSDT' })).toEqual({ ok: true, result: null });
    await further(10);
    expect(gapsIn(client.of(DIFF)).map(({ after, next }) => next - after)).toEqual([6]);
    expect(gapsIn(client.of('ethusdt@depth@100ms'))).toEqual([]);
  });

  test('B6: cross shows a bid above the asks and takes it back', async () => {
    venue.faults.cross(2, 'BTCUSDT');
    const isCrossed = ({ bids, asks }: Record<string, unknown>): boolean => Number((bids as string[][])[0]![0]) >= Number((asks as string[][])[0]![0]);
    const crossed = await client.until(() => client.of('btcusdt@depth20@100ms').find(isCrossed), 'a crossed book');
    await further(5);
    const price = (crossed['bids'] as string[][])[0]![0];
    const quantities = client.of(DIFF).flatMap(({ b }) => b as string[][]).filter(([at]) => at === price).map(([, quantity]) => Number(quantity));
    expect(quantities.some((quantity) => quantity > 0)).toBe(true);
    expect(quantities.indexOf(0)).toBeGreaterThan(quantities.findIndex((quantity) => quantity > 0));
    expect(isCrossed(client.of('btcusdt@depth20@100ms').at(-1)!)).toBe(false);
  });

  test('staleSnapshot answers with a book from before any diff that a client holds', async () => {
    await command({ verb: 'staleSnapshot', n: 1 });
    const depth = async (): Promise<number> => ((await (await fetch(`${venue.restUrl}/api/v3/depth?symbol=BTCUSDT`)).json()) as { lastUpdateId: number }).lastUpdateId;
    const first = num(client.of(DIFF)[0]!['U']);
    expect(await depth()).toBeLessThan(first);
    expect(await depth()).toBeGreaterThanOrEqual(first);
  });

  test('A3, A6: stall of one symbol silences it alone, and what was not sent stays lost', async () => {
    venue.faults.stall('symbol', undefined, 'BTCUSDT');
    await settled();
    const before = client.of(DIFF).length;
    await client.count('ethusdt@depth@100ms', client.of('ethusdt@depth@100ms').length + 8);
    expect(client.of(DIFF).length).toBe(before);
    venue.faults.clear();
    await further(5);
    expect(gapsIn(client.of(DIFF))).toHaveLength(1);
    expect(gapsIn(client.of('ethusdt@depth@100ms'))).toEqual([]);
  });

  test('A3: stall of data leaves answers and pongs alone', async () => {
    venue.faults.stall('data');
    await settled();
    const before = client.texts.length;
    await new Promise((resolve) => { setTimeout(resolve, 300); });
    expect(await client.ask('GET_PROPERTY', ['combined'], 9)).toEqual({ result: true, id: 9 });
    expect(client.texts.length - before).toBe(1);
    venue.faults.clear();
    await further(2);
  });

  test('A11: serverShutdown is announced in the envelope of the connection, then every connection is closed', async () => {
    const raw = await openClient(`${venue.wsUrl}/ws/${DIFF}`);
    await command({ verb: 'serverShutdown', ms: 200 });
    await client.count('!serverShutdown', 1);
    expect(Object.keys(client.of('!serverShutdown')[0]!)).toEqual(['e', 'E']);
    await raw.until(() => raw.others.some(({ e }) => e === 'serverShutdown'), 'the raw announcement');
    expect((await client.until(() => client.closed, 'the close')).code).toBe(1_001);
  });

  test('B1, B2: garbage and one huge frame harm nobody who can take them', async () => {
    venue.faults.garbage();
    venue.faults.hugeFrame(200_000);
    await client.until(() => client.oddities.length >= 4, 'the garbage');
    await client.until(() => client.texts.some((text) => text.length > 200_000), 'the huge frame');
    await further(2);
    expect(client.closed).toBeUndefined();
  });

  test('A1, A8, A9, A10: links break in all the ways of the other venue', async () => {
    await command({ verb: 'http', status: 418, retryAfterSeconds: 7, target: 'both' });
    const refused = await fetch(`${venue.restUrl}/api/v3/depth?symbol=BTCUSDT`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([418, '7']);
    expect(((await refused.json()) as { code: number }).code).toBe(-1_003);
    await expect(BinanceClient.open(`${venue.wsUrl}/stream`)).rejects.toThrow('418');
    venue.faults.clear();
    venue.faults.acceptThenClose(1);
    const closed = await openClient(`${venue.wsUrl}/stream`);
    expect((await closed.until(() => closed.closed, 'the close')).code).toBe(1_001);
    venue.faults.close(1_006);
    expect((await client.until(() => client.closed, 'the reset')).code).toBe(1_006);
  });

  test('A4: ackNoFanout acknowledges and never sends', async () => {
    venue.faults.ackNoFanout();
    const deaf = await openClient(`${venue.wsUrl}/stream`, [DIFF]);
    await further(5);
    expect(deaf.envelopes).toEqual([]);
  });

  test('B14, B15: delist takes a symbol out, list brings a new one in', async () => {
    expect(await command({ verb: 'delist', symbol: 'BTCUSDT' })).toMatchObject({ ok: true });
    await settled();
    const at = client.of(DIFF).length;
    await client.count('ethusdt@depth@100ms', client.of('ethusdt@depth@100ms').length + 4);
    expect(client.of(DIFF).length).toBe(at);
    await client.ask('SUBSCRIBE', ['freshusdt@depth20@100ms'], 5);
    expect(await command({ verb: 'list', symbol: 'FRESHUSDT' })).toEqual({ ok: true, result: 'FRESHUSDT' });
    await client.count('freshusdt@depth20@100ms', 1);
    const { symbols } = (await (await fetch(`${venue.restUrl}/api/v3/exchangeInfo`)).json()) as { symbols: { symbol: string; status: string }[] };
    expect(symbols.filter(({ symbol }) => symbol === 'BTCUSDT' || symbol === 'FRESHUSDT').map(({ status }) => status)).toEqual(['BREAK', 'TRADING']);
    expect(await command({ verb: 'delist', symbol: 'BTCUSDT' })).toMatchObject({ ok: false, error: 'field "symbol" is "BTCUSDT", expected a symbol that trades' });
  });

  test('B10: skew shifts every time stamp', async () => {
    venue.faults.skew(-5_000);
    const [last] = (await further(3)).slice(-1);
    expect(Date.now() - num(last!['E'])).toBeGreaterThan(4_500);
  });

  test('a bad command is refused with field and expectation', async () => {
    expect(await command({ verb: 'gap', n: -1 })).toMatchObject({ ok: false });
    expect(await command({ verb: 'vanish' })).toMatchObject({ ok: false });
    expect(await command({ verb: 'reorder' })).toMatchObject({ ok: false, error: 'reorder: not on this venue, expected swap for diffs out of order' });
  });
});

test('two venues with the same seed and anchor tell the same trades and plant the same walls', async () => {
  const anchorMs = Date.now() - 4_000;
  const comparedMs = anchorMs + 4_000;
  const options = { seed: 9, symbolCount: 4, anchorMs, walls: { firstWallAfterMs: 0, perHour: 3_600 } };
  const venues = [await openVenue(options), await openVenue(options)] as const;
  const clients = await Promise.all(venues.map(({ wsUrl }) => openClient(`${wsUrl}/stream?streams=btcusdt@trade`)));
  const tape = (index: number): Map<unknown, string> => new Map(clients[index]!.of('btcusdt@trade').map(({ t, p, q, T, m }) => [t, JSON.stringify([p, q, T, m])]));
  const shared = await clients[1]!.until(() => {
    const ids = [...tape(0).keys()].filter((id) => tape(1).has(id));
    const isPast = clients.every((client) => client.of('btcusdt@trade').some(({ T }) => num(T) >= comparedMs));
    return ids.length >= 20 && isPast && ids;
  }, 'twenty trades of both, and both markets as far as their walls are compared');
  for (const id of shared) expect(tape(1).get(id)).toBe(tape(0).get(id));
  const [first, second] = venues.map((venue) => venue.ledger().map(({ id, symbol, birthMs, price }) => ({ id, symbol, birthMs, price })).filter(({ birthMs }) => birthMs < comparedMs));
  expect(first!.length).toBeGreaterThan(0);
  expect(second).toEqual(first);
});
