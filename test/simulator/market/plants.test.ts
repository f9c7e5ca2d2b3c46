import type { BookTopEvent } from '../../../core/market/events';
import { makeMarket, type SimulatedMarket } from '../../../simulator/market/market';
import type { LedgerEntry } from '../../../simulator/market/plants/plant';

const START_MS = Date.UTC(2026, 5, 1, 12, 0, 0);
const RUN_MS = 1_700_000;
const BAR_MS = 3_000;

interface Bar { close: number; open: number; volume: number; trades: number }

/** Bars by plain arithmetic over the tape: the test's own view, sharing nothing with the market's. */
class Tape {
  readonly bars = new Map<number, Bar>();

  add(timeMs: number, price: number, quantity: number): void {
    const start = Math.floor(timeMs / BAR_MS) * BAR_MS;
    const bar = this.bars.get(start) ?? { open: price, close: price, volume: 0, trades: 0 };
    this.bars.set(start, { open: bar.open, close: price, volume: bar.volume + quantity, trades: bar.trades + 1 });
  }

  at(startMs: number): Bar {
    for (let start = startMs; start >= START_MS; start -= BAR_MS) {
      const bar = this.bars.get(start);
      if (bar) return start === startMs ? bar : { open: bar.close, close: bar.close, volume: 0, trades: 0 };
    }
    return { open: NaN, close: NaN, volume: 0, trades: 0 };
  }

  /** Bollinger(20, 2) width, (upper - lower) / middle, at the bar that starts at `startMs`. */
  width(startMs: number): number {
    const closes = Array.from({ length: 20 }, (_, back) => this.at(startMs - back * BAR_MS).close);
    const middle = closes.reduce((sum, close) => sum + close, 0) / 20;
    return (4 * Math.sqrt(closes.reduce((sum, close) => sum + (close - middle) ** 2, 0) / 20)) / middle;
  }
}

