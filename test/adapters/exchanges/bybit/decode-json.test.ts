import { decodeBybitFrame } from '../../../../adapters/exchanges/bybit/decode-json';
import { fixture } from './fixture';

const RECEIVED = 1_795_176_000_999;
const decode = (frame: string | Buffer) => decodeBybitFrame(frame, RECEIVED);
/** A fixture with its envelope or data changed. */
const changed = (name: string, envelope: object, data?: object): string => {
  const message = JSON.parse(fixture(name)) as { data: object };
  return JSON.stringify({ ...message, ...(data === undefined ? {} : { data: { ...message.data, ...data } }), ...envelope });
};
const reasonOf = (frame: string | Buffer): string => {
  const decoded = decode(frame);
  return decoded.kind === 'refused' ? `${decoded.reason}${decoded.isMalformed ? ' (malformed)' : ''}` : decoded.kind;
};

describe('tickers', () => {
  test('C1.3: a snapshot gives its fields as numbers, with both times', () => {
    expect(decode(fixture('ws_ticker_snapshot'))).toEqual({
      kind: 'events', topic: { channel: 'tickers', symbol: 'TAOUSDT' }, rejectedFields: [], updateId: undefined,
      events: [{
        kind: 'ticker', symbol: 'TAOUSDT', isSnapshot: true, exchangeTimeMs: 1_795_176_000_123, receivedTimeMs: RECEIVED,
        fields: {
          lastPrice: 412.35, highPrice24h: 420, lowPrice24h: 398.1, previousPrice24h: 403.75, turnover24h: 92_555_120.7741,
          bidPrice: 412.34, bidQuantity: 7.21, askPrice: 412.36, askQuantity: 0.9,
        },
      }],
    });
  });

  test('C1.3: a delta holds only what changed: no key for an absent field, so a merge keeps what was known', () => {
    const decoded = decode(fixture('ws_ticker_delta'));
    const event = decoded.kind === 'events' ? decoded.events[0] : undefined;
    expect(event).toMatchObject({ kind: 'ticker', isSnapshot: false });
    expect(Object.keys(event?.kind === 'ticker' ? event.fields : {})).toEqual(['askPrice', 'askQuantity']);
  });

  test('B12: a field that cannot be is dropped and named; the rest of the message stands', () => {
    const decoded = decode(changed('ws_ticker_snapshot', {}, { lastPrice: '-1', bid1Price: 'NaN', ask1Price: '1e999', highPrice24h: '0', turnover24h: '' }));
    expect(decoded).toMatchObject({ kind: 'events', rejectedFields: ['lastPrice', 'highPrice24h', 'bid1Price', 'ask1Price'] });
    const fields = decoded.kind === 'events' && decoded.events[0]?.kind === 'ticker' ? decoded.events[0].fields : {};
    expect(Object.keys(fields)).toEqual(['lowPrice24h', 'previousPrice24h', 'bidQuantity', 'askQuantity']);
  });
});

describe('level 1 of the book', () => {
  test('S1.13: best prices and quantities, on the matching engine\'s time', () => {
    expect(decode(fixture('ws_orderbook_1_snapshot'))).toMatchObject({
      kind: 'events', updateId: 7_200_311,
      events: [{ kind: 'book-top', bidPrice: 412.34, bidQuantity: 7.21, askPrice: 412.36, askQuantity: 0.9, exchangeTimeMs: 1_795_176_000_298 }],
    });
  });

  test('S1.13: without cts the message time stands in', () => {
    expect(decode(changed('ws_orderbook_1_snapshot', { cts: undefined }))).toMatchObject({ events: [{ exchangeTimeMs: 1_795_176_000_301 }] });
  });

  test.each([[[]], [[['0', '1']]], [[['412.34', '0']]], [[['412.34', 'NaN']]], [[['412.34']]], [['x']], [[null]]])(
    'B12: a bid side of %j is no bid, never 0', (b) => {
      const decoded = decode(changed('ws_orderbook_1_snapshot', {}, { b }));
      expect(decoded).toMatchObject({ kind: 'events', events: [{ bidPrice: undefined, bidQuantity: undefined, askPrice: 412.36 }] });
      expect(decoded.kind === 'events' && decoded.rejectedFields.length > 0).toBe(b.length > 0);
    });
});

