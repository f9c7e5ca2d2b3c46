import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { BinanceDecoder } from '../../../../adapters/exchanges/binance/decode';
import { readSnapshot } from '../../../../adapters/exchanges/binance/rest';
import type { BookSnapshotEvent, PriceLevel } from '../../../../core/market/depth-events';
import { LocalBook, type BookRecipe, type DiffAnswer } from '../../../../core/market/local-book';
import type { BookSide } from '../../../../core/market/order-book';
import { SymbolTable } from '../../../../core/market/symbol-table';
import { Random } from '../../../../simulator/market/random';

const FOLDER = resolve(__dirname, '../../../../../shared/captures');
const describeWithCaptures = existsSync(FOLDER) ? describe : describe.skip;

const textOf = (file: string): string => gunzipSync(readFileSync(resolve(FOLDER, file))).toString('utf8');

/** The frames of a recording; what a line begins with is its receive time. */
const framesOf = (file: string): string[] => textOf(file).split('\n').filter((line) => line.includes('{')).map((line) => line.slice(line.indexOf('{')));

const snapshotOf = (text: string, symbol: string): BookSnapshotEvent => readSnapshot(JSON.parse(text), symbol, 0);

/** Snapshots of a recording of REST answers, each with the symbol of its address. */
const restSnapshots = (file: string): BookSnapshotEvent[] =>
  textOf(file).split('\n').filter((line) => line.includes('lastUpdateId')).map((line) => snapshotOf(line.slice(line.indexOf('{')), /symbol=([A-Z0-9]+)/.exec(line)?.[1] ?? ''));

interface Top {
  readonly u: number;
  readonly s: string;
  readonly b: string;
  readonly B: string;
  readonly a: string;
  readonly A: string;
}

interface OurTop {
  readonly id: number;
  readonly top: string;
}

/** The books of a recording, each kept from its diffs as a live feed's would be. */
class Books {
  readonly answers: Record<string, Partial<Record<DiffAnswer, number>>> = {};
  /** Tops of books by the venue that ours equalled, and those that it did not. */
  topsEqual = 0;
  readonly topsDifferent: string[] = [];
  rangesRunOut = 0;
  private readonly symbols = new SymbolTable();
  private readonly decoder: BinanceDecoder;
  /** By symbol, since the last diff. */
  private readonly tops = new Map<string, Top[]>();
  /** By symbol, as of the last diff. */
  private readonly ours = new Map<string, OurTop>();
  private readonly books = new Map<string, LocalBook>();

  constructor(private readonly recipe: BookRecipe) {
    this.decoder = new BinanceDecoder(this.symbols, { venue: recipe === 'spot' ? 'binance' : 'binance-usdm', takesUnlistedSymbols: true });
  }

  of(symbol: string): LocalBook {
    const known = this.books.get(symbol);
    if (known !== undefined) return known;
    const book = new LocalBook(this.recipe);
    this.books.set(symbol, book);
    return book;
  }

  frame(text: string): void {
    if (text.includes('@bookTicker"')) {
      const { data } = JSON.parse(text) as { data: Top };
      const tops = this.tops.get(data.s) ?? [];
      this.tops.set(data.s, tops);
      tops.push(data);
      return;
    }
    if (this.decoder.decode(Buffer.from(text), 1).kind !== 'depth') return;
    const symbol = this.symbols.nameOf(this.decoder.depth.symbolId);
    const book = this.of(symbol);
    const answer = book.acceptDiff(this.decoder.depth);
    const counts = (this.answers[symbol] ??= {});
    counts[answer] = (counts[answer] ?? 0) + 1;
    if (book.isLive && book.book.isCrossed) throw new Error(`crossed at ${book.lastUpdateId}`);
    if (book.isLive) this.compareTop(symbol, book);
    if (book.isLive && book.wantsSnapshot) this.answerSnapshot(book, symbol);
  }

  /** A recording has no second snapshot: where prices run out of the first one's range, what the diffs have shown since stands in. */
  private answerSnapshot(book: LocalBook, symbol: string): void {
    book.acceptSnapshot(wholeSnapshot(book, symbol));
    this.rangesRunOut += 1;
  }

  /**
   * Best prices and quantities by the venue at our book's id are those of their last change up to it. Compared a diff later, since the two streams
   * overtake each other.
   */
  private compareTop(symbol: string, { book, lastUpdateId = 0 }: LocalBook): void {
    const before = this.ours.get(symbol);
    if (before !== undefined) this.compare(before, this.tops.get(symbol) ?? []);
    this.ours.set(symbol, { id: lastUpdateId, top: [book.bids.bestPrice, book.bids.bestQuantity, book.asks.bestPrice, book.asks.bestQuantity].join() });
  }

