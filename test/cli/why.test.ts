import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BybitDecoder } from '../../adapters/exchanges/bybit/decode';
import { openRecording } from '../../adapters/recording/open-recording';
import { UsageError } from '../../cli/usage';
import { answer } from '../../cli/why/answer';
import { whyJson, whyText } from '../../cli/why/why-text';
import type { WhyReport } from '../../cli/why/why-report';
import type { CoverageRow } from '../../core/market/coverage-report';
import { SymbolTable } from '../../core/market/symbol-table';
import type { Explanation } from '../../core/radar/explanation';
import type { NearMiss, Remark, Suppressed } from '../../core/radar/remarks';
import { MarketSession } from '../../core/session/market-session';
import { gap } from '../support/market-events';
import { BUSY_MARKET, disconnect, RECORDED_START_MS, recordMarket, type RecordedMarket } from '../support/recorded-market';
import { seededRandom } from '../support/price-series';

// The version is that of the sources on disk; here it must not change while somebody edits them.
jest.mock('../../lib/code-version', () => ({ codeVersion: () => '0.1.0+0123456789ab' }));

const MINUTE = 60_000;
const BAR_MS = 3_000;
const BLIND = { symbol: 'TAOUSDT', fromMs: RECORDED_START_MS + 8 * MINUTE, toMs: RECORDED_START_MS + 8 * MINUTE + 20_000 };

let base = '';
let recorded: RecordedMarket;

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'why-'));
  recorded = await recordMarket({ directory: base, ...BUSY_MARKET, through: disconnect([BLIND.symbol], BLIND.fromMs, BLIND.toMs) });
}, 120_000);
beforeEach(() => { jest.spyOn(console, 'error').mockImplementation(() => undefined); });
afterEach(() => { jest.restoreAllMocks(); });
afterAll(() => { rmSync(base, { recursive: true, force: true }); });

const why = (symbol: string, time?: string, recording = recorded.folder): Promise<WhyReport> => answer({ symbol, time, recording, json: false });
const timeText = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 19);

interface BruteForce {
  readonly explanation: Explanation;
  readonly coverage: readonly CoverageRow[];
  readonly remarks: readonly Remark[];
}

/** From the first record on, by a session of its own: what it says of the symbol at a moment, and all that it remarked up to another. */
const bruteForce = async (symbol: string, timeMs: number, toMs: number): Promise<BruteForce> => {
  const recording = await openRecording(recorded.folder);
  const symbols = new SymbolTable();
  const decoder = new BybitDecoder(symbols);
  const remarks: Remark[] = [];
  const { header } = recording;
  const session = new MarketSession(header.settings, { venue: header.venue, market: header.market }, symbols, () => null, (remark) => { remarks.push(remark); });
  let found: Omit<BruteForce, 'remarks'> | undefined;
  const look = (): Omit<BruteForce, 'remarks'> => ({ explanation: session.explain(symbol), coverage: session.coverage().rows.filter((row) => row.symbol === symbol) });
  const isOver = (receivedTimeMs: number): boolean => {
    if (receivedTimeMs > timeMs) found ??= look();
    return receivedTimeMs > toMs;
  };
  for await (const block of recording.blocks()) {
    block.visit({
      frame: (_connection, buffer, start, end, receivedTimeMs) => {
        if (isOver(receivedTimeMs)) return;
        decoder.decode(buffer, receivedTimeMs, start, end);
        session.accept(decoder.frame);
      },
      event: (event) => { if (!isOver(event.receivedTimeMs)) session.accept(event); },
    });
  }
  found ??= look();
  session.accept(gap([symbol], toMs));
  return { ...found, remarks: remarks.filter((remark) => remark.symbol === symbol) };
};

const nearMisses = (remarks: readonly Remark[]): NearMiss[] => remarks.filter((remark) => remark.kind === 'near-miss');
const suppressed = (remarks: readonly Remark[]): Suppressed[] => remarks.filter((remark) => remark.kind === 'suppressed');

