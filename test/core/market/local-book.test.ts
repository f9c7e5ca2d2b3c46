import fc from 'fast-check';
import type { BookSnapshotEvent, PriceLevel } from '../../../core/market/depth-events';
import type { DepthFrame } from '../../../core/market/depth-frame';
import { LocalBook, type BookRecipe } from '../../../core/market/local-book';
import { bookSnapshot, depthFrame } from '../../support/depth-events';
import { TrueBook } from '../../support/true-book';

const spot = (firstUpdateId: number, lastUpdateId: number, bids: readonly PriceLevel[] = []): DepthFrame =>
  depthFrame({ firstUpdateId, lastUpdateId, bids });

const usdm = (previousUpdateId: number, firstUpdateId: number, lastUpdateId: number): DepthFrame =>
  depthFrame({ previousUpdateId, firstUpdateId, lastUpdateId });

const BIDS: readonly PriceLevel[] = [[99, 1], [98, 1], [90, 1]];
const ASKS: readonly PriceLevel[] = [[101, 1], [110, 1]];

/** A live spot book at id 10. */
const liveBook = (): LocalBook => {
  const book = new LocalBook('spot');
  book.acceptDiff(spot(10, 10));
  expect(book.acceptSnapshot(bookSnapshot(10, BIDS, ASKS))).toBe('live');
  return book;
};

