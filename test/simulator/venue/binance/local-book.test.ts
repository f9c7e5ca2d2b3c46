import { type BinanceMarket } from '../../../../simulator/venue/binance/dialect';
import { type BinanceVenue, startBinanceVenue } from '../../../../simulator/venue/binance/binance-venue';
import { BinanceClient } from '../../support/binance-client';

type Levels = [string, string][];
interface Snapshot { lastUpdateId: number; bids: Levels; asks: Levels }
/** Best levels, in either dialect's spelling. */
interface Partial { lastUpdateId?: number; u: number; bids?: Levels; asks?: Levels; b?: Levels; a?: Levels }
interface Diff { U: number; u: number; pu?: number; b: Levels; a: Levels }

/** A book kept as the venue's documents say, as plainly as can be. */
class NaiveBook {
  readonly bids = new Map<string, string>();
  readonly asks = new Map<string, string>();

  constructor(snapshot: Snapshot) {
    this.take(this.bids, snapshot.bids);
    this.take(this.asks, snapshot.asks);
  }

  apply({ b, a }: Diff): void {
    this.take(this.bids, b);
    this.take(this.asks, a);
  }

  whole(): { bids: Levels; asks: Levels } {
    const sorted = (side: Map<string, string>, sign: number): Levels => [...side].sort((x, y) => sign * (Number(x[0]) - Number(y[0])));
    return { bids: sorted(this.bids, -1), asks: sorted(this.asks, 1) };
  }

  private take(side: Map<string, string>, levels: Levels): void {
    for (const [price, quantity] of levels) {
      if (Number(quantity) === 0) side.delete(price);
      else side.set(price, quantity);
    }
  }
}

const PREFIX = { spot: '/api/v3', usdm: '/fapi/v1' };
const PATH = { spot: '/stream', usdm: '/public/stream' };

const snapshotOf = async (venue: BinanceVenue, market: BinanceMarket): Promise<Snapshot> =>
  (await fetch(`${venue.restUrl}${PREFIX[market]}/depth?symbol=BTCUSDT&limit=1000`)).json() as Promise<Snapshot>;

const chains = (market: BinanceMarket, before: Diff, diff: Diff): boolean => (market === 'spot' ? diff.U === before.u + 1 : diff.pu === before.u);

describe.each([['spot', 1], ['spot', 20], ['usdm', 1], ['usdm', 20]] as const)('a book kept from %s at speed %d', (market, speed) => {
  test('shows the best levels that the venue shows, and is the same whichever snapshot it began with', async () => {
    const venue = await startBinanceVenue({ market, speed, seed: 6, symbolCount: 3, bookDensity: 6 });
    const client = await BinanceClient.open(`${venue.wsUrl}${PATH[market]}`, ['btcusdt@depth@100ms', 'btcusdt@depth20@100ms']);
    const diffs = (): Diff[] => client.of('btcusdt@depth@100ms') as unknown as Diff[];
    try {
      await client.count('btcusdt@depth@100ms', 2);
      const first = await snapshotOf(venue, market);
      await client.count('btcusdt@depth@100ms', 25);
      const second = await snapshotOf(venue, market);
      await client.until(() => diffs().at(-1)!.u >= second.lastUpdateId, 'the diff behind the second snapshot');
      const shown = new Map((client.of('btcusdt@depth20@100ms') as unknown as Partial[]).map((one) => [one.lastUpdateId ?? one.u, one]));
      const [book, later] = [new NaiveBook(first), new NaiveBook(second)];
      let [before, compared]: [Diff | undefined, number] = [undefined, 0];
      for (const diff of diffs()) {
        if (diff.u > second.lastUpdateId) later.apply(diff);
        if (diff.u <= first.lastUpdateId) continue;
        expect(before === undefined ? diff.U <= first.lastUpdateId + 1 || market === 'usdm' : chains(market, before, diff)).toBe(true);
        before = diff;
        book.apply(diff);
        const { bids, asks } = book.whole();
        expect(Number(bids[0]![0])).toBeLessThan(Number(asks[0]![0]));
        const best = shown.get(diff.u);
        if (!best) continue;
        compared += 1;
        expect([bids.slice(0, 20), asks.slice(0, 20)]).toEqual([best.bids ?? best.b, best.asks ?? best.a]);
      }
      expect(compared).toBeGreaterThan(5);
      expect(later.whole()).toEqual(book.whole());
    } finally {
      client.close();
      await venue.close();
    }
  });
});
