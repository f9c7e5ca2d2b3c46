import { makeBybitFeed, type BybitLimits } from '../../../../adapters/exchanges/bybit/feed';
import type { FeedNote, VenueFeed } from '../../../../adapters/exchanges/venue-feed';
import type { BackfillEvent, GapEvent, MarketEvent, ResumedEvent, Stream } from '../../../../core/market/events';
import { SymbolTable } from '../../../../core/market/symbol-table';
import { eventsOf } from '../../../support/frame-events';
import { FakeBybit } from './fake-bybit';
import { until } from '../../../support/until';

const SYMBOLS = ['AUSDT', 'BUSDT', 'CUSDT', '1000PEPEUSDT'];

const QUICK: Partial<BybitLimits> = {
  instrumentsRefreshMs: 100, busyIdleMs: 400, quietIdleMs: 400, symbolIdleMs: 700, symbolFirstDataMs: 700, symbolRetryMs: 1_500,
  budget: { connects: 100, windowMs: 1_000 },
  socket: { tickMs: 20, pingEveryMs: 150, pongDeadlineMs: 80, firstDataMs: 500, backoff: { baseMs: 5, capMs: 20 } },
};

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => { for (const close of closers.splice(0).reverse()) await close(); });

const sleep = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });

const setUp = async (limits: Partial<BybitLimits> = {}, symbols: readonly string[] = SYMBOLS) => {
  const venue = new FakeBybit(symbols);
  const urls = await venue.start();
  closers.push(() => venue.stop());
  const events: MarketEvent[] = [];
  const notes: FeedNote[] = [];
  const symbolTable = new SymbolTable();
  const feed: VenueFeed = makeBybitFeed({
    ...urls, clock: { nowMs: () => Date.now() }, symbols: symbolTable, onEvent: (input) => { events.push(...eventsOf(input, symbolTable)); }, observer: { note: (note) => { notes.push(note); } },
    random: () => 0.5, limits: { ...QUICK, ...limits },
  });
  closers.push(() => feed.stop());
  const gaps = (): GapEvent[] => events.filter((event) => event.kind === 'gap');
  const resumed = (): ResumedEvent[] => events.filter((event) => event.kind === 'resumed');
  const backfills = (symbol: string): BackfillEvent[] => events.filter((event) => event.kind === 'backfill').filter((event) => event.symbol === symbol);
  const has = (kind: MarketEvent['kind'], symbol: string): boolean => events.some((event) => event.kind === kind && 'symbol' in event && event.symbol === symbol);
  return { venue, feed, events, notes, gaps, resumed, backfills, has };
};

const STREAM_OF: Partial<Record<MarketEvent['kind'], Stream>> = { ticker: 'ticker', 'book-top': 'book-top', trade: 'trade' };

/** Replays events and refuses data of a stream that was declared blind and not resumed. */
const assertNoDataInsideGaps = (events: readonly MarketEvent[]): void => {
  const blind = new Set<string>();
  for (const event of events) {
    if (event.kind === 'gap') for (const symbol of event.symbols) for (const stream of event.streams) blind.add(`${symbol}|${stream}`);
    if (event.kind === 'resumed') for (const symbol of event.symbols) for (const stream of event.streams) blind.delete(`${symbol}|${stream}`);
    const stream = STREAM_OF[event.kind];
    if (stream !== undefined && 'symbol' in event) expect(blind.has(`${event.symbol}|${stream}`)).toBe(false);
  }
};

