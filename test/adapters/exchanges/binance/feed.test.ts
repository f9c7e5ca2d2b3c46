import { makeBinanceFeed, type WantedDepth } from '../../../../adapters/exchanges/binance/feed';
import { DEFAULT_BINANCE_LIMITS, type BinanceLimits, type ChannelLimits } from '../../../../adapters/exchanges/binance/limits';
import type { BinanceMarket } from '../../../../adapters/exchanges/binance/streams';
import type { FeedNote } from '../../../../adapters/exchanges/venue-feed';
import type { DepthInput } from '../../../../core/market/depth-events';
import { DepthFrame } from '../../../../core/market/depth-frame';
import type { GapEvent } from '../../../../core/market/events';
import { MarketFrame } from '../../../../core/market/market-frame';
import { SymbolTable } from '../../../../core/market/symbol-table';
import { FakeBinance } from './fake-binance';
import { until } from '../../../support/until';

const SYMBOLS = ['AUSDT', 'BUSDT', 'CUSDT', '1000PEPEUSDT', '币安人生USDT'];

const QUICK_CHANNEL: ChannelLimits = { busyIdleMs: 600, quietIdleMs: 600, firstDataMs: 800, symbol: { idleMs: 900, firstDataMs: 900, retryMs: 1_500 } };
const QUICK: Partial<BinanceLimits> = {
  universeMs: 200, budget: { connects: 100, windowMs: 1_000 }, channels: { depth: QUICK_CHANNEL, diff: QUICK_CHANNEL, trade: { ...QUICK_CHANNEL, symbol: DEFAULT_BINANCE_LIMITS.channels.trade.symbol } },
  overlapMs: 500, socket: { tickMs: 20, backoff: { baseMs: 5, capMs: 20 } },
};

/** A frame as plain data, since the feed uses its frames again. */
interface SeenFrame {
  readonly kind: 'depth' | 'diff' | 'trade';
  readonly symbol: string;
  readonly id: number;
}
type Seen = SeenFrame | Exclude<DepthInput, DepthFrame | MarketFrame>;

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => { for (const close of closers.splice(0).reverse()) await close(); });


const seenOf = (input: DepthInput, symbols: SymbolTable): Seen => {
  if (input instanceof DepthFrame) return { kind: input.kind, symbol: symbols.nameOf(input.symbolId), id: input.lastUpdateId };
  // The venue's trades are told apart by their time.
  if (input instanceof MarketFrame) return { kind: 'trade', symbol: symbols.nameOf(input.symbolId), id: (input.tradeTimesMs[0] ?? 0) - 1_750_000_000_000 };
  return input;
};

const setUp = async (limits: Partial<BinanceLimits> = {}, market: BinanceMarket = 'spot', names: readonly string[] = SYMBOLS) => {
  const venue = new FakeBinance(names);
  venue.isFutures = market === 'usdm';
  const urls = await venue.start();
  closers.push(() => venue.stop());
  const events: Seen[] = [];
  const notes: FeedNote[] = [];
  const symbols = new SymbolTable();
  const feed = makeBinanceFeed({
    market, ...urls, clock: { nowMs: () => Date.now() }, symbols, onEvent: (input) => { events.push(seenOf(input, symbols)); },
    observer: { note: (note) => { notes.push(note); } }, random: () => 0.5, limits: { ...QUICK, ...limits },
  });
  closers.push(() => feed.stop());
  const frames = (kind: SeenFrame['kind'], symbol: string): SeenFrame[] => events.filter((one): one is SeenFrame => one.kind === kind && 'id' in one && one.symbol === symbol);
  const gaps = (): GapEvent[] => events.filter((one) => one.kind === 'gap');
  const follow = async (wanted: Partial<WantedDepth>): Promise<void> => {
    await feed.start();
    feed.subscribe({ swept: [], books: [], trades: [], ...wanted });
  };
  return { venue, feed, events, notes, frames, gaps, follow };
};

/** Replays events and refuses data of a stream that was declared blind and not resumed. */
const assertNoDataInsideGaps = (events: readonly Seen[]): void => {
  const blind = new Set<string>();
  for (const event of events) {
    if (event.kind === 'gap') for (const symbol of event.symbols) for (const stream of event.streams) blind.add(`${symbol}|${stream}`);
    if (event.kind === 'resumed') for (const symbol of event.symbols) for (const stream of event.streams) blind.delete(`${symbol}|${stream}`);
    if ('id' in event) expect(blind.has(`${event.symbol}|${event.kind}`)).toBe(false);
  }
};

