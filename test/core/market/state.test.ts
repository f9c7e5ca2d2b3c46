import { deserialize, serialize } from 'node:v8';
import fc from 'fast-check';
import { MarketFrame } from '../../../core/market/market-frame';
import { SeenTrades } from '../../../core/market/seen-trades';
import { restoreState, type State, stateOf } from '../../../core/market/state';
import { SymbolTable } from '../../../core/market/symbol-table';
import { VenueClock } from '../../../core/market/venue-clock';
import { trade } from '../../support/market-events';

/** One of every kind of field. */
class Sample {
  count = 0;
  name = '';
  last: number | undefined;
  readonly column = new Float64Array(2);
  ring = new Int32Array(1);
  readonly byName = new Map<string, number>();
  readonly members = new Set<string>();
  rows: { readonly timeMs: number; readonly isOpen: boolean }[] = [];
  readonly clock = new VenueClock();

  constructor(readonly settings = { limit: 1 }, readonly nameOf = (): string => 'x') {}
}

const used = (): Sample => {
  const sample = new Sample({ limit: 7 });
  Object.assign(sample, { count: 3, name: 'n', last: 0.5, ring: Int32Array.of(1, 2, 3), rows: [{ timeMs: 5, isOpen: true }] });
  sample.column.set([1.5, 2]);
  sample.byName.set('a', 1).set('b', 2);
  sample.members.add('m');
  sample.clock.sample(1_000, 1_020);
  return sample;
};

describe('state', () => {
  test('a fresh object with the state of another goes on as that one, with what it was made with', () => {
    const before = used();
    const after = new Sample();
    restoreState(after, structuredClone(stateOf(before)));
    expect({ ...after, nameOf: 0, settings: 0 }).toEqual({ ...before, nameOf: 0, settings: 0 });
    expect(after.settings.limit).toBe(1);
    expect(after.clock.nowMs(2_000)).toBe(1_980);
  });

  test('restoring copies: what becomes of one does not touch the other', () => {
    const before = used();
    const after = new Sample();
    restoreState(after, stateOf(before));
    before.column[0] = before.ring[0] = 9;
    before.rows.push({ timeMs: 6, isOpen: false });
    before.byName.set('c', 3);
    expect([after.column[0], after.ring[0], after.rows.length, after.byName.size]).toEqual([1.5, 1, 1, 2]);
  });

  test('equal objects give equal bytes, however their numbers came about', () => {
    const [whole, computed] = [used(), used()];
    whole.last = 2;
    computed.last = 2.5;
    computed.last -= 0.5;
    expect(serialize(stateOf(computed)).equals(serialize(stateOf(whole)))).toBe(true);
  });

  test('the state of another version is refused, naming the field and the class', () => {
    expect(() => restoreState(new VenueClock(), {})).toThrow('state has no figures, expected one of VenueClock');
  });

  test('B8: seen trades cut anywhere go on as if they had not been', () => {
    const anyTrade = fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 6 }));
    const frame = new MarketFrame();
    const play = (seen: SeenTrades, trades: readonly (readonly [number, number])[]): boolean[] =>
      trades.map(([id, exchangeTimeMs]) => seen.add(frame.load(trade({ tradeId: String(id), exchangeTimeMs }), new SymbolTable()), 0));
    fc.assert(fc.property(fc.array(anyTrade, { maxLength: 100 }), fc.nat(100), (trades, cut) => {
      const [whole, first, second] = [new SeenTrades(20), new SeenTrades(20), new SeenTrades(20)];
      const answers = play(first, trades.slice(0, cut));
      restoreState(second, deserialize(serialize(stateOf(first))) as State);
      expect([...answers, ...play(second, trades.slice(cut))]).toEqual(play(whole, trades));
    }));
  });
});