describe('npm run why', () => {
  test('agrees with a session of its own that is stopped at random moments', async () => {
    const random = seededRandom(20_260_107);
    const symbols = [...new Set(recorded.opportunities.map(({ symbol }) => symbol)), 'BTCUSDT'];
    for (let round = 0; round < 3; round += 1) {
      const symbol = symbols[Math.floor(random() * symbols.length)] ?? '';
      const timeMs = RECORDED_START_MS + Math.floor(random() * 590) * 1_000 + 5_000;
      const report = await why(symbol, timeText(timeMs));
      const brute = await bruteForce(symbol, timeMs, report.toMs);
      // An episode that had begun before the segment from which the answer was replayed has lost its beginning.
      const isWhole = ({ fromMs }: NearMiss): boolean => fromMs > report.fromMs + BAR_MS;
      expect(report.explanation).toEqual(brute.explanation);
      expect(report.coverage).toEqual(brute.coverage);
      expect(report.suppressed).toEqual(suppressed(brute.remarks).filter((one) => one.timeMs >= report.fromMs));
      expect(report.nearMisses.filter(isWhole)).toEqual(nearMisses(brute.remarks).filter(isWhole));
      expect(report.fired.map(({ event_id: id }) => id)).toEqual(recorded.opportunities
        .filter((one) => one.symbol === symbol && one.decided_time_ms >= report.fromMs && one.decided_time_ms <= report.toMs).map(({ event_id: id }) => id));
    }
  }, 120_000);

  test('says what fired and for how much longer the cool-down holds', async () => {
    const opportunity = recorded.opportunities[3]!;
    const report = await why(opportunity.symbol, timeText(opportunity.decided_time_ms + 5_000));
    const text = whyText(report);
    expect(report.fired.map(({ event_id: id }) => id)).toContain(opportunity.event_id);
    expect(text).toMatch(new RegExp(`${opportunity.opportunity_type} .*${opportunity.event_id}  5\\d\\.\\d s`));
    expect(text).toMatch(/Watch list: on it, rank \d+ of \d+/);
    expect(text).toMatch(/^ {2}volume_spike_x +[\d.]+ +2 +/m);
    expect(text).toMatch(/^ {2}bb_widths +\d+ +100 {2}(warm|COLD)$/m);
  });

  test('what was held back names its reason', async () => {
    const reports: WhyReport[] = [];
    for (const symbol of new Set(recorded.opportunities.slice(-4).map((one) => one.symbol))) reports.push(await why(symbol));
    const held = reports.filter((report) => report.suppressed.length > 0);
    expect(held.length).toBeGreaterThan(0);
    for (const report of held) expect(whyText(report)).toMatch(/Suppressed:\n.*\n.* cool-down, \d+\.\d s left/);
    expect(reports.some(({ nearMisses: near }) => near.length > 0)).toBe(true);
  });

  test('a blind window is named with its cause, while it lasts and afterwards', async () => {
    const during = whyText(await why(BLIND.symbol, timeText(BLIND.fromMs + 10_000)));
    expect(during).toMatch(/Data: BLIND: book-top since 09:0\d:\d\d\.\d{3} \(disconnect\), trade since .* \(disconnect\)/);
    const after = whyText(await why(BLIND.symbol, timeText(BLIND.toMs + 30_000)));
    expect(after).toContain('Data: trades and books arrive');
    expect(after).toMatch(/^ {2}trade +\d+\.\d\d % .*\(disconnect\)/m);
  });

  test('a symbol off the list is told its rank or the filter that keeps it off; one that is unknown is told so', async () => {
    const off = await why('BTCUSDT');
    expect(off.explanation.watch.isOnList).toBe(false);
    expect(whyText(off)).toMatch(/Watch list: NOT on it: (rank \d+ of \d+, and the list takes the first 12|filter (volatility|turnover): )/);
    expect(whyText(await why('QQQQUSDT'))).toContain('The recording holds no message about QQQQUSDT.');
  });

  test('of a folder of sessions the newest is asked, and the answer for machines is one object', async () => {
    const report = await why('BTCUSDT', undefined, base);
    expect(JSON.parse(JSON.stringify(whyJson(report)))).toMatchObject({ session: recorded.header.session, symbol: 'BTCUSDT', explanation: { watch: { isOnList: false } } });
  });

  test.each<[string, string, string | undefined, () => string, RegExp]>([
    ['a time outside the recording', 'BTCUSDT', '2026-01-07T10:00', () => recorded.folder, /expected one in the recording, which holds 2026-01-07T09:00:00\.000Z to 2026-01-07T09:10/],
    ['a folder without a recording', 'BTCUSDT', undefined, () => { mkdirSync(join(base, 'empty'), { recursive: true }); return join(base, 'empty'); }, /empty: holds no recording/],
    ['a folder that is not there', 'BTCUSDT', undefined, () => join(base, 'nowhere'), /cannot read .*nowhere/],
  ])('%s is refused in one sentence', async (_, symbol, time, folder, sentence) => {
    const refused = why(symbol, time, folder());
    await expect(refused).rejects.toThrow(sentence);
    await expect(refused).rejects.toThrow(UsageError);
  });
});
