import type { DepthInput } from '../../core/market/depth-events';
import { DepthFrame } from '../../core/market/depth-frame';
import { LocalBook } from '../../core/market/local-book';
import { MarketFrame } from '../../core/market/market-frame';
import { SymbolTable } from '../../core/market/symbol-table';
import { InProcessDepthFeed } from '../../simulator/in-process-depth-feed';
import { makeDepthMarket } from '../../simulator/market/depth/depth-market';

const START_MS = Date.UTC(2026, 5, 1, 13, 30);

describe('the simulated market without sockets', () => {
  const market = makeDepthMarket({ seed: 4, startTimeMs: START_MS, symbolCount: 4, walls: false });
  const symbols = new SymbolTable();
  const kinds: string[] = [];
  const book = new LocalBook('spot');
  const compared: boolean[] = [];
  const clocks: number[] = [];
  let traded = 0;

  const onInput = (input: DepthInput): void => {
    if (input instanceof DepthFrame) {
      kinds.push(`${symbols.nameOf(input.symbolId)} ${input.kind}`);
      if (input.kind === 'diff') {
        if (book.wantsSnapshot) feed.fetchSnapshot('BTCUSDT');
        book.acceptDiff(input);
      } else if (book.isLive && symbols.nameOf(input.symbolId) === 'BTCUSDT') compared.push(isSame(input));
    } else if (input instanceof MarketFrame) traded += input.tradeCount;
    else if (input.kind === 'book-snapshot') book.acceptSnapshot(input);
    else if (input.kind === 'clock') clocks.push(input.receivedTimeMs);
    else kinds.push(input.kind);
  };
  const isSame = ({ bids, asks }: DepthFrame): boolean => {
    const levels: number[] = [];
    const take = (price: number, quantity: number, rank: number): boolean => { levels.push(price, quantity); return rank < 19; };
    book.book.bids.forEachLevel(take);
    book.book.asks.forEachLevel(take);
    const shown = [bids, asks].flatMap(({ count, prices, quantities }) => Array.from({ length: count }, (_, index) => [prices[index], quantities[index]]).flat());
    return JSON.stringify(shown) === JSON.stringify(levels);
  };
  const feed: InProcessDepthFeed = new InProcessDepthFeed(market, symbols, onInput, 4, START_MS);

  test('begins with the instruments and their turnover, and the hours of the reference symbol', () => {
    feed.start();
    expect(kinds.splice(0)).toEqual(['universe', 'hourly-volume']);
  });

  test('delivers what is asked for and nothing else, with a clock tick for every update', () => {
    feed.subscribe({ swept: ['BTCUSDT', 'ETHUSDT'], books: ['BTCUSDT'], trades: ['BTCUSDT'] });
    expect(kinds.splice(0)).toEqual(['resumed', 'resumed', 'backfill']);
    feed.run(START_MS + 20_000);
    expect(new Set(kinds.splice(0))).toEqual(new Set(['BTCUSDT depth', 'BTCUSDT diff', 'ETHUSDT depth']));
    expect(clocks).toEqual(Array.from({ length: 200 }, (_, index) => START_MS + 100 * (index + 1)));
    expect(traded).toBeGreaterThan(50);
  });

  test('a book kept from its diffs shows the best levels that it delivers beside them', () => {
    expect(compared.length).toBeGreaterThan(100);
    expect(compared.every((isEqual) => isEqual)).toBe(true);
  });

  test('says what it stops delivering', () => {
    feed.subscribe({ swept: ['ETHUSDT'], books: [], trades: [] });
    expect(kinds.splice(0)).toEqual(['gap', 'gap']);
  });
});