describe('planted patterns', () => {
  const options = { seed: 5, startTimeMs: START_MS, symbolCount: 160, bookDensity: 0.1, plants: { meanIntervalMs: 25_000 }, tickerEverySeconds: 60 };
  const market: SimulatedMarket = makeMarket(options);
  /** The same market run ahead, unwatched: its ledger says whom to watch. */
  const scout = makeMarket(options);
  const tapes = new Map<string, Tape>();
  const books = new Map<string, BookTopEvent[]>();
  let done: readonly LedgerEntry[] = [];
  let eligibleAtStart: readonly string[] = [];

  beforeAll(() => {
    eligibleAtStart = market.eligible();
    scout.run(START_MS + RUN_MS, () => undefined);
    market.setActive(scout.ledger().map(({ symbol }) => symbol));
    market.run(START_MS + RUN_MS, (event) => {
      if (event.kind === 'trade') {
        const tape = tapes.get(event.symbol) ?? new Tape();
        tapes.set(event.symbol, tape);
        tape.add(event.exchangeTimeMs, event.price, event.quantity);
      }
      if (event.kind === 'book-top') {
        const list = books.get(event.symbol) ?? [];
        books.set(event.symbol, list);
        list.push(event);
      }
    });
    done = market.ledger().filter(({ endMs }) => endMs + 300_000 < START_MS + RUN_MS);
  });

  const ofKind = (kind: LedgerEntry['kind']): readonly LedgerEntry[] => done.filter((entry) => entry.kind === kind);

  test('all three kinds are planted, none before its time, each symbol is left alone afterwards', () => {
    const kinds = new Set(done.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(['ob_imbalance', 'squeeze_release', 'volume_surge']);
    expect(new Set(done.map(({ id }) => id)).size).toBe(done.length);
    for (const entry of done) {
      expect(entry.armedFromMs).toBeGreaterThanOrEqual(START_MS + 450_000);
      expect(entry.onsetMs).toBeGreaterThanOrEqual(entry.armedFromMs);
      expect(entry.endMs).toBeGreaterThan(entry.onsetMs);
      const next = done.find((other) => other.symbol === entry.symbol && other.armedFromMs > entry.armedFromMs);
      if (next) expect(next.armedFromMs - entry.endMs).toBeGreaterThanOrEqual(600_000);
    }
    expect(done.filter(({ symbol }) => eligibleAtStart.includes(symbol)).length).toBeGreaterThan(done.length / 2);
  });

  test('the market that was planted on plants the same whether or not anyone watches', () => {
    expect(scout.ledger().length).toBeGreaterThan(10);
    expect(market.ledger()).toEqual(scout.ledger());
  });

  test('a squeeze holds its band at 5 % of the earlier maximum or less for 90 s, at 2 ticks or more, with trades in every bar', () => {
    expect(ofKind('squeeze_release').length).toBeGreaterThan(5);
    for (const { symbol, armedFromMs, onsetMs } of ofKind('squeeze_release')) {
      const tape = tapes.get(symbol)!;
      expect(onsetMs - armedFromMs).toBeGreaterThanOrEqual(90_000);
      let earlier = 0;
      for (let at = Math.max(START_MS + 60_000, armedFromMs - 3_600_000); at < armedFromMs - 60_000; at += BAR_MS) earlier = Math.max(earlier, tape.width(at));
      const tick = market.instruments().find((instrument) => instrument.symbol === symbol)!.tickSize;
      for (let at = armedFromMs; at + BAR_MS <= onsetMs; at += BAR_MS) {
        expect(tape.width(at) / earlier).toBeLessThanOrEqual(0.05);
        expect((tape.width(at) * tape.at(at).close) / tick).toBeGreaterThanOrEqual(2);
        expect(tape.at(at).trades).toBeGreaterThan(0);
      }
    }
  });

  test('a release goes the way the ledger says and widens the band at once', () => {
    const strayed = ofKind('squeeze_release').filter(({ symbol, side, onsetMs, endMs }) => {
      const tape = tapes.get(symbol)!;
      expect(tape.width(onsetMs + 4 * BAR_MS)).toBeGreaterThan(1.25 * tape.width(onsetMs - BAR_MS));
      return Math.sign(tape.at(endMs - BAR_MS).close / tape.at(onsetMs - BAR_MS).close - 1) !== (side === 'buy' ? 1 : -1);
    });
    expect(strayed).toEqual([]);
  });

  test('an imbalance keeps |imbalance| at 0.8 or more with 50,000 USDT at the heavy side, seen in at least 20 updates', () => {
    expect(ofKind('ob_imbalance').length).toBeGreaterThan(5);
    for (const { symbol, side, onsetMs, endMs } of ofKind('ob_imbalance')) {
      expect(endMs - onsetMs).toBeGreaterThanOrEqual(5_000);
      expect(endMs - onsetMs).toBeLessThanOrEqual(15_000);
      const during = books.get(symbol)!.filter(({ exchangeTimeMs }) => exchangeTimeMs >= onsetMs && exchangeTimeMs < endMs);
      expect(during.length).toBeGreaterThanOrEqual(20);
      const strengths = during.map(({ bidQuantity, askQuantity }) => (bidQuantity! - askQuantity!) / (bidQuantity! + askQuantity!));
      const notionals = during.map((book) => (side === 'buy' ? book.bidPrice! * book.bidQuantity! : book.askPrice! * book.askQuantity!));
      expect(Math.min(...strengths.map((strength) => (side === 'buy' ? strength : -strength)))).toBeGreaterThanOrEqual(0.8);
      expect(Math.min(...notionals)).toBeGreaterThanOrEqual(50_000);
    }
  });

  test('a surge trades at least 5 times the mean of the 100 bars before, in its direction', () => {
    expect(ofKind('volume_surge').length).toBeGreaterThan(5);
    for (const { symbol, side, onsetMs, endMs } of ofKind('volume_surge')) {
      const tape = tapes.get(symbol)!;
      expect((endMs - onsetMs) / BAR_MS).toBeLessThanOrEqual(3);
      for (let at = onsetMs; at < endMs; at += BAR_MS) {
        const before = Array.from({ length: 100 }, (_, back) => tape.at(at - (back + 1) * BAR_MS).volume);
        expect(tape.at(at).volume / (before.reduce((sum, volume) => sum + volume, 0) / 100)).toBeGreaterThanOrEqual(5);
      }
      expect(Math.sign(tape.at(endMs - BAR_MS).close / tape.at(onsetMs - BAR_MS).close - 1)).toBe(side === 'buy' ? 1 : -1);
    }
  });

  test('follow-through is neither always nor never, and shows in the four minutes after a release', () => {
    expect(new Set(done.map(({ followThrough }) => followThrough)).size).toBe(2);
    const after = ofKind('squeeze_release').map(({ symbol, side, endMs, followThrough }) => {
      const tape = tapes.get(symbol)!;
      const move = tape.at(endMs + 240_000).close / tape.at(endMs - BAR_MS).close - 1;
      return { wentOn: (side === 'buy' ? move : -move) > 0, followThrough };
    });
    expect(after.filter(({ wentOn, followThrough }) => wentOn === followThrough).length).toBeGreaterThan(after.length * 0.7);
  });

  test('without plants there is no ledger and the rest of the market is the same', () => {
    const [planted, still] = [true, false].map((plants) => makeMarket({ seed: 5, startTimeMs: START_MS, symbolCount: 60, plants }));
    const until = START_MS + 440_000;
    expect(still!.advance(until).length).toBeGreaterThan(0);
    planted!.advance(until);
    expect(still!.ledger()).toEqual([]);
    for (const { symbol } of still!.specs) expect(still!.summary(symbol)).toEqual(planted!.summary(symbol));
  });
});
