import fc from 'fast-check';
import { argumentChars, inBatches, shareOut } from '../../../../adapters/exchanges/bybit/batches';
import type { RejectedRequest } from '../../../../adapters/exchanges/bybit/decode-answer';
import { subscribeFrame } from '../../../../adapters/exchanges/bybit/messages';
import { SubscriptionLedger, type SubscriptionRequest } from '../../../../adapters/exchanges/bybit/subscription-ledger';
import { parseTopic, streamOf, topicOf } from '../../../../adapters/exchanges/bybit/topics';

const symbol = fc.stringMatching(/^[A-Z0-9]{2,14}USDT$/);
const symbols = fc.uniqueArray(symbol, { maxLength: 120 });
const tickerOf = (name: string): string[] => [`tickers.${name}`];

describe('topics', () => {
  test('S1.3, C1.1: the channel names of the requirements map to topics that the venue has', () => {
    expect([topicOf('tickers', 'TAOUSDT'), topicOf('bookticker', 'TAOUSDT'), topicOf('candle.3', 'TAOUSDT')])
      .toEqual(['tickers.TAOUSDT', 'orderbook.1.TAOUSDT', 'publicTrade.TAOUSDT']);
    expect((['tickers', 'bookticker', 'candle.3'] as const).map(streamOf)).toEqual(['ticker', 'book-top', 'trade']);
  });

  test('C1.1: parsing a topic gives back what made it', () => {
    fc.assert(fc.property(fc.constantFrom('tickers', 'bookticker', 'candle.3'), symbol, (channel, name) => {
      expect(parseTopic(topicOf(channel, name))).toEqual({ channel, symbol: name });
    }));
    expect(parseTopic('orderbook.50.BTCUSDT')).toBeUndefined();
  });
});

describe('batches and connections', () => {
  test('S1.41: subscribes in batches of 48, every topic once and in order', () => {
    fc.assert(fc.property(symbols, (names) => {
      const batches = inBatches(names);
      expect(batches.flat()).toEqual(names);
      expect(batches.every((batch) => batch.length > 0 && batch.length <= 48)).toBe(true);
    }));
  });

  test('C1.4: no connection carries more characters than allowed, as they really are on the wire', () => {
    fc.assert(fc.property(symbols, fc.integer({ min: 60, max: 900 }), (names, limit) => {
      for (const share of shareOut([], names, tickerOf, limit)) {
        const sent = (JSON.parse(subscribeFrame('subscribe', '1', share.flatMap(tickerOf))) as { args: string[] }).args;
        expect(JSON.stringify(sent).length).toBeLessThanOrEqual(limit);
      }
    }));
  });

  test('C1.4: a change of the list moves no symbol that stays, and places every symbol once', () => {
    fc.assert(fc.property(symbols, symbols, fc.integer({ min: 60, max: 900 }), (before, after, limit) => {
      const first = shareOut([], before, tickerOf, limit);
      const second = shareOut(first, after, tickerOf, limit);
      expect(second.flat().sort()).toEqual([...after].sort());
      for (const name of after) {
        const old = first.findIndex((share) => share.includes(name));
        if (old !== -1) expect(second[old]).toContain(name);
      }
    }));
  });

  test('C1.4: 600 tickers fit one connection of 21,000 characters, 1,200 need two', () => {
    const names = Array.from({ length: 1_200 }, (_, index) => `1000COIN${index}USDT`);
    expect(shareOut([], names.slice(0, 600), tickerOf)).toHaveLength(1);
    const two = shareOut([], names, tickerOf);
    expect(two).toHaveLength(2);
    expect(two.every((share) => argumentChars(share.flatMap(tickerOf)) <= 21_000)).toBe(true);
  });

  test('C1.4: a topic that fits nowhere is refused by name', () => {
    expect(() => shareOut([], ['ABCDEFUSDT'], tickerOf, 10)).toThrow('topics of symbol "ABCDEFUSDT" need 21 characters: expected at most 8');
  });
});

/** A venue that rejects a whole request for one bad topic or one that it has already, as Bybit does. */
const makeVenue = (bad: ReadonlySet<string>, namesTopic: boolean) => {
  const held = new Set<string>();
  const answer = (request: SubscriptionRequest): RejectedRequest | undefined => {
    const already = request.topics.find((topic) => held.has(topic));
    const culprit = request.topics.find((topic) => bad.has(topic)) ?? already;
    if (request.op === 'unsubscribe') {
      for (const topic of request.topics) held.delete(topic);
      return undefined;
    }
    if (culprit === undefined) {
      for (const topic of request.topics) held.add(topic);
      return undefined;
    }
    const isAlreadySubscribed = !bad.has(culprit);
    return { kind: 'rejected', op: request.op, requestId: request.requestId, message: 'error', topic: namesTopic || isAlreadySubscribed ? culprit : undefined, isAlreadySubscribed };
  };
  return { held, answer };
};