describe('starting', () => {
  test('S1.7: the universe comes first, then every symbol\'s ticker', async () => {
    const { venue, feed, events, has, notes } = await setUp();
    await feed.start();
    expect(events[0]).toMatchObject({ kind: 'universe', instruments: SYMBOLS.map((symbol) => ({ symbol, quoteCoin: 'USDT', tickSize: 0.01 })) });
    await until(() => SYMBOLS.every((symbol) => has('ticker', symbol)), 'a ticker of every symbol');
    expect(venue.topics).toEqual(SYMBOLS.map((symbol) => `tickers.${symbol}`).sort());
    expect(notes).toContainEqual({ event: 'subscribing', topics: 4 });
    expect(notes.filter((note) => note.event === 'first-data')).toHaveLength(1);
  });

  test('S1.41, C1.4: 100 tickers go out in requests of at most 48, over as many connections as the characters need', async () => {
    const symbols = Array.from({ length: 100 }, (_, index) => `COIN${index}USDT`);
    const { venue, feed, has } = await setUp({ maxCharsPerConnection: 1_000 }, symbols);
    await feed.start();
    await until(() => symbols.every((symbol) => has('ticker', symbol)), 'a ticker of every symbol');
    expect(venue.clients.size).toBe(3);
    expect(venue.mostArgsChars).toBeLessThanOrEqual(1_000);
    expect(venue.requests.every((request) => request.args.length <= 48)).toBe(true);
    expect(venue.topics).toHaveLength(100);
  });

  test('S1.41: with the product\'s limits 100 tickers are three requests on one connection', async () => {
    const { venue, feed } = await setUp({}, Array.from({ length: 100 }, (_, index) => `COIN${index}USDT`));
    await feed.start();
    await until(() => venue.topics.length === 100, 'every topic');
    expect(venue.requests.map((request) => request.args.length)).toEqual([48, 48, 4]);
    expect(venue.connects).toBe(1);
  });

  test('A8: without a list of instruments start rejects with host and cause, and connects to nothing', async () => {
    const { venue, feed, events } = await setUp();
    venue.isRestDown = true;
    await expect(feed.start()).rejects.toThrow(/^Bybit gave no list of instruments \(tried 3 times\): 127\.0\.0\.1:\d+ \/v5\/market\/instruments-info: HTTP 500 down$/);
    expect(venue.restCalls).toHaveLength(3);
    expect(venue.connects).toBe(0);
    expect(events).toEqual([]);
  });

  test('A8: a list that comes at the second try is enough', async () => {
    const { venue, feed, events } = await setUp();
    venue.isRestDown = true;
    const starting = feed.start();
    await until(() => venue.restCalls.length === 1, 'the first try');
    venue.isRestDown = false;
    await starting;
    expect(events[0]?.kind).toBe('universe');
  });

  test('S1.2: a WebSocket URL that is none is refused at once', () => {
    const make = (): VenueFeed => makeBybitFeed({ wsUrl: 'stream.bybit.com', restUrl: 'https://api.bybit.com', clock: { nowMs: () => 0 }, symbols: new SymbolTable(), onEvent: () => undefined, observer: { note: () => undefined } });
    expect(make).toThrow('WebSocket URL is "stream.bybit.com": expected a URL beginning with wss:// or ws://');
  });
});

