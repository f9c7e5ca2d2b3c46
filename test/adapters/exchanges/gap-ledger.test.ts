import fc from 'fast-check';
import { GapLedger } from '../../../adapters/exchanges/gap-ledger';
import type { GapEvent, ResumedEvent, Stream } from '../../../core/market/events';

const symbol = fc.constantFrom('AUSDT', 'BUSDT', 'CUSDT');
const streams = fc.constantFrom<readonly Stream[]>(['book-top', 'trade'], ['trade'], ['book-top'], ['ticker']);
const step = fc.oneof(
  fc.record({ kind: fc.constant('lose' as const), symbols: fc.uniqueArray(symbol, { minLength: 1 }), streams }),
  fc.record({ kind: fc.constant('see' as const), symbol, streams }),
);

describe('gap ledger', () => {
  test('A1: per symbol and stream, gap and resumed strictly take turns, beginning with a gap', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const ledger = new GapLedger();
      const isBlind = new Map<string, boolean>();
      const apply = (event: GapEvent | ResumedEvent): void => {
        for (const name of event.symbols) {
          for (const stream of event.streams) {
            const key = `${name}|${stream}`;
            expect(isBlind.get(key) ?? false).toBe(event.kind === 'resumed');
            isBlind.set(key, event.kind === 'gap');
          }
        }
      };
      for (const [index, each] of steps.entries()) {
        if (each.kind === 'lose') ledger.lose(each.symbols, each.streams, 'disconnect', index, index).forEach(apply);
        else {
          const back = ledger.see(each.symbol, each.streams, index);
          if (back !== undefined) apply(back.event);
          for (const stream of each.streams) expect(isBlind.get(`${each.symbol}|${stream}`) ?? false).toBe(false);
        }
      }
    }));
  });

  test('A1: one loss of a connection is one event for all of its symbols', () => {
    const gaps = new GapLedger().lose(['AUSDT', 'BUSDT'], ['book-top', 'trade'], 'pong-timeout', 900, 1_000);
    expect(gaps).toEqual([{
      kind: 'gap', symbols: ['AUSDT', 'BUSDT'], streams: ['book-top', 'trade'], cause: 'pong-timeout', lastDataTimeMs: 900,
      exchangeTimeMs: 1_000, receivedTimeMs: 1_000,
    }]);
  });

  test('A1: a resumption knows since when it was blind, over several losses the first', () => {
    const ledger = new GapLedger();
    ledger.lose(['AUSDT'], ['trade'], 'disconnect', 900, 1_000);
    ledger.lose(['AUSDT'], ['trade'], 'no-first-data', 5_000, 6_000);
    expect(ledger.see('AUSDT', ['book-top', 'trade'], 7_000)).toMatchObject({ blindSinceMs: 900, event: { streams: ['trade'] } });
    expect(ledger.isClear).toBe(true);
  });
});
