import fc from 'fast-check';
import { Repetitions } from '../../../../adapters/exchanges/binance/repetitions';
import { shareSymbols } from '../../../../adapters/exchanges/binance/share-symbols';
import { SnapshotQueue, snapshotWorkers } from '../../../../adapters/exchanges/binance/snapshot-queue';
import { StreamLedger } from '../../../../adapters/exchanges/binance/stream-ledger';
import { parseStream, streamOf, urlOf } from '../../../../adapters/exchanges/binance/streams';
import type { BookSnapshotEvent } from '../../../../core/market/depth-events';
import { MarketFrame } from '../../../../core/market/market-frame';
import { SymbolTable } from '../../../../core/market/symbol-table';
import { bookSnapshot, depthFrame } from '../../../support/depth-events';
import { trade } from '../../../support/market-events';

describe('streams', () => {
  test('names are lower case behind which the market’s own suffix stands, and are taken apart again', () => {
    expect([streamOf('spot', 'trade', 'BTCUSDT'), streamOf('usdm', 'trade', 'BTCUSDT'), streamOf('spot', 'depth', 'BTCUSDT')]).toEqual(['btcusdt@trade', 'btcusdt@aggTrade', 'btcusdt@depth20@100ms']);
    expect(parseStream('btcusdt@depth20@100ms')).toMatchObject({ symbol: 'BTCUSDT', name: 'depth20@100ms', depthKind: 'depth' });
    expect(['btcusdt@depth', 'btcusdt@depth@0ms', 'btcusdt@depth5', 'btcusdt@rpiDepth@500ms', '!miniTicker@arr'].map((name) => parseStream(name).depthKind)).toEqual(['diff', 'diff', 'depth', undefined, undefined]);
    expect([parseStream('!miniTicker@arr').symbol, parseStream('@x').symbol]).toEqual([undefined, undefined]);
  });

  test('a trailing slash of the address does not double', () => {
    expect([urlOf('wss://a:443/', 'spot', 'diff'), urlOf('wss://a', 'usdm', 'trade')]).toEqual(['wss://a:443/stream', 'wss://a/market/stream']);
  });
});

describe('StreamLedger', () => {
  test('asks for the difference, drops first, and repeats nothing', () => {
    const ledger = new StreamLedger();
    ledger.replace(['a', 'b']);
    expect([ledger.isSettled, ledger.next()]).toEqual([false, { method: 'SUBSCRIBE', id: 1, streams: ['a', 'b'] }]);
    expect(ledger.isSettled).toBe(false);
    ledger.acknowledged(1);
    expect([ledger.isSettled, ledger.next()]).toEqual([true, undefined]);
    ledger.replace(['b', 'c']);
    expect([ledger.next(), ledger.next(), ledger.next()]).toEqual([{ method: 'UNSUBSCRIBE', id: 2, streams: ['a'] }, { method: 'SUBSCRIBE', id: 3, streams: ['c'] }, undefined]);
  });

  test('a stream that fell silent is dropped and asked for anew', () => {
    const ledger = new StreamLedger();
    ledger.replace(['a', 'b']);
    ledger.next();
    ledger.renew(['a', 'unknown']);
    expect([ledger.next(), ledger.next(), ledger.next()]).toMatchObject([{ method: 'UNSUBSCRIBE', streams: ['a'] }, { method: 'SUBSCRIBE', streams: ['a'] }, undefined]);
  });

  test('what is refused is not asked for again before it is pardoned; an answer to nothing changes nothing', () => {
    const ledger = new StreamLedger();
    ledger.replace(['a']);
    ledger.next();
    expect([ledger.rejected(9), ledger.rejected(undefined), ledger.rejected(1), ledger.next(), ledger.isSettled]).toEqual([[], [], ['a'], undefined, true]);
    ledger.pardon();
    expect(ledger.next()).toMatchObject({ method: 'SUBSCRIBE', streams: ['a'] });
  });

  test('whatever is wanted, renewed and refused in between, in the end exactly that is held which is wanted', () => {
    const anyStep = fc.oneof(fc.record({ want: fc.uniqueArray(fc.integer({ min: 0, max: 30 })) }), fc.record({ renew: fc.integer({ min: 0, max: 30 }) }), fc.constant({ send: true as const }), fc.constant({ reopen: true as const }));
    fc.assert(fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
      const ledger = new StreamLedger();
      const held = new Set<string>();
      let wanted: string[] = [];
      const send = (): boolean => {
        const request = ledger.next();
        for (const stream of request?.streams ?? []) {
          expect(held.has(stream)).toBe(request?.method === 'UNSUBSCRIBE');
          if (request?.method === 'UNSUBSCRIBE') held.delete(stream);
          else held.add(stream);
        }
        if (request !== undefined) ledger.acknowledged(request.id);
        return request !== undefined;
      };
      for (const step of steps) {
        if ('want' in step) ledger.replace(wanted = step.want.map(String));
        else if ('renew' in step) ledger.renew([String(step.renew)]);
        else if ('send' in step) send();
        else {
          held.clear();
          ledger.opened();
        }
      }
      while (send());
      expect([...held].sort()).toEqual([...wanted].sort());
      expect(ledger.isSettled).toBe(true);
    }));
  });
});