const isRising = (ids: readonly number[]): boolean => ids.every((id, index) => index === 0 || id > (ids[index - 1] ?? 0));

describe('starting', () => {
  test('S2.2: the universe comes first, with turnover, and again while it runs; the activity of 720 hours comes once', async () => {
    const { feed, events, notes } = await setUp();
    await feed.start();
    expect(events[0]).toMatchObject({ kind: 'universe', instruments: SYMBOLS.map((symbol, index) => ({ symbol, quoteCoin: 'USDT', tickSize: 0.01, turnover24h: 1_000_000 - index })) });
    await until(() => events.filter(({ kind }) => kind === 'universe').length >= 3, 'the list again');
    // The fake venue lists no BTCUSDT of its own, and answers for any symbol.
    expect(events.filter((event) => event.kind === 'hourly-volume').map(({ symbol, hours }) => [symbol, hours.length])).toEqual([['BTCUSDT', 720]]);
    expect(notes.filter(({ event }) => event === 'rest-failed')).toEqual([]);
  });

  test('a venue without an answer is one clear error', async () => {
    const { venue, feed } = await setUp();
    venue.restFault = () => ({ status: 500, headers: {}, body: 'down' });
    await expect(feed.start()).rejects.toThrow(/Binance gave no list of instruments \(tried 3 times\): .*HTTP 500/);
  });
});

describe('following symbols', () => {
  test('S2.4, C2.18: five connections share the sweep; books and trades have their own', async () => {
    const { venue, follow, frames } = await setUp();
    await follow({ swept: SYMBOLS, books: ['AUSDT'], trades: ['AUSDT'] });
    await until(() => SYMBOLS.every((symbol) => frames('depth', symbol).length > 1) && frames('diff', 'AUSDT').length > 1 && frames('trade', 'AUSDT').length > 1, 'all of it');
    expect([...venue.clients].map(({ streams }) => [...streams].join()).sort()).toEqual([...SYMBOLS.map((symbol) => `${symbol.toLowerCase()}@depth20@100ms`), 'ausdt@depth@100ms', 'ausdt@trade'].sort());
  });

  test('C2.19: futures ask for books and trades on the paths that deliver them', async () => {
    const { venue, follow, frames } = await setUp({}, 'usdm');
    await follow({ swept: ['AUSDT'], books: ['AUSDT'], trades: ['AUSDT'] });
    await until(() => (['depth', 'diff', 'trade'] as const).every((kind) => frames(kind, 'AUSDT').length > 1), 'all of it');
    expect([...venue.clients].map(({ path }) => path).sort()).toEqual(['/market/stream', '/public/stream', '/public/stream']);
    expect(venue.streams).toEqual(['ausdt@aggTrade', 'ausdt@depth20@100ms', 'ausdt@depth@100ms']);
  });

  test('A13: 600 streams go out in requests of at most 100, on connections of at most 200, and never more than 5 messages in a second', async () => {
    const names = Array.from({ length: 600 }, (_, index) => `COIN${index}USDT`);
    const { venue, follow } = await setUp({ sweepConnections: 2 }, 'spot', names);
    venue.isSilent = true;
    await follow({ swept: names });
    await until(() => venue.streams.length === 600, 'every stream');
    expect(venue.requests.every(({ params }) => params.length <= 100)).toBe(true);
    expect([...venue.clients].map(({ streams }) => streams.size)).toEqual([200, 200, 200]);
    for (const { messageTimesMs } of venue.allClients) {
      for (const [index, timeMs] of messageTimesMs.entries()) expect(messageTimesMs.slice(index).filter((later) => later - timeMs < 950).length).toBeLessThanOrEqual(5);
    }
  });

  test('a change of the sets moves nothing else; who leaves is blind, who comes back is resumed first', async () => {
    const { venue, feed, follow, frames, gaps, events } = await setUp();
    await follow({ swept: ['AUSDT', 'BUSDT'] });
    await until(() => frames('depth', 'AUSDT').length > 0 && frames('depth', 'BUSDT').length > 0, 'both');
    feed.subscribe({ swept: ['BUSDT'], books: [], trades: [] });
    await until(() => venue.streams.join() === 'busdt@depth20@100ms', 'the drop');
    expect(gaps()).toMatchObject([{ symbols: ['AUSDT'], streams: ['depth'], cause: 'unsubscribed' }]);
    const count = frames('depth', 'AUSDT').length;
    feed.subscribe({ swept: ['BUSDT', 'AUSDT'], books: [], trades: [] });
    await until(() => frames('depth', 'AUSDT').length > count, 'its return');
    assertNoDataInsideGaps(events);
    expect(venue.requests.flatMap(({ params }) => params).filter((stream) => stream.startsWith('busdt'))).toHaveLength(1);
  });

  test('a delisted symbol drops out and comes back when it is listed again', async () => {
    const { venue, follow } = await setUp();
    await follow({ swept: ['AUSDT', 'BUSDT'] });
    await until(() => venue.streams.length === 2, 'both');
    venue.symbols = ['AUSDT'];
    await until(() => venue.streams.length === 1, 'the drop');
    venue.symbols = [...SYMBOLS];
    await until(() => venue.streams.length === 2, 'the return');
  });

  test('S2.2: symbols that are new among the books are backfilled with 200 closed minutes', async () => {
    const { events, follow } = await setUp();
    await follow({ books: ['AUSDT'] });
    await until(() => events.some(({ kind }) => kind === 'backfill'), 'bars');
    const backfill = events.find((event) => event.kind === 'backfill');
    expect([backfill?.symbol, backfill?.bars.length]).toEqual(['AUSDT', 200]);
  });

  test('a refused request is noted, and the others go on', async () => {
    const { venue, follow, notes, frames } = await setUp();
    venue.badStreams.add('busdt@depth20@100ms');
    await follow({ swept: ['AUSDT', 'BUSDT'] });
    await until(() => frames('depth', 'AUSDT').length > 0 && notes.some(({ event }) => event === 'topic-rejected'), 'the rejection');
    expect(notes.find(({ event }) => event === 'topic-rejected')).toEqual({ event: 'topic-rejected', topic: 'busdt@depth20@100ms', message: '2 Invalid request: stream' });
  });
});

