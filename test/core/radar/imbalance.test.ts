import fc from 'fast-check';
import { MarketFrame } from '../../../core/market/market-frame';
import { SymbolTable } from '../../../core/market/symbol-table';
import { BookTable } from '../../../core/radar/book-table';
import { ImbalanceDetector } from '../../../core/radar/imbalance';
import { DEFAULT_RADAR, type RadarSettings } from '../../../core/radar/settings';
import { book } from '../../support/market-events';

type Lean = 'bid' | 'ask' | 'none' | 'mild' | 'crumbs' | 'one-sided';

const SETTINGS: RadarSettings = { ...DEFAULT_RADAR, imbalanceUpdates: 6, imbalanceUpdatesHeld: 4, imbalanceHoldMs: 500, imbalanceMinNotionalUsdt: 1_000 };
const QUANTITIES: Record<Lean, readonly [number | undefined, number | undefined]> = {
  bid: [900, 100], ask: [100, 900], none: [500, 500], mild: [820, 180], crumbs: [0.9, 0.1], 'one-sided': [900, undefined],
};

/** The rule in its own words over the whole list of updates, without any ring or count. */
class Definition {
  private votes: (Lean | undefined)[] = [];
  private run: Lean | undefined;
  private sinceMs = 0;
  private spent: Lean | undefined;

  accept(lean: Lean, timeMs: number): { readonly isNew: boolean; readonly side: Lean | undefined } {
    const side = lean === 'bid' || lean === 'ask' ? lean : undefined;
    if (side !== undefined && side !== this.run) {
      this.votes = [];
      this.run = side;
      this.sinceMs = timeMs;
    }
    this.votes.push(side);
    const last = this.votes.slice(-SETTINGS.imbalanceUpdates);
    if (last.filter((vote) => vote !== this.run).length > SETTINGS.imbalanceUpdates - SETTINGS.imbalanceUpdatesHeld) this.run = undefined;
    if (this.run !== this.spent && (lean === 'none' || lean === 'one-sided')) this.spent = undefined;
    const holds = last.length >= SETTINGS.imbalanceUpdates && this.run !== undefined && timeMs - this.sinceMs >= SETTINGS.imbalanceHoldMs;
    const held = holds ? this.run : undefined;
    const isNew = held !== undefined && held !== this.spent;
    this.spent = held ?? this.spent;
    return { isNew, side: held };
  }
}

test('C1.11: for any updates of several symbols the detector fires and holds as the rule says, each symbol for itself', () => {
  const anyLean = fc.oneof({ weight: 9, arbitrary: fc.constant<Lean>('bid') }, { weight: 3, arbitrary: fc.constantFrom<Lean>('ask', 'none', 'mild', 'crumbs', 'one-sided') });
  const anyUpdate = fc.record({ symbol: fc.constantFrom('A', 'A', 'A', 'B'), lean: anyLean, stepMs: fc.integer({ min: 60, max: 200 }), reset: fc.nat(80).map((value) => value === 0) });
  // 0.64 is below the threshold of 0.7 and above the 0.6 at which a side re-arms.
  expect(Math.abs((820 - 180) / 1_000)).toBeCloseTo(0.64, 12);
  fc.assert(fc.property(fc.array(anyUpdate, { minLength: 60, maxLength: 160, size: 'max' }), (updates) => {
    const symbols = new SymbolTable();
    const [detector, books, frame] = [new ImbalanceDetector(SETTINGS), new BookTable(), new MarketFrame()];
    const definitions = new Map([['A', new Definition()], ['B', new Definition()]]);
    let timeMs = 1_000;
    for (const { symbol, lean, stepMs, reset } of updates) {
      timeMs += stepMs;
      if (reset) {
        detector.reset(symbols.idOf(symbol));
        definitions.set(symbol, new Definition());
      }
      const [bidQuantity, askQuantity] = QUANTITIES[lean];
      frame.load(book({ symbol, exchangeTimeMs: timeMs, bidQuantity, askQuantity }), symbols);
      books.set(frame);
      const expected = definitions.get(symbol)!.accept(lean, timeMs);
      expect(detector.accept(frame)).toBe(expected.isNew);
      const { side } = detector.reading(frame.symbolId, books.bookOf(frame.symbolId));
      expect(side).toBe(expected.side && (expected.side === 'bid' ? 'buy' : 'sell'));
    }
  }), { numRuns: 150 });
});