describe('trades', () => {
  test('C1.2: every trade with the matching time T, the taker side and its id as text', () => {
    expect(decode(fixture('ws_public_trade'))).toMatchObject({
      kind: 'events', rejectedFields: [],
      events: [
        { kind: 'trade', price: 412.36, quantity: 1.2, side: 'buy', tradeId: '2290000001202469355', exchangeTimeMs: 1_795_176_000_409, receivedTimeMs: RECEIVED },
        { kind: 'trade', price: 412.34, quantity: 0.35, side: 'sell', tradeId: '2290000001202469356', exchangeTimeMs: 1_795_176_000_410 },
      ],
    });
  });

  test.each([['p', '0'], ['p', ''], ['p', '1e200'], ['v', '1e200'], ['v', '-2'], ['T', 1_795_176_000], ['S', 'buy'], ['i', ''], ['i', 17_510_687_993_360_001], ['s', 'BTCUSDT']])(
    'B12: a trade whose %s is %j is dropped and named; its neighbour stands', (name, value) => {
      const message = JSON.parse(fixture('ws_public_trade')) as { data: Record<string, unknown>[] };
      message.data[0]![name] = value;
      const decoded = decode(JSON.stringify(message));
      expect(decoded).toMatchObject({ kind: 'events', rejectedFields: [`data[0].${name}`], events: [{ tradeId: '2290000001202469356' }] });
      expect(decoded.kind === 'events' && decoded.events.length).toBe(1);
    });
});

describe('answers', () => {
  test('S1.41: acknowledgement and rejection, with the request and the topic that the message names', () => {
    expect(decode(fixture('ws_subscribe_acknowledged'))).toEqual({ kind: 'acknowledged', op: 'subscribe', requestId: '7' });
    expect(decode(fixture('ws_subscribe_rejected'))).toEqual({
      kind: 'rejected', op: 'subscribe', requestId: '8', message: 'error:handler not found,topic:orderbook.500.TAOUSDT',
      topic: 'orderbook.500.TAOUSDT', isAlreadySubscribed: false,
    });
    expect(decode(fixture('ws_already_subscribed'))).toMatchObject({ kind: 'rejected', requestId: '', topic: 'tickers.TAOUSDT', isAlreadySubscribed: true });
  });

  test('C1.17: the pong of linear (op ping) and of options (op pong)', () => {
    expect([decode(fixture('ws_pong_linear')), decode(fixture('ws_pong_option'))]).toEqual([{ kind: 'pong' }, { kind: 'pong' }]);
  });
});

describe('refusals, each by its name', () => {
  test.each<[string, string | Buffer]>([
    ['not-json (malformed)', ''],
    ['not-json (malformed)', fixture('ws_public_trade').slice(0, 90)],
    ['not-json (malformed)', Buffer.from([0x1f, 0x8b, 0x08, 0x00, 0xff])],
    ['not-an-object (malformed)', '[1,2]'],
    ['not-an-object (malformed)', 'null'],
    ['neither-topic-nor-answer (malformed)', '{"hello":1}'],
    ['neither-topic-nor-answer (malformed)', '{"topic":5}'],
    ['unknown-answer', '{"op":"auth","success":true}'],
    ['unknown-answer', '{"success":true,"conn_id":"a","data":{"failTopics":[],"successTopics":["tickers.BTC-26DEC25-9-C"]},"type":"COMMAND_RESP"}'],
    ['option-payload', '{"topic":"tickers.BTC-26DEC25-90000-C","ts":1795176000000,"type":"snapshot","data":{"symbol":"BTC-26DEC25-90000-C"}}'],
    ['topic-not-subscribed', '{"topic":"kline.1.BTCUSDT","type":"snapshot","ts":1795176000000,"data":[]}'],
    ['book-depth-not-subscribed', '{"topic":"orderbook.50.BTCUSDT","type":"delta","ts":1795176000000,"data":{}}'],
    ['book-delta', changed('ws_orderbook_1_snapshot', { type: 'delta' })],
    ['unknown-type', changed('ws_ticker_snapshot', { type: 'partial' })],
    ['unknown-type', changed('ws_public_trade', { type: 'delta' })],
    ['implausible-time (malformed)', changed('ws_ticker_snapshot', { ts: 1_795_176_000 })],
    ['implausible-time (malformed)', changed('ws_orderbook_1_snapshot', { cts: '' })],
    ['data-not-as-documented (malformed)', changed('ws_ticker_snapshot', { data: [] })],
    ['data-not-as-documented (malformed)', changed('ws_orderbook_1_snapshot', {}, { a: null })],
    ['data-not-as-documented (malformed)', changed('ws_public_trade', { data: {} })],
    ['symbol-not-as-in-topic (malformed)', changed('ws_ticker_snapshot', { topic: 'tickers.BTCUSDT' })],
    ['symbol-not-as-in-topic (malformed)', changed('ws_ticker_snapshot', { topic: 'tickers.<script>' })],
    ['no-valid-trade (malformed)', changed('ws_public_trade', { data: [null, 7, {}] })],
  ])('B1, B3: %s', (reason, frame) => {
    expect(reasonOf(frame)).toBe(reason);
  });

  test('B1: a hostile prototype key neither pollutes nor throws', () => {
    expect(reasonOf('{"__proto__":{"topic":"tickers.TAOUSDT"}}')).toBe('neither-topic-nor-answer (malformed)');
    expect(({} as Record<string, unknown>)['topic']).toBeUndefined();
  });

  test('B2: nesting of a hundred thousand levels is a refusal, not a crash', () => {
    expect(reasonOf(`{"topic":"tickers.TAOUSDT","data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)).toMatch(/malformed|unknown-type/);
  });
});