  private compare({ id, top }: OurTop, tops: Top[]): void {
    const count = tops.findIndex(({ u }) => u > id);
    const [last] = tops.splice(0, count === -1 ? tops.length : count).slice(-1);
    if (last === undefined) return;
    const theirs = [last.b, last.B, last.a, last.A].map(Number).join();
    if (top === theirs) this.topsEqual += 1;
    else this.topsDifferent.push(`${id}: ${top} for ${theirs} at ${last.u}`);
  }
}

const levelsOf = (side: BookSide, count: number): PriceLevel[] => {
  const levels: PriceLevel[] = [];
  side.forEachLevel((price, quantity, rank) => rank < count && levels.push([price, quantity]) > 0);
  return levels;
};

const wholeSnapshot = ({ book: { bids, asks }, lastUpdateId = Number.NaN }: LocalBook, symbol = 'BTCUSDT'): BookSnapshotEvent =>
  ({ kind: 'book-snapshot', symbol, lastUpdateId, bids: levelsOf(bids, 20_000), asks: levelsOf(asks, 20_000), exchangeTimeMs: 0, receivedTimeMs: 0 });

/** The range that a side of a snapshot knows. */
const isWithin = (price: number, levels: readonly PriceLevel[]): boolean => {
  const [best, worst] = [levels[0]?.[0] ?? 0, levels.at(-1)?.[0] ?? 0];
  return price >= Math.min(best, worst) && price <= Math.max(best, worst);
};

interface Diff {
  readonly s: string;
  readonly U: number;
  readonly u: number;
  readonly b: readonly (readonly [string, string])[];
  readonly a: readonly (readonly [string, string])[];
}

/** Levels of one side by the last diff that touched them, of those that end before a snapshot; none that a later diff may have changed before it too. */
const changedBefore = (frames: readonly string[], { symbol, lastUpdateId }: BookSnapshotEvent, side: 'a' | 'b'): Map<number, number> => {
  const diffs = frames.filter((frame) => frame.includes('@depth')).map((frame) => (JSON.parse(frame) as { data: Diff }).data).filter(({ s }) => s === symbol);
  const changed = new Map(diffs.filter(({ u }) => u <= lastUpdateId).flatMap((diff) => diff[side].map(([price, quantity]) => [Number(price), Number(quantity)] as const)));
  for (const diff of diffs) if (diff.U <= lastUpdateId && diff.u > lastUpdateId) for (const [price] of diff[side]) changed.delete(Number(price));
  return changed;
};