describe('snapshots', () => {
  test('a book that is asked for comes as an event; of a symbol without a book nothing is fetched', async () => {
    const { venue, feed, follow, events } = await setUp();
    await follow({ books: ['AUSDT'] });
    feed.fetchSnapshot('BUSDT');
    feed.fetchSnapshot('AUSDT');
    await until(() => events.some(({ kind }) => kind === 'book-snapshot'), 'the snapshot');
    expect(events.find(({ kind }) => kind === 'book-snapshot')).toMatchObject({ symbol: 'AUSDT', bids: [[9.9, 1.5]], asks: [[10.1, 2]] });
    expect(venue.restCalls.filter((call) => call.includes('/depth'))).toEqual(['/api/v3/depth?symbol=AUSDT&limit=1000']);
  });

  test('B17: after 418 nothing is asked before the time that the venue names', async () => {
    const { venue, feed, follow, notes } = await setUp({ universeMs: 50 });
    await follow({ books: ['AUSDT'] });
    venue.restFault = () => ({ status: 418, headers: { 'retry-after': '120' }, body: { code: -1003, msg: 'banned' } });
    await until(() => notes.some((note) => note.event === 'rest-failed' && note.cause.includes('HTTP 418')), 'the ban');
    venue.restFault = () => undefined;
    const calls = venue.restCalls.length;
    feed.fetchSnapshot('AUSDT');
    await until(() => notes.filter((note) => note.event === 'rest-failed' && note.cause.includes('not asked')).length > 3, 'refusals of our own');
    expect(venue.restCalls).toHaveLength(calls);
  });
});