describe('watching', () => {
  test('S1.8: watched symbols get level 1, trades and 200 closed one-minute bars', async () => {
    const { venue, feed, has, backfills } = await setUp();
    await feed.start();
    feed.watch(['AUSDT', 'BUSDT']);
    await until(() => ['AUSDT', 'BUSDT'].every((symbol) => has('book-top', symbol) && has('trade', symbol) && backfills(symbol).length > 0), 'all three kinds');
    const bars = backfills('AUSDT')[0]!.bars;
    expect(bars).toHaveLength(200);
    bars.forEach((bar, index) => { expect(bar.startTimeMs).toBe(bars[0]!.startTimeMs + index * 60_000); });
    expect(bars.at(-1)!.startTimeMs + 60_000).toBeLessThanOrEqual(Date.now());
    expect(venue.topics.filter((topic) => !topic.startsWith('tickers.'))).toEqual(['orderbook.1.AUSDT', 'orderbook.1.BUSDT', 'publicTrade.AUSDT', 'publicTrade.BUSDT']);
    expect(venue.clientOf('tickers.AUSDT')).not.toBe(venue.clientOf('orderbook.1.AUSDT'));
  });

  test('C1.21: a change of the list unsubscribes, declares the leavers blind, and touches nobody else', async () => {
    const { venue, feed, events, has, gaps } = await setUp();
    await feed.start();
    feed.watch(['AUSDT', 'BUSDT']);
    await until(() => has('trade', 'AUSDT') && has('trade', 'BUSDT'), 'trades of both');
    const sent = venue.requests.length;
    feed.watch(['BUSDT', 'CUSDT']);
    await until(() => has('trade', 'CUSDT') && !venue.topics.includes('orderbook.1.AUSDT'), 'the change');
    expect(venue.requests.slice(sent)).toEqual([
      { op: 'unsubscribe', args: ['orderbook.1.AUSDT', 'publicTrade.AUSDT'] }, { op: 'subscribe', args: ['orderbook.1.CUSDT', 'publicTrade.CUSDT'] },
    ]);
    expect(gaps()).toMatchObject([{ symbols: ['AUSDT'], streams: ['book-top', 'trade'], cause: 'unsubscribed' }]);
    feed.watch(['AUSDT', 'BUSDT', 'CUSDT']);
    const seen = events.length;
    await until(() => events.slice(seen).some((event) => event.kind === 'trade' && event.symbol === 'AUSDT'), 'AUSDT again');
    assertNoDataInsideGaps(events);
    expect(venue.connects).toBe(2);
  });

  test('C1.21: a listener that changes the list while it handles an event is not called inside that call', async () => {
    const venue = new FakeBybit(SYMBOLS);
    const urls = await venue.start();
    closers.push(() => venue.stop());
    let depth = 0;
    let most = 0;
    let tickers = 0;
    const feed = makeBybitFeed({
      ...urls, clock: { nowMs: () => Date.now() }, symbols: new SymbolTable(), observer: { note: () => undefined }, limits: QUICK,
      onEvent: (event) => {
        most = Math.max(most, ++depth);
        if (event.kind === 'ticker' && ++tickers % 20 === 0) feed.watch(tickers % 40 === 0 ? ['AUSDT'] : ['BUSDT']);
        depth -= 1;
      },
    });
    closers.push(() => feed.stop());
    await feed.start();
    await until(() => tickers > 100, 'several changes of the list');
    expect(venue.requests.some((request) => request.op === 'unsubscribe')).toBe(true);
    expect(most).toBe(1);
  });

  test('B14: a symbol that the venue does not list is not asked for', async () => {
    const { venue, feed, has } = await setUp();
    feed.watch(['AUSDT', 'GONEUSDT']);
    await feed.start();
    await until(() => has('trade', 'AUSDT'), 'trades');
    expect(venue.topics.some((topic) => topic.includes('GONE'))).toBe(false);
    expect(venue.restCalls.some((call) => call.includes('GONE'))).toBe(false);
  });
});