describe('LocalBook by the spot recipe', () => {
  test('a first diff is buffered and asks for a snapshot; nothing is live before one comes', () => {
    const book = new LocalBook('spot');
    expect([book.isLive, book.wantsSnapshot]).toEqual([false, false]);
    expect(book.acceptDiff(spot(11, 12))).toBe('buffered');
    expect([book.isLive, book.wantsSnapshot, book.lastUpdateId]).toEqual([false, true, undefined]);
  });

  test('a snapshot older than the first buffered diff is too old; one that ends right before it or later makes the book live', () => {
    const book = new LocalBook('spot');
    book.acceptDiff(spot(11, 12, [[99, 7]]));
    book.acceptDiff(spot(13, 15, [[98, 0], [97, 3]]));
    expect([book.acceptSnapshot(bookSnapshot(9, BIDS, ASKS)), book.wantsSnapshot]).toEqual(['too-old', true]);
    expect([book.acceptSnapshot(bookSnapshot(10, BIDS, ASKS)), book.wantsSnapshot, book.lastUpdateId]).toEqual(['live', false, 15]);
    expect([99, 98, 97, 90].map((price) => book.book.bids.quantityAt(price))).toEqual([7, 0, 3, 1]);
  });

  test('buffered diffs that end before the snapshot are not applied again', () => {
    const book = new LocalBook('spot');
    book.acceptDiff(spot(11, 12, [[99, 7]]));
    book.acceptDiff(spot(13, 15, [[98, 8]]));
    expect(book.acceptSnapshot(bookSnapshot(12, [[99, 1], [98, 1], [90, 1]], ASKS))).toBe('live');
    expect([99, 98].map((price) => book.book.bids.quantityAt(price))).toEqual([1, 8]);
  });

  test('a snapshot that comes before any diff is held until one proves that nothing is missing', () => {
    const book = new LocalBook('spot');
    expect([book.acceptSnapshot(bookSnapshot(10, BIDS, ASKS)), book.isLive]).toEqual(['buffering', false]);
    expect([book.acceptDiff(spot(8, 9)), book.acceptDiff(spot(10, 11)), book.isLive]).toEqual(['stale', 'applied', true]);
  });

  test('a held snapshot gives way to a newer one, not to an older one', () => {
    const book = new LocalBook('spot');
    for (const id of [10, 20, 15]) book.acceptSnapshot(bookSnapshot(id, BIDS, ASKS));
    expect(book.acceptDiff(spot(18, 21))).toBe('applied');
  });

  test('a held snapshot that the first diff leaves behind is too old', () => {
    const book = new LocalBook('spot');
    book.acceptSnapshot(bookSnapshot(10, BIDS, ASKS));
    expect([book.acceptDiff(spot(12, 13)), book.isLive, book.wantsSnapshot]).toEqual(['buffered', false, true]);
  });

  test('a missing id drops the book; the diff that showed it is the first to wait for the next snapshot', () => {
    const book = liveBook();
    expect([book.acceptDiff(spot(12, 13)), book.isLive, book.wantsSnapshot, book.book.bids.size]).toEqual(['gap', false, true, 0]);
    expect(book.acceptSnapshot(bookSnapshot(10, BIDS, ASKS))).toBe('too-old');
    expect([book.acceptSnapshot(bookSnapshot(11, BIDS, ASKS)), book.lastUpdateId]).toEqual(['live', 13]);
  });

  test('an old or repeated diff is stale; one that another connection cut elsewhere continues the book', () => {
    const book = liveBook();
    expect([spot(9, 10), spot(11, 12), spot(11, 12), spot(12, 14)].map((diff) => book.acceptDiff(diff))).toEqual(['stale', 'applied', 'stale', 'applied']);
  });

  test('a diff that is lost while others wait begins the wait anew', () => {
    const book = new LocalBook('spot');
    book.acceptDiff(spot(11, 12));
    book.acceptDiff(spot(14, 15));
    expect(book.acceptSnapshot(bookSnapshot(12, BIDS, ASKS))).toBe('too-old');
    expect(book.acceptSnapshot(bookSnapshot(13, BIDS, ASKS))).toBe('live');
  });

  test('B6: a book that a diff crosses is dropped like one with a gap', () => {
    const book = liveBook();
    expect([book.acceptDiff(spot(11, 11, [[102, 1]])), book.isLive, book.wantsSnapshot]).toEqual(['gap', false, true]);
  });

  test('a book whose best price leaves what the snapshot knew is dropped: there may be levels that never changed', () => {
    const book = liveBook();
    expect([book.covers(90), book.covers(89), book.covers(110), book.covers(111)]).toEqual([true, false, true, false]);
    expect(book.acceptDiff(spot(11, 11, [[99, 0], [98, 0], [80, 5]]))).toBe('applied');
    expect(book.acceptDiff(spot(12, 12, [[90, 0]]))).toBe('gap');
    expect([book.covers(99), book.lastDropCause]).toEqual([false, 'out-of-range']);
  });

  test('a live book whose range runs out wants another snapshot, stays live meanwhile and goes on from it without a gap', () => {
    const book = liveBook();
    expect([book.acceptDiff(spot(11, 12, [[99, 0], [98, 0], [91, 7]])), book.isLive, book.wantsSnapshot]).toEqual(['applied', true, true]);
    expect(book.acceptDiff(spot(13, 13, [[91, 8]]))).toBe('applied');
    expect([book.acceptSnapshot(bookSnapshot(9, BIDS, ASKS)), book.isLive, book.wantsSnapshot]).toEqual(['too-old', true, true]);
    expect(book.acceptSnapshot(bookSnapshot(12, [[91, 7], [90, 1], [80, 3]], ASKS))).toBe('live');
    expect([book.wantsSnapshot, book.lastUpdateId, book.covers(80), book.book.bids.quantityAt(91), book.book.bids.quantityAt(80)]).toEqual([false, 13, true, 8, 3]);
    expect(book.acceptDiff(spot(14, 14))).toBe('applied');
  });

  test('a price that comes back needs no other snapshot', () => {
    const book = liveBook();
    book.acceptDiff(spot(11, 11, [[99, 0], [98, 0], [91, 7]]));
    book.acceptDiff(spot(12, 12, [[97, 1]]));
    expect(book.wantsSnapshot).toBe(false);
    expect([book.acceptSnapshot(bookSnapshot(11, [[50, 1]], ASKS)), book.book.bids.bestPrice]).toEqual(['live', 97]);
  });

  test('a snapshot that does not fit the diffs behind it is not used', () => {
    const book = new LocalBook('spot');
    book.acceptDiff(spot(11, 12, [[105, 1]]));
    expect([book.acceptSnapshot(bookSnapshot(11, BIDS, ASKS)), book.isLive]).toEqual(['too-old', false]);
  });

  test('a lost connection forgets everything', () => {
    const book = liveBook();
    book.reset();
    expect([book.isLive, book.wantsSnapshot, book.book.bids.size]).toEqual([false, false, 0]);
    expect(book.acceptDiff(spot(11, 12))).toBe('buffered');
  });

  test('X7: what waits is bounded: the oldest diffs go first, and the snapshot must then be newer', () => {
    const book = new LocalBook('spot');
    for (let id = 1; id <= 20_000; id += 1) book.acceptDiff(spot(id, id, [[99, id]]));
    expect(book.acceptSnapshot(bookSnapshot(10, BIDS, ASKS))).toBe('too-old');
    expect([book.acceptSnapshot(bookSnapshot(15_000, BIDS, ASKS)), book.book.bids.quantityAt(99)]).toEqual(['live', 20_000]);
  });
});

describe('LocalBook by the futures recipe', () => {
  const waiting = (): LocalBook => {
    const book = new LocalBook('usdm');
    book.acceptDiff(usdm(100, 150, 200));
    return book;
  };

  test.each([[99, 'too-old'], [100, 'live'], [120, 'live'], [150, 'live'], [200, 'live'], [250, 'live']] as const)(
    'a snapshot at %i with a first diff (100, 150…200] is %s', (id, answer) => {
      expect(waiting().acceptSnapshot(bookSnapshot(id, BIDS, ASKS))).toBe(answer);
    });

  test('ids jump between diffs; only `pu` chains', () => {
    const book = waiting();
    book.acceptSnapshot(bookSnapshot(160, BIDS, ASKS));
    expect([usdm(200, 400, 450), usdm(450, 451, 460), usdm(470, 471, 480)].map((diff) => book.acceptDiff(diff))).toEqual(['applied', 'applied', 'gap']);
  });

  test('diffs of a snapshot from ahead of the stream are stale until the stream catches up', () => {
    const book = waiting();
    book.acceptSnapshot(bookSnapshot(500, BIDS, ASKS));
    expect([usdm(200, 300, 350), usdm(350, 420, 510), usdm(510, 600, 610)].map((diff) => book.acceptDiff(diff))).toEqual(['stale', 'applied', 'applied']);
  });

  test('a diff without `pu` continues nothing', () => {
    const book = waiting();
    book.acceptSnapshot(bookSnapshot(200, BIDS, ASKS));
    expect(book.acceptDiff(spot(201, 202))).toBe('gap');
  });
});