describe('losing connections', () => {
  test('A1: a lost connection blinds its symbols at once; each is resumed right before its next message', async () => {
    const { venue, follow, frames, gaps, events } = await setUp();
    await follow({ swept: ['AUSDT', 'BUSDT'], books: ['AUSDT'] });
    await until(() => frames('diff', 'AUSDT').length > 1 && frames('depth', 'BUSDT').length > 1, 'data');
    venue.clientOf('ausdt@depth@100ms')?.socket.terminate();
    await until(() => gaps().length > 0, 'the gap');
    const count = frames('diff', 'AUSDT').length;
    await until(() => frames('diff', 'AUSDT').length > count + 1, 'data again');
    expect(gaps()).toMatchObject([{ symbols: ['AUSDT'], streams: ['diff'], cause: 'disconnect' }]);
    assertNoDataInsideGaps(events);
  });

  test('A4: streams that are confirmed and never deliver are found', async () => {
    const { venue, follow, gaps } = await setUp();
    venue.isSilent = true;
    await follow({ swept: ['AUSDT'] });
    await until(() => gaps().some(({ cause }) => cause === 'no-first-data'), 'the finding');
  });

  test('A6: one silent symbol is asked for again, and it alone', async () => {
    const { venue, follow, gaps, frames } = await setUp({ sweepConnections: 1 });
    await follow({ swept: ['AUSDT', 'BUSDT'] });
    await until(() => frames('depth', 'AUSDT').length > 1 && frames('depth', 'BUSDT').length > 1, 'data');
    venue.silentSymbols.add('AUSDT');
    await until(() => venue.requests.filter(({ method, params }) => method === 'SUBSCRIBE' && params.join() === 'ausdt@depth20@100ms').length > 0, 'the renewal');
    expect(gaps()).toMatchObject([{ symbols: ['AUSDT'], cause: 'data-stall' }]);
    expect(venue.requests.slice(1).map(({ method, params }) => [method, params.join()])).toEqual([['UNSUBSCRIBE', 'ausdt@depth20@100ms'], ['SUBSCRIBE', 'ausdt@depth20@100ms']]);
  });
});

describe('replacing connections', () => {
  test('A11: a connection at its age is replaced while it delivers: no gap, no change or trade lost or shown twice', async () => {
    const { venue, follow, frames, gaps } = await setUp({ lifeMs: 700, lifeSpreadMs: 0 });
    await follow({ swept: ['AUSDT'], books: ['AUSDT'], trades: ['AUSDT'] });
    await until(() => venue.allClients.length >= 9, 'three lives of each connection');
    const count = frames('trade', 'AUSDT').length;
    await until(() => frames('trade', 'AUSDT').length > count + 10, 'data after it');
    expect(gaps()).toEqual([]);
    const [diffs, trades] = [frames('diff', 'AUSDT'), frames('trade', 'AUSDT')].map((list) => list.map(({ id }) => id));
    expect(isRising(diffs ?? [])).toBe(true);
    for (const ids of [diffs ?? [], trades ?? []]) {
      const whole = venue.tradesSent.filter((id) => id >= Math.min(...ids) && id <= Math.max(...ids));
      expect([...ids].sort((a, b) => a - b)).toEqual(whole);
    }
  });

  test('A11: a server that says it goes is replaced before it does', async () => {
    const { venue, follow, frames, gaps } = await setUp();
    await follow({ books: ['AUSDT'] });
    await until(() => frames('diff', 'AUSDT').length > 1, 'data');
    const old = venue.clientOf('ausdt@depth@100ms');
    venue.sendTo(old, { stream: '!serverShutdown', data: { e: 'serverShutdown', E: Date.now() } });
    await until(() => venue.clients.size === 1 && venue.clientOf('ausdt@depth@100ms') !== old, 'the replacement');
    const count = frames('diff', 'AUSDT').length;
    await until(() => frames('diff', 'AUSDT').length > count + 3, 'data after it');
    expect(gaps()).toEqual([]);
    expect(isRising(frames('diff', 'AUSDT').map(({ id }) => id))).toBe(true);
  });

  test('a server that goes while its successor delivers leaves no gap for what the successor has shown', async () => {
    const { venue, follow, frames, gaps } = await setUp({ overlapMs: 60_000 });
    await follow({ swept: ['AUSDT', 'BUSDT'] });
    await until(() => frames('depth', 'AUSDT').length > 1 && frames('depth', 'BUSDT').length > 1, 'data');
    const old = venue.clientOf('ausdt@depth20@100ms');
    venue.sendTo(old, { e: 'serverShutdown', E: Date.now() });
    await until(() => [...venue.clients].some((client) => client !== old && client.streams.has('ausdt@depth20@100ms')), 'the successor');
    const count = frames('depth', 'AUSDT').length;
    await until(() => frames('depth', 'AUSDT').length > count + 5, 'data of both');
    old?.socket.terminate();
    await until(() => frames('depth', 'AUSDT').length > count + 20, 'data after it');
    expect(gaps()).toEqual([]);
  });

  test('stopped, nothing more is shown and every socket is closed', async () => {
    const { venue, feed, follow, frames, events } = await setUp();
    await follow({ swept: SYMBOLS, books: ['AUSDT'], trades: ['AUSDT'] });
    await until(() => frames('trade', 'AUSDT').length > 1, 'data');
    await feed.stop();
    const count = events.length;
    await until(() => venue.clients.size === 0, 'the end');
    expect(events).toHaveLength(count);
  });
});