describe('the tap', () => {
  /** What the tap and the sink were told, in order. */
  const tapped = async () => {
    const venue = new FakeBybit(['AUSDT']);
    const urls = await venue.start();
    closers.push(() => venue.stop());
    const told: { readonly what: 'frame' | 'other' | 'sent' | 'sink'; readonly connection?: number; readonly text: string; readonly timeMs: number }[] = [];
    const symbols = new SymbolTable();
    const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
    const feed = makeBybitFeed({
      ...urls, clock: { nowMs: () => Date.now() }, symbols, observer: { note: () => undefined }, limits: QUICK,
      tap: {
        frame: (connection, bytes, timeMs) => { told.push({ what: 'frame', connection, text: textOf(bytes), timeMs }); },
        otherFrame: (connection, bytes, timeMs) => { told.push({ what: 'other', connection, text: textOf(bytes), timeMs }); },
        sent: (connection, text, timeMs) => { told.push({ what: 'sent', connection, text, timeMs }); },
      },
      onEvent: (input) => {
        const kind = input.kind;
        if (kind === 'ticker' || kind === 'book-top' || kind === 'trades') told.push({ what: 'sink', text: kind, timeMs: input.receivedTimeMs });
      },
    });
    closers.push(() => feed.stop());
    await feed.start();
    feed.watch(['AUSDT']);
    await until(() => ['ticker', 'book-top', 'trades'].every((kind) => told.some(({ what, text }) => what === 'sink' && text === kind)), 'all kinds of data');
    return { told, feed, venue };
  };

  test('D-2: sees the bytes of each message right before the sink sees the message, with the same receive time', async () => {
    const { told } = await tapped();
    const pairs = told.flatMap((entry, index) => (entry.what === 'sink' ? [[told[index - 1], entry] as const] : []));
    expect(pairs.length).toBeGreaterThanOrEqual(3);
    const topics = { ticker: 'tickers.AUSDT', 'book-top': 'orderbook.1.AUSDT', trades: 'publicTrade.AUSDT' } as Record<string, string>;
    for (const [before, message] of pairs) {
      expect(before).toMatchObject({ what: 'frame', timeMs: message.timeMs });
      expect((JSON.parse(before!.text) as { topic: string }).topic).toBe(topics[message.text]);
    }
    expect(told.filter(({ what }) => what === 'frame')).toHaveLength(pairs.length);
  });

  test('D-2: sees what was sent and what is no message, with the connection\'s number', async () => {
    const { told } = await tapped();
    const subscribes = told.filter(({ what, text }) => what === 'sent' && text.includes('"subscribe"'));
    expect(subscribes.map(({ connection }) => connection)).toEqual([1, 2]);
    const answers = told.filter(({ what, text }) => what === 'other' && text.includes('"success":true'));
    expect(answers.map(({ connection }) => connection).sort()).toEqual([1, 2]);
  });

  test('D-2: a book that came too late goes to the tap alone', async () => {
    const { told, venue } = await tapped();
    const book = (updateId: number): string =>
      `{"topic":"orderbook.1.AUSDT","type":"snapshot","ts":1700000000000,"data":{"s":"AUSDT","b":[["7","1"]],"a":[["8","1"]],"u":${updateId},"seq":1},"cts":1700000000000}`;
    const { socket } = venue.clientOf('orderbook.1.AUSDT')!;
    for (const updateId of [1_000_000, 999_999]) socket.send(book(updateId));
    await until(() => told.some(({ text }) => text === book(999_999)), 'the late book');
    expect(told.filter(({ text }) => text.includes('"u":1000000') || text.includes('"u":999999')).map(({ what }) => what)).toEqual(['frame', 'other']);
  });
});