describe('LocalBook against the venue', () => {
  type Fate = 'delivered' | 'lost' | 'twice' | 'late';
  type Step =
    | { readonly change: readonly [price: number, quantity: number, idsOfOthers: number] }
    | { readonly diff: Fate; readonly connection: number }
    | { readonly fetch: number } | { readonly answer: number } | { readonly late: number } | { readonly disconnect: true };

  const anyStep: fc.Arbitrary<Step> = fc.oneof(
    { weight: 30, arbitrary: fc.record({ change: fc.tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })) }) },
    { weight: 24, arbitrary: fc.record({ diff: fc.constantFrom<Fate>('delivered', 'delivered', 'delivered', 'delivered', 'delivered', 'lost', 'twice', 'late'), connection: fc.integer({ min: 0, max: 1 }) }) },
    { weight: 4, arbitrary: fc.record({ fetch: fc.constantFrom(3, 5, 1_000) }) },
    { weight: 4, arbitrary: fc.record({ answer: fc.nat(3) }) },
    { weight: 2, arbitrary: fc.record({ late: fc.nat(3) }) },
    { weight: 1, arbitrary: fc.constant({ disconnect: true as const }) },
  );

  /** Every level that is there is true, and every true one is there as far as the book claims to know. */
  const expectTrue = (book: LocalBook, truth: TrueBook): void => {
    const at = truth.at(book.lastUpdateId ?? Number.NaN);
    for (const side of ['bids', 'asks'] as const) {
      const found: PriceLevel[] = [];
      book.book[side].forEachLevel((price, quantity) => { found.push([price, quantity]); });
      const known = (levels: readonly PriceLevel[]): PriceLevel[] => levels.filter(([price]) => book.covers(price));
      expect(at[side]).toEqual(expect.arrayContaining(found));
      expect(known(found)).toEqual(known(at[side]));
      expect(book.book[side].bestPrice).toBe(at[side][0]?.[0]);
    }
  };

  class Client {
    readonly book: LocalBook;
    liveSteps = 0;
    private readonly truth: TrueBook;
    private readonly lateDiffs: DepthFrame[] = [];
    private readonly snapshots: BookSnapshotEvent[] = [];

    constructor(recipe: BookRecipe) {
      this.book = new LocalBook(recipe);
      this.truth = new TrueBook(recipe);
    }

    step(step: Step): void {
      if ('change' in step) this.truth.change(...step.change);
      else if ('diff' in step) this.diff(step.diff, step.connection);
      else if ('fetch' in step) this.snapshots.push(this.truth.snapshot(step.fetch));
      else if ('answer' in step) for (const snapshot of this.snapshots.splice(step.answer, 1)) this.book.acceptSnapshot(snapshot);
      else if ('late' in step) for (const late of this.lateDiffs.splice(step.late, 1)) this.book.acceptDiff(late);
      else this.book.reset();
      if (!this.book.isLive) return;
      this.liveSteps += 1;
      expectTrue(this.book, this.truth);
    }

    private diff(fate: Fate, connection: number): void {
      const diff = this.truth.nextDiff(connection);
      if (diff === undefined || fate === 'lost') return;
      if (fate === 'late') this.lateDiffs.push(diff);
      else for (let times = fate === 'twice' ? 2 : 1; times > 0; times -= 1) this.book.acceptDiff(diff);
    }
  }

  test.each(['spot', 'usdm'] as const)('by the %s recipe, loss, repeats, disorder, two connections and late snapshots never make a false book live', (recipe) => {
    let liveSteps = 0;
    fc.assert(fc.property(fc.array(anyStep, { minLength: 20, maxLength: 300 }), (steps) => {
      const client = new Client(recipe);
      for (const step of steps) client.step(step);
      liveSteps += client.liveSteps;
    }), { numRuns: 400 });
    expect(liveSteps).toBeGreaterThan(1_000);
  });

  test.each(['spot', 'usdm'] as const)('by the %s recipe, without faults one snapshot makes the book live for good', (recipe) => {
    const truth = new TrueBook(recipe);
    const book = new LocalBook(recipe);
    for (let round = 0; round < 200; round += 1) {
      for (const price of [1, 99, 2 + ((round * 7) % 96)]) truth.change(price, 1 + round, round % 3);
      const diff = truth.nextDiff(0);
      if (diff !== undefined) expect(book.acceptDiff(diff)).toBe(round <= 10 ? 'buffered' : 'applied');
      if (round === 10) expect(book.acceptSnapshot(truth.snapshot(1_000))).toBe('live');
    }
    expectTrue(book, truth);
  });
});
