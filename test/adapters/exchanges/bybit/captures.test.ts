import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decodeBybitFrame, type DecodedFrame } from '../../../../adapters/exchanges/bybit/decode-json';

const FOLDER = join(__dirname, '../../../../../shared/captures/ws');
const isPresent = existsSync(FOLDER);
const LIVE = isPresent ? readdirSync(FOLDER).filter((name) => /^bybit_v5_.*\.jsonl$/.test(name)) : [];

const linesOf = (name: string): string[] => {
  const bytes = readFileSync(join(FOLDER, name));
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').split('\n').filter((line) => line.trim() !== '');
};
const outcomeOf = (decoded: DecodedFrame): string =>
  decoded.kind === 'refused' ? decoded.reason : decoded.kind === 'events' ? `${decoded.events[0]?.kind ?? ''} x${decoded.events.length}` : decoded.kind;
const tally = (outcomes: readonly string[]): Record<string, number> =>
  outcomes.reduce<Record<string, number>>((sums, outcome) => ({ ...sums, [outcome]: (sums[outcome] ?? 0) + 1 }), {});

/** What single lines of the mixed sample file are, by line number; see its table of sources. */
const SAMPLES = [
  // 1: topic rewritten by a library's test ("BTC-USDT" over data of BTCUSDT). 2: an option.
  'symbol-not-as-in-topic', 'option-payload', 'ticker x1', 'ticker x1', 'ticker x1',
  // 6: a time stamp that lost a digit.
  'implausible-time', 'ticker x1', 'ticker x1', 'trade x1', 'topic-not-subscribed',
  // 13-15: inverse trades, level 1 from before it lost its deltas (a snapshot all the same), level 50.
  'trade x1', 'trade x1', 'trade x3', 'book-top x1', 'book-depth-not-subscribed',
  // 16-20: inverse and linear tickers, both liquidation topics.
  'ticker x1', 'ticker x1', 'ticker x1', 'topic-not-subscribed', 'topic-not-subscribed',
  // 21-25: trades, level 1000, answers.
  'trade x2', 'book-depth-not-subscribed', 'book-depth-not-subscribed', 'acknowledged', 'pong',
  // 26-30: spot trade and ticker, kline, linear ticker and trade.
  'trade x1', 'ticker x1', 'topic-not-subscribed', 'ticker x1', 'trade x1',
  // 31-37: liquidation, then the documentation's examples: linear, dated future, option, spot, kline, trade.
  'topic-not-subscribed', 'ticker x1', 'ticker x1', 'option-payload', 'ticker x1', 'topic-not-subscribed', 'trade x1',
];

const describeWithCaptures = isPresent ? describe : describe.skip;

describeWithCaptures(isPresent ? 'recorded Bybit frames' : 'skipped: captures not present (recorded Bybit frames)', () => {
  test('B1: every recorded v5 line decodes or is refused for the reason named here', () => {
    const outcomes = Object.fromEntries(LIVE.map((name) => [name, linesOf(name).map((line) => outcomeOf(decodeBybitFrame(line, 1)))]));
    expect(outcomes['bybit_v5_single_samples.jsonl']).toEqual(SAMPLES);
    expect(tally(outcomes['bybit_v5_linear_tickers_BTCUSDT_20250523_first51.jsonl'] ?? [])).toEqual({ 'ticker x1': 51 });
    expect(tally(outcomes['bybit_v5_linear_orderbook500_XRPUSDT_20241201_first30.jsonl'] ?? [])).toEqual({ 'book-depth-not-subscribed': 30 });
    expect(Object.keys(outcomes)).toHaveLength(3);
  });

  test('B12: no field of a recorded frame is rejected, "" included', () => {
    const rejected = LIVE.flatMap(linesOf).flatMap((line) => {
      const decoded = decodeBybitFrame(line, 1);
      return decoded.kind === 'events' ? decoded.rejectedFields : [];
    });
    expect(rejected).toEqual([]);
  });

  test('C1.3: merging the recorded deltas over the snapshot ends at the last price that the recording shows', () => {
    const lines = linesOf('bybit_v5_linear_tickers_BTCUSDT_20250523_first51.jsonl');
    let merged: Record<string, number> = {};
    for (const line of lines) {
      const decoded = decodeBybitFrame(line, 1);
      const event = decoded.kind === 'events' ? decoded.events[0] : undefined;
      if (event?.kind === 'ticker') merged = event.isSnapshot ? { ...event.fields } : { ...merged, ...event.fields };
    }
    const lastShown = [...lines].reverse().map((line) => (JSON.parse(line) as { data: { lastPrice?: string } }).data.lastPrice).find((price) => price !== undefined);
    expect(merged['lastPrice']).toBe(Number(lastShown));
    expect(Object.keys(merged)).toHaveLength(9);
  });

  test('B3: frames of the retired v2 interface are refused by name, none crashes and none passes for data', () => {
    const name = readdirSync(FOLDER).find((each) => each.startsWith('bybit_LEGACYv2')) ?? '';
    const frames = linesOf(name).filter((line) => line.includes('{'));
    const outcomes = frames.map((line) => outcomeOf(decodeBybitFrame(line.slice(line.indexOf('{')), 1)));
    expect(Object.keys(tally(outcomes)).sort()).toEqual(['topic-not-subscribed', 'unknown-answer']);
    expect(outcomes.length).toBeGreaterThan(3_000);
  });
});