describe('faults', () => {
  test('A1: a cut of the watched connection: gap at once, everything subscribed again, resumed before the first message, bars repaired, tickers untouched', async () => {
    const { venue, feed, events, has, gaps, resumed, backfills } = await setUp();
    await feed.start();
    feed.watch(['AUSDT', 'BUSDT']);
    await until(() => has('trade', 'AUSDT') && has('trade', 'BUSDT') && backfills('BUSDT').length > 0, 'all delivers');
    const before = Date.now();
    const cutAt = events.length;
    venue.clientOf('orderbook.1.AUSDT')!.socket.terminate();
    await until(() => resumed().length === 2, 'both symbols resumed');
    await until(() => backfills('AUSDT').length > 1 && backfills('BUSDT').length > 1, 'repairs');
    expect(gaps()).toMatchObject([{ symbols: ['AUSDT', 'BUSDT'], streams: ['book-top', 'trade'], cause: 'disconnect' }]);
    expect(gaps()[0]!.lastDataTimeMs).toBeLessThanOrEqual(gaps()[0]!.receivedTimeMs);
    expect(gaps()[0]!.lastDataTimeMs).toBeGreaterThan(before - 2_000);
    expect(resumed().map((event) => event.streams)).toEqual([['book-top', 'trade'], ['book-top', 'trade']]);
    for (const event of resumed()) {
      const next = events.slice(events.indexOf(event) + 1).find((each) => each.kind === 'book-top' || each.kind === 'trade');
      expect(next).toMatchObject({ kind: 'book-top', symbol: event.symbols[0] });
    }
    expect(events.slice(cutAt).some((event) => event.kind === 'gap' && event.streams.includes('ticker'))).toBe(false);
    expect(venue.topics).toEqual(['orderbook.1.AUSDT', 'orderbook.1.BUSDT', 'publicTrade.AUSDT', 'publicTrade.BUSDT', ...SYMBOLS.map((symbol) => `tickers.${symbol}`)].sort());
    assertNoDataInsideGaps(events);
  });

  test('A3: all data stops while pongs go on: every stream is declared blind as stalled, and recovers', async () => {
    const { venue, feed, events, has, gaps, resumed } = await setUp();
    await feed.start();
    feed.watch(['AUSDT']);
    await until(() => has('trade', 'AUSDT') && has('ticker', 'CUSDT'), 'all delivers');
    venue.isSilent = true;
    await until(() => gaps().length >= 2, 'both connections declared blind');
    expect(gaps().map((gap) => gap.cause)).toEqual(['data-stall', 'data-stall']);
    expect(gaps().flatMap((gap) => gap.streams).sort()).toEqual(['book-top', 'ticker', 'trade']);
    await sleep(1_200);
    expect(gaps()).toHaveLength(2);
    venue.isSilent = false;
    await until(() => resumed().flatMap((event) => event.symbols).filter((symbol) => symbol === 'AUSDT').length === 2, 'recovery of both');
    assertNoDataInsideGaps(events);
  });

  test('A4: subscribed and never any data: declared blind without first data', async () => {
    const { venue, feed, gaps } = await setUp();
    venue.isSilent = true;
    await feed.start();
    await until(() => gaps().length > 0, 'the gap');
    expect(gaps()[0]).toMatchObject({ cause: 'no-first-data', streams: ['ticker'], symbols: SYMBOLS });
    await until(() => venue.connects >= 3, 'further attempts');
    expect(gaps()).toHaveLength(1);
  });

  test('A6: one silent symbol is declared blind and subscribed anew alone; the others lose nothing', async () => {
    const { venue, feed, events, has, gaps, resumed } = await setUp();
    await feed.start();
    feed.watch(['AUSDT', 'BUSDT']);
    await until(() => has('trade', 'AUSDT') && has('trade', 'BUSDT'), 'all delivers');
    const sent = venue.requests.length;
    venue.silentSymbols.add('AUSDT');
    await until(() => venue.requests.length >= sent + 2, 'resubscription');
    expect(gaps()).toMatchObject([{ symbols: ['AUSDT'], streams: ['book-top', 'trade'], cause: 'data-stall' }]);
    expect(venue.requests.slice(sent)).toEqual([
      { op: 'unsubscribe', args: ['orderbook.1.AUSDT', 'publicTrade.AUSDT'] }, { op: 'subscribe', args: ['orderbook.1.AUSDT', 'publicTrade.AUSDT'] },
    ]);
    venue.silentSymbols.clear();
    await until(() => resumed().length > 0, 'recovery');
    expect(resumed()).toMatchObject([{ symbols: ['AUSDT'] }]);
    expect(venue.connects).toBe(2);
    assertNoDataInsideGaps(events);
  });

  test.each([true, false])('S1.41: one rejected topic does not lose its batch (the venue names it: %p)', async (namesBadTopic) => {
    const { venue, feed, has, notes, gaps } = await setUp();
    venue.badTopics.add('publicTrade.BUSDT');
    venue.namesBadTopic = namesBadTopic;
    await feed.start();
    feed.watch(['AUSDT', 'BUSDT', 'CUSDT']);
    const rejected = (): FeedNote[] => notes.filter((note) => note.event === 'topic-rejected');
    // Where the venue names none, the bad one is found by halves: the others may deliver before the last half is asked for.
    await until(() => has('trade', 'AUSDT') && has('trade', 'CUSDT') && has('book-top', 'BUSDT') && rejected().length > 0, 'everything else');
    expect(rejected()).toMatchObject([{ topic: 'publicTrade.BUSDT' }]);
    expect(gaps()).toMatchObject([{ symbols: ['BUSDT'], streams: ['trade'], cause: 'no-first-data' }]);
    expect(has('trade', 'BUSDT')).toBe(false);
  });

  test('S1.41: a rejected topic is blind even while its symbol\'s book delivers', async () => {
    const { venue, feed, events, has, resumed } = await setUp();
    venue.badTopics.add('publicTrade.AUSDT');
    await feed.start();
    feed.watch(['AUSDT']);
    await until(() => has('book-top', 'AUSDT'), 'the book');
    await until(() => events.filter((event) => event.kind === 'book-top').length > 20, 'a while of it');
    expect(resumed().some((event) => event.streams.includes('trade'))).toBe(false);
  });

  test('A9: a venue that accepts and closes sees no more connects than the budget of both groups together', async () => {
    const { venue, feed, notes } = await setUp({ budget: { connects: 8, windowMs: 60_000 } });
    const closer = setInterval(() => { for (const { socket } of venue.clients) socket.close(1000); }, 2);
    closers.push(async () => { clearInterval(closer); });
    await feed.start();
    feed.watch(['AUSDT']);
    await until(() => notes.filter((note) => note.event === 'disconnected' && note.cause.includes('connection budget')).length >= 2, 'both groups wait');
    await sleep(300);
    expect(venue.connects).toBe(8);
  });

  test('B1: garbage among data is refused by name and hurts nothing', async () => {
    const { venue, feed, events, has, notes, gaps } = await setUp();
    await feed.start();
    await until(() => has('ticker', 'AUSDT'), 'tickers');
    const { socket } = venue.clientOf('tickers.AUSDT')!;
    for (const text of ['{', 'null', '{"topic":"tickers.AUSDT","type":"delta","ts":1,"data":{}}', '{"topic":"kline.1.AUSDT"}']) socket.send(text);
    socket.send(JSON.stringify({ topic: 'tickers.AUSDT', type: 'delta', ts: Date.now(), data: { symbol: 'AUSDT', lastPrice: '-5', bid1Price: '9' } }));
    const seen = events.length;
    await until(() => events.length > seen + 20, 'data goes on');
    expect(notes.flatMap((note) => (note.event === 'frame-refused' ? [note.cause] : [])))
      .toEqual(['not-json', 'not-an-object', 'implausible-time', 'topic-not-subscribed', 'field rejected: tickers lastPrice']);
    expect(events).toContainEqual(expect.objectContaining({ kind: 'ticker', symbol: 'AUSDT', fields: { bidPrice: 9 } }));
    expect(gaps()).toEqual([]);
  });

  test('B5: a book older than the one shown is not shown; one after a restart of the service (u = 1) is', async () => {
    const { venue, feed, events, has } = await setUp();
    await feed.start();
    feed.watch(['AUSDT']);
    await until(() => has('book-top', 'AUSDT'), 'the book');
    const { socket } = venue.clientOf('orderbook.1.AUSDT')!;
    venue.isSilent = true;
    const book = (u: number, bid: string): string => JSON.stringify({ topic: 'orderbook.1.AUSDT', ts: Date.now(), type: 'snapshot', data: { s: 'AUSDT', b: [[bid, '1']], a: [['20', '1']], u, seq: u } });
    for (const [u, bid] of [[1_000_010, '1.1'], [1_000_009, '2.2'], [1_000_010, '3.3'], [1, '4.4'], [2, '5.5']] as const) socket.send(book(u, bid));
    await until(() => events.some((event) => event.kind === 'book-top' && event.bidPrice === 5.5), 'the last book');
    expect(events.flatMap((event) => (event.kind === 'book-top' && event.askPrice === 20 ? [event.bidPrice] : []))).toEqual([1.1, 3.3, 4.4, 5.5]);
  });
});