/** Plays requests against the venue until nothing is left to ask; answers how many requests that took. */
const settle = (ledger: SubscriptionLedger, venue: ReturnType<typeof makeVenue>, requests: readonly SubscriptionRequest[]) => {
  const queue = [...requests];
  const rejected: string[] = [];
  let sent = 0;
  for (let request = queue.shift(); request !== undefined; request = queue.shift()) {
    sent += 1;
    if (sent > 5_000) throw new Error('does not end');
    const refusal = venue.answer(request);
    if (refusal === undefined) ledger.acknowledged(request.requestId);
    else {
      const outcome = ledger.rejected(refusal);
      queue.push(...outcome.retry);
      rejected.push(...outcome.rejected);
    }
  }
  return { sent, rejected };
};

describe('subscription ledger', () => {
  test('S1.41: bad topics are named once each and every other topic is subscribed, whether the venue names the culprit or not', () => {
    fc.assert(fc.property(symbols, fc.uniqueArray(fc.nat(119), { maxLength: 8 }), fc.boolean(), (names, badAt, namesTopic) => {
      const topics = names.flatMap((name) => [`orderbook.1.${name}`, `publicTrade.${name}`]);
      const bad = new Set(badAt.map((index) => topics[index % Math.max(1, topics.length)] ?? ''));
      bad.delete('');
      const ledger = new SubscriptionLedger();
      const venue = makeVenue(bad, namesTopic);
      ledger.replace(topics);
      const { rejected } = settle(ledger, venue, ledger.opened());
      expect([...venue.held].sort()).toEqual(topics.filter((topic) => !bad.has(topic)).sort());
      expect(rejected.sort()).toEqual([...bad].sort());
    }));
  });

  test('A1: any series of changes and reconnects ends with exactly the wanted topics held', () => {
    const change = fc.oneof(symbols.map((names) => ({ kind: 'want' as const, names })), fc.constant({ kind: 'reconnect' as const, names: [] }), symbols.map((names) => ({ kind: 'renew' as const, names })));
    fc.assert(fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
      const ledger = new SubscriptionLedger();
      let venue = makeVenue(new Set(), true);
      let wanted: readonly string[] = [];
      settle(ledger, venue, ledger.opened());
      for (const each of changes) {
        if (each.kind === 'want') settle(ledger, venue, ledger.replace(wanted = each.names));
        if (each.kind === 'renew') settle(ledger, venue, ledger.renew(each.names));
        if (each.kind === 'reconnect') {
          ledger.closed();
          venue = makeVenue(new Set(), true);
          settle(ledger, venue, ledger.opened());
        }
        expect([...venue.held].sort()).toEqual([...wanted].sort());
      }
    }), { numRuns: 60 });
  });

  test('S1.41: "already subscribed" counts as subscribed', () => {
    const ledger = new SubscriptionLedger();
    const venue = makeVenue(new Set(), true);
    venue.held.add('tickers.BUSDT');
    ledger.replace(['tickers.AUSDT', 'tickers.BUSDT', 'tickers.CUSDT']);
    expect(settle(ledger, venue, ledger.opened()).rejected).toEqual([]);
    expect([...venue.held].sort()).toEqual(['tickers.AUSDT', 'tickers.BUSDT', 'tickers.CUSDT']);
  });

  test('A12: while the connection is closed nothing is asked for; the next opening asks for all', () => {
    const ledger = new SubscriptionLedger();
    expect(ledger.replace(['a', 'b'])).toEqual([]);
    expect(ledger.renew(['a'])).toEqual([]);
    expect(ledger.opened()).toMatchObject([{ op: 'subscribe', topics: ['a', 'b'] }]);
  });

  test('S1.41: an answer without our request id belongs to the oldest open request', () => {
    const ledger = new SubscriptionLedger();
    ledger.replace(['a', 'b']);
    ledger.opened();
    const outcome = ledger.rejected({ kind: 'rejected', op: 'subscribe', requestId: '', message: 'error', topic: 'b', isAlreadySubscribed: false });
    expect(outcome).toMatchObject({ rejected: ['b'], retry: [{ topics: ['a'] }] });
    expect(ledger.rejected({ kind: 'rejected', op: 'subscribe', requestId: 'stranger', message: 'error', topic: 'a', isAlreadySubscribed: false }))
      .toEqual({ rejected: [], retry: [] });
  });

  test('B14: a topic that was dropped while its request was open is not asked for again', () => {
    const ledger = new SubscriptionLedger();
    ledger.replace(['a', 'b', 'c']);
    const [request] = ledger.opened();
    ledger.replace(['a', 'b']);
    const outcome = ledger.rejected({ kind: 'rejected', op: 'subscribe', requestId: request!.requestId, message: 'error', topic: 'b', isAlreadySubscribed: false });
    expect(outcome.retry).toMatchObject([{ topics: ['a'] }]);
  });
});
