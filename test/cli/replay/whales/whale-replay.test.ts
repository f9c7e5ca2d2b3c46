import { WhaleReplay, type WhaleReplayReport } from '../../../../cli/replay/whales/whale-replay';
import { areBooksSound, whaleText } from '../../../../cli/replay/whales/whale-text';
import { parseCaptureLine } from '../../../../adapters/recording/capture-line';
import { Random } from '../../../../simulator/market/random';

const START_MS = Date.UTC(2026, 1, 3, 12);
const BEST = 10_000;
const LEVELS = 200;
/** Prices in cents, quantities in hundredths. */
const text = (steps: number): string => (steps / 100).toFixed(8);

/**
 * A capture in the shape of Binance's combined streams: a book whose sizes change in every diff, the best prices after each change that
 * touches them, and a snapshot early on. A wall of 40 times the usual stands at 99.5 from the 50th diff on.
 */
const captureLines = (diffs: number): string[] => {
  const random = new Random(7, 1, 1);
  const bids = new Map<number, number>();
  const asks = new Map<number, number>();
  for (let level = 0; level < LEVELS; level += 1) {
    bids.set(BEST - 1 - level, 100);
    asks.set(BEST + level, 100);
  }
  const lines: string[] = [];
  let id = 5_000;
  const at = (index: number): string => `${(START_MS + 100 * index) * 1_000}`;
  const levelsOf = (side: ReadonlyMap<number, number>, sign: number): string =>
    JSON.stringify([...side].sort(([a], [b]) => sign * (b - a)).map(([price, quantity]) => [text(price), text(quantity)]));
  for (let index = 0; index < diffs; index += 1) {
    if (index === 3) lines.push(`${at(index)} {"lastUpdateId":${id},"bids":${levelsOf(bids, 1)},"asks":${levelsOf(asks, -1)}}`);
    const changes = [1, 2, 3].map(() => ({ isBid: random.chance(0.5), level: random.below(19) + 1, quantity: 50 + random.below(100) }));
    const wall = index === 50 ? [{ isBid: true, level: 9, quantity: 4_000 }] : [];
    const first = id + 1;
    const sides = { b: [] as string[][], a: [] as string[][] };
    for (const { isBid, level, quantity } of [...changes.filter(({ isBid, level }) => !(isBid && level === 9)), ...wall]) {
      id += 1;
      const price = isBid ? BEST - 1 - level : BEST + level;
      (isBid ? bids : asks).set(price, quantity);
      (isBid ? sides.b : sides.a).push([text(price), text(quantity)]);
    }
    if (id < first) continue;
    lines.push(`${at(index)} {"stream":"aaausdt@depth@100ms","data":{"e":"depthUpdate","E":${START_MS + 100 * index},"s":"AAAUSDT","U":${first},"u":${id},"b":${JSON.stringify(sides.b)},"a":${JSON.stringify(sides.a)}}}`);
    id += 1;
    const best = 60 + random.below(80);
    bids.set(BEST - 1, best);
    lines.push(`${at(index)} {"stream":"aaausdt@bookTicker","data":{"u":${id},"s":"AAAUSDT","b":"${text(BEST - 1)}","B":"${text(best)}","a":"${text(BEST)}","A":"${text(100)}"}}`);
    lines.push(`${at(index)} {"stream":"aaausdt@depth@100ms","data":{"e":"depthUpdate","E":${START_MS + 100 * index},"s":"AAAUSDT","U":${id},"u":${id},"b":[["${text(BEST - 1)}","${text(best)}"]],"a":[]}}`);
  }
  return lines;
};

const LINES = captureLines(900);

const replay = (lines: readonly string[], dropShare = 0): WhaleReplayReport => {
  const run = new WhaleReplay({ venue: 'binance', dropShare, seed: 1 });
  for (const line of lines) run.accept(parseCaptureLine(line));
  return run.finish(1);
};

describe('captured books through the decoder, the recipe and the whale session', () => {
  test('the book is live from the snapshot on, never breaks, and shows the best prices that the venue says', () => {
    const report = replay(LINES);
    expect(report.books).toMatchObject([{ symbol: 'AAAUSDT', isLive: true, gaps: 0, crossed: 0, outgrown: 0 }]);
    expect(report.books[0]!.topsCompared).toBeGreaterThan(1_000);
    expect(report.books[0]!.topsAgreed).toBe(report.books[0]!.topsCompared);
    expect(areBooksSound(report)).toBe(true);
  });

  test('S2.11: the wall is born with the diff that shows it and hot after a minute', () => {
    const levels = replay(LINES).levels.filter(({ price }) => price === 99.9);
    expect(levels.map(({ event, timeMs }) => [event, timeMs > START_MS + 65_000])).toEqual([['born', false], ['promoted', true]]);
    expect(levels[0]!.timeMs).toBe(START_MS + 5_000);
  });

  test('B4: dropped diffs are found, the book is built anew each time and never differs from the whole one', () => {
    const [book] = replay(LINES, 0.05).books;
    expect(book!.dropped).toBeGreaterThan(30);
    expect(book!.gapsAfterDrops).toBeGreaterThan(10);
    expect(book!.resyncs).toBeGreaterThanOrEqual(book!.gapsAfterDrops);
    expect([book!.different, book!.gaps]).toEqual([0, 0]);
    expect(book!.compared).toBeGreaterThan(20);
  });

  const after600 = (stream: string): number => LINES.findIndex((line, index) => index > 600 && line.includes(stream));

  test('a best price that is not the venue\'s is found out', () => {
    const at = after600('bookTicker');
    const report = replay(LINES.map((line, index) => (index === at ? line.replace(/"B":"[\d.]+"/, '"B":"999.00000000"') : line)));
    expect([areBooksSound(report), report.books[0]!.gaps]).toEqual([false, 0]);
    // The wrong ticker is the last word after its own diff and after the one before the next ticker.
    expect(report.books[0]!.topsCompared - report.books[0]!.topsAgreed).toBe(2);
  });

  test('a diff that is missing in the capture itself is a gap, and said', () => {
    const at = after600('depth@100ms');
    const report = replay(LINES.filter((_, index) => index !== at));
    expect([areBooksSound(report), report.books[0]!.gaps]).toEqual([false, 1]);
    expect(whaleText(report)).toContain('gaps 1, crossed 0');
  });

  test('a snapshot that is not as documented is refused by name, and the replay goes on', () => {
    const report = replay(LINES.map((line) => (line.includes('"lastUpdateId"') ? line.replace(/"lastUpdateId":\d+/, '"lastUpdateId":"x"') : line)));
    expect(report.refused).toMatchObject([{ count: 1, name: expect.stringContaining('lastUpdateId') as string }]);
    expect(report.books).toMatchObject([{ isLive: false, gaps: 0 }]);
  });
});