describe('shareSymbols', () => {
  test('S2.4: new symbols go to the connection with the fewest; who stays does not move; none has more than it may', () => {
    const anyList = fc.uniqueArray(fc.integer({ min: 0, max: 60 }).map((number) => `S${number}`));
    fc.assert(fc.property(fc.array(anyList, { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 4, max: 20 }), (lists, connections, most) => {
      let plan: string[][] = [];
      for (const wanted of lists) {
        const next = shareSymbols(plan, wanted, connections, most);
        expect(next.flat().sort()).toEqual([...wanted].sort());
        expect(Math.max(...next.map(({ length }) => length))).toBeLessThanOrEqual(most);
        for (const [index, symbols] of plan.entries()) for (const symbol of symbols) if (wanted.includes(symbol)) expect(next[index]).toContain(symbol);
        plan = next;
      }
    }));
    expect(shareSymbols([], ['a', 'b', 'c', 'd', 'e', 'f'], 5, 200).map(({ length }) => length)).toEqual([2, 1, 1, 1, 1]);
  });
});

describe('Repetitions', () => {
  const diff = (lastUpdateId: number, firstUpdateId = lastUpdateId) => depthFrame({ firstUpdateId, lastUpdateId });
  const best = (lastUpdateId: number) => depthFrame({ kind: 'depth', lastUpdateId });

  test('changes are shown once; best levels may repeat themselves but not go back', () => {
    const diffs = new Repetitions();
    expect([diff(5), diff(5), diff(4), diff(6)].map((frame) => diffs.isOld(frame))).toEqual([false, true, true, false]);
    const depths = new Repetitions();
    expect([best(5), best(5), best(4), best(6)].map((frame) => depths.isOld(frame))).toEqual([false, false, true, false]);
    depths.forget(0);
    expect(depths.isOld(best(1))).toBe(false);
  });

  test('changes that begin behind the last ones leave a gap, by either recipe; before the first there is nothing to follow', () => {
    const repetitions = new Repetitions();
    expect(repetitions.leavesGap(diff(5))).toBe(true);
    repetitions.isOld(diff(5));
    expect([diff(6), diff(8, 7), depthFrame({ previousUpdateId: 5, firstUpdateId: 90, lastUpdateId: 99 }), best(9)].map((frame) => repetitions.leavesGap(frame))).toEqual([false, true, false, false]);
  });

  test('B8, A11: a trade is shown once even where the connections are ahead of each other', () => {
    const symbols = new SymbolTable();
    const frame = new MarketFrame();
    const repetitions = new Repetitions();
    const isOld = (id: number): boolean => repetitions.isOldTrade(frame.load(trade({ exchangeTimeMs: 1_000 + id, tradeId: String(id) }), symbols));
    expect([1, 3, 2, 3, 2, 1, 4].map(isOld)).toEqual([false, false, false, true, true, true, false]);
  });
});

describe('SnapshotQueue', () => {
  const setUp = () => {
    const calls: { symbol: string; answer: (snapshot: BookSnapshotEvent) => void; fail: (error: Error) => void }[] = [];
    const shown: string[] = [];
    const failures: string[] = [];
    const unwanted = new Set<string>();
    const queue = new SnapshotQueue({
      fetch: (symbol) => new Promise((answer, fail) => { calls.push({ symbol, answer, fail }); }),
      onSnapshot: ({ symbol }) => { shown.push(symbol); }, onFailure: (cause) => { failures.push(cause); }, isWanted: (symbol) => !unwanted.has(symbol), random: () => 0,
    });
    const settle = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 20); });
    const answer = async (index: number): Promise<void> => {
      const call = calls[index];
      call?.answer({ ...bookSnapshot(1), symbol: call.symbol });
      await settle();
    };
    return { queue, calls, shown, failures, unwanted, settle, answer };
  };

  test('S2.8: one to three fetch at once, by how many wait', () => {
    expect([1, 2, 3, 10, 11, 250].map(snapshotWorkers)).toEqual([1, 1, 2, 2, 3, 3]);
    const { queue, calls } = setUp();
    for (let count = 0; count < 20; count += 1) queue.request(`S${count}`);
    expect([calls.length, queue.size]).toEqual([3, 20]);
    queue.stop();
  });

  test('a symbol is fetched once at a time, however often it is asked for', async () => {
    const { queue, calls, shown, answer } = setUp();
    for (const symbol of ['A', 'A', 'B', 'A']) queue.request(symbol);
    await answer(0);
    await answer(1);
    expect([calls.map(({ symbol }) => symbol), shown, queue.size]).toEqual([['A', 'B'], ['A', 'B'], 0]);
  });

  test('a failure is told and tried again for as long as the book is wanted', async () => {
    const { queue, calls, failures, settle, unwanted } = setUp();
    queue.request('A');
    calls[0]?.fail(new Error('down'));
    await settle();
    expect([failures, calls.length]).toEqual([['down'], 2]);
    unwanted.add('A');
    calls[1]?.fail(new Error('down'));
    await settle();
    expect([calls.length, queue.size]).toEqual([2, 0]);
  });

  test('nothing is shown of a book that is wanted no more, or after the end', async () => {
    const { queue, shown, unwanted, answer } = setUp();
    queue.request('A');
    unwanted.add('A');
    await answer(0);
    queue.request('B');
    queue.stop();
    await answer(1);
    queue.request('C');
    expect([shown, queue.size]).toEqual([[], 0]);
  });
});