describeWithCaptures(existsSync(FOLDER) ? 'recorded books of Binance' : 'skipped: captures not present (recorded books of Binance)', () => {
  test.each([
    ['binance_spot_btcusdt_20240808', 'spot', 'BTCUSDT', 3_451, 2_800],
    ['binance_spot_ethusdt_20240808', 'spot', 'ETHUSDT', 3_434, 2_600],
    ['binance_usdm_btcusdt_20240808', 'usdm', 'BTCUSDT', 6_551, 5_600],
    ['binance_usdm_btcusdt_20230404', 'usdm', 'BTCUSDT', 4_322, 1_900],
  ] as const)('B4, B6: the snapshot inside %s makes its book live; nothing is missing, nothing crosses, and it equals the venue’s tops', (name, recipe, symbol, diffs, tops) => {
    const books = new Books(recipe);
    for (const frame of framesOf(`ws/${name}.txt.gz`)) {
      if (frame.startsWith('{"lastUpdateId"')) expect(books.of(symbol).acceptSnapshot(snapshotOf(frame, symbol))).toMatch(/^(live|buffering)$/);
      else books.frame(frame);
    }
    const { applied = 0, buffered = 0, stale = 0, gap = 0 } = books.answers[symbol] ?? {};
    expect({ gap, all: applied + buffered + stale + gap }).toEqual({ gap: 0, all: diffs });
    expect(applied).toBeGreaterThan(0.99 * diffs);
    expect(books.topsDifferent).toEqual([]);
    expect(books.topsEqual).toBeGreaterThan(tops);
  });

  test.each([
    ['ws/binance_usdm_multi_20210722.cryptofeed.txt.gz', 'book/binance_usdm_multi_20210722.rest_depth1000.cryptofeed.txt.gz', 'usdm', 4],
    ['ws/binance_spot_multi_20211012.cryptofeed.txt.gz', 'book/binance_spot_multi_20211012.rest_depth1000.cryptofeed.txt.gz', 'spot', 3],
  ] as const)('B4: several symbols of %s go live from snapshots that came beside the stream', (stream, rest, recipe, live) => {
    const books = new Books(recipe);
    const snapshots = restSnapshots(rest);
    for (const snapshot of snapshots) books.of(snapshot.symbol).acceptSnapshot(snapshot);
    for (const frame of framesOf(stream)) {
      books.frame(frame);
      for (const snapshot of snapshots) if (books.of(snapshot.symbol).wantsSnapshot) books.of(snapshot.symbol).acceptSnapshot(snapshot);
    }
    expect(snapshots.filter(({ symbol }) => books.of(symbol).isLive).length).toBeGreaterThanOrEqual(live);
    expect(Object.values(books.answers).map(({ gap = 0 }) => gap)).toEqual(Object.values(books.answers).map(() => 0));
  });

  test('B4: one hour of ETHBTC follows from its snapshot without a missing id', () => {
    const file = JSON.parse(textOf('book/binance_spot_ETHBTC_20201101T09_depth_updates.json.gz')) as readonly unknown[];
    const books = new Books('spot');
    const snapshot = snapshotOf(textOf('book/binance_spot_ETHBTC_20201101T09_snapshot.json.gz'), 'ETHBTC');
    expect(books.of('ETHBTC').acceptSnapshot(snapshot)).toBe('buffering');
    for (const message of file) books.frame(JSON.stringify(message));
    const { applied = 0, stale = 0, gap = 0, buffered = 0 } = books.answers['ETHBTC'] ?? {};
    expect({ gap, buffered, all: applied + stale }).toEqual({ gap: 0, buffered: 0, all: 3_600 });
    expect(books.of('ETHBTC').isLive).toBe(true);
  });

  test.each([
    ['ws/binance_spot_btcusdt_20240808.txt.gz', undefined, 5],
    ['ws/binance_usdm_btcusdt_20240808.txt.gz', undefined, 100],
    ['ws/binance_usdm_multi_20210722.cryptofeed.txt.gz', 'book/binance_usdm_multi_20210722.rest_depth1000.cryptofeed.txt.gz', 30],
  ] as const)('levels that the diffs of %s changed before a snapshot stand in it as they were left', (stream, rest, least) => {
    const frames = framesOf(stream);
    const inside = frames.filter((frame) => frame.startsWith('{"lastUpdateId"')).map((frame) => snapshotOf(frame, 'BTCUSDT'));
    let compared = 0;
    for (const snapshot of rest === undefined ? inside : restSnapshots(rest)) {
      for (const [side, levels] of [['b', snapshot.bids], ['a', snapshot.asks]] as const) {
        const expected = new Map(levels);
        for (const [price, quantity] of changedBefore(frames, snapshot, side)) {
          if (!isWithin(price, levels)) continue;
          expect([price, expected.get(price) ?? 0]).toEqual([price, quantity]);
          compared += 1;
        }
      }
    }
    expect(compared).toBeGreaterThanOrEqual(least);
  });

  test('B4: each run of lost diffs is found at the next one, and mended by a snapshot; the other symbol never notices', () => {
    const random = new Random(8, 8, 2024);
    const [whole, lossy] = [new Books('spot'), new Books('spot')];
    const interleaved = ['btcusdt', 'ethusdt'].flatMap((name) => framesOf(`ws/binance_spot_${name}_20240808.txt.gz`).filter((frame) => frame.includes('@depth')).map((frame, index) => ({ frame, name, index })))
      .sort((one, other) => one.index - other.index);
    for (const name of ['btcusdt', 'ethusdt']) {
      const snapshot = snapshotOf(framesOf(`ws/binance_spot_${name}_20240808.txt.gz`).find((frame) => frame.startsWith('{"lastUpdateId"')) ?? '', name.toUpperCase());
      for (const books of [whole, lossy]) books.of(snapshot.symbol).acceptSnapshot(snapshot);
    }
    let [isLosing, runs] = [false, 0];
    for (const { frame, name } of interleaved) {
      whole.frame(frame);
      const isLost = name === 'btcusdt' && lossy.of('BTCUSDT').isLive && random.chance(isLosing ? 0.5 : 0.01);
      if (isLost && !isLosing) runs += 1;
      if (name === 'btcusdt') isLosing = isLost;
      if (isLost) continue;
      lossy.frame(frame);
      if (lossy.of('BTCUSDT').wantsSnapshot) lossy.of('BTCUSDT').acceptSnapshot(wholeSnapshot(whole.of('BTCUSDT')));
    }
    expect(runs).toBeGreaterThan(10);
    expect([lossy.answers['BTCUSDT']?.gap, lossy.answers['ETHUSDT']?.gap]).toEqual([runs, undefined]);
    for (const side of ['bids', 'asks'] as const) expect(levelsOf(lossy.of('BTCUSDT').book[side], 20_000)).toEqual(levelsOf(whole.of('BTCUSDT').book[side], 20_000));
  });
});