describe('listing and delisting while running', () => {
  test('B15: a new listing is found: new universe, its ticker, and its watch if that was asked for', async () => {
    const { venue, feed, events, has } = await setUp();
    feed.watch(['NEWUSDT']);
    await feed.start();
    venue.symbols.push('NEWUSDT');
    await until(() => has('ticker', 'NEWUSDT') && has('trade', 'NEWUSDT'), 'the new symbol');
    const universes = events.filter((event) => event.kind === 'universe');
    expect(universes).toHaveLength(2);
    expect(universes[1]!.instruments.map((each) => each.symbol)).toContain('NEWUSDT');
  });

  test('B14: a delisting leaves the universe and every subscription; the others lose nothing', async () => {
    const { venue, feed, events, has, gaps } = await setUp();
    await feed.start();
    feed.watch(['AUSDT', 'BUSDT']);
    await until(() => has('trade', 'AUSDT') && has('trade', 'BUSDT'), 'all delivers');
    venue.symbols = venue.symbols.filter((symbol) => symbol !== 'AUSDT');
    await until(() => !venue.topics.some((topic) => topic.endsWith('.AUSDT')), 'unsubscribed');
    const universes = events.filter((event) => event.kind === 'universe');
    expect(universes.at(-1)!.instruments.map((each) => each.symbol)).toEqual(['BUSDT', 'CUSDT', '1000PEPEUSDT']);
    expect(new Set(gaps().flatMap((gap) => gap.symbols.map((symbol) => `${symbol} ${gap.cause}`)))).toEqual(new Set(['AUSDT unsubscribed']));
    expect(venue.connects).toBe(2);
  });

  test('B14: a symbol that is delisted and listed again resumes', async () => {
    const { venue, feed, events, has, gaps, resumed } = await setUp();
    await feed.start();
    feed.watch(['AUSDT', 'BUSDT']);
    await until(() => has('trade', 'AUSDT'), 'all delivers');
    venue.symbols = venue.symbols.filter((symbol) => symbol !== 'AUSDT');
    await until(() => gaps().length === 2, 'given up');
    venue.symbols.push('AUSDT');
    await until(() => resumed().length === 2, 'resumed on both connections');
    expect(resumed().flatMap((event) => event.streams).sort()).toEqual(['book-top', 'ticker', 'trade']);
    assertNoDataInsideGaps(events);
  });

  test('B13: a refresh that fails is said and changes nothing', async () => {
    const { venue, feed, events, notes } = await setUp();
    await feed.start();
    venue.isRestDown = true;
    await until(() => notes.some((note) => note.event === 'rest-failed'), 'the note');
    expect(notes.find((note) => note.event === 'rest-failed')).toMatchObject({ path: '/v5/market/instruments-info', cause: expect.stringContaining('HTTP 500 down') as string });
    expect(events.filter((event) => event.kind === 'universe')).toHaveLength(1);
    expect(venue.topics).toHaveLength(4);
  });
});

describe('stopping', () => {
  test('C1: stop leaves no connection open and no event follows', async () => {
    const { venue, feed, events, has } = await setUp();
    await feed.start();
    feed.watch(['AUSDT', 'BUSDT']);
    await until(() => has('trade', 'AUSDT'), 'all delivers');
    await feed.stop();
    const length = events.length;
    const calls = venue.restCalls.length;
    await until(() => venue.clients.size === 0, 'every socket closed');
    feed.watch(['CUSDT']);
    await sleep(300);
    expect(events).toHaveLength(length);
    expect(venue.restCalls).toHaveLength(calls);
    expect(venue.clients.size).toBe(0);
  });

  test('C1: stop during start ends it', async () => {
    const { venue, feed, events } = await setUp();
    venue.isRestDown = true;
    const starting = feed.start();
    await until(() => venue.restCalls.length === 1, 'the first try');
    await feed.stop();
    await expect(starting).rejects.toThrow('Bybit gave no list of instruments');
    expect(venue.connects).toBe(0);
    expect(events).toEqual([]);
  });
});
