import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { CaptureReport } from '../../cli/replay/capture/capture-report';
import { seededRandom } from '../support/price-series';

const ROOT = resolve(__dirname, '../..');
const START_MS = Date.UTC(2025, 5, 2, 8, 0, 0);
const MINUTE = 60_000;

interface Finished { readonly code: number; readonly stdout: string; readonly stderr: string }

const replay = (...args: string[]): Promise<Finished> => new Promise((done) => {
  const tsx = resolve(ROOT, 'node_modules/tsx/dist/cli.mjs');
  execFile(process.execPath, [tsx, 'cli/replay.ts', ...args], { cwd: ROOT, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
    done({ code: error === null ? 0 : Number(error.code), stdout, stderr });
  });
});

let folder = '';
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'replay-')); });
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

const fileOf = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

/** A trade a second for the given minutes; every 40 minutes three seconds with forty times the volume and a push upwards. */
const tradesOf = (symbol: string, minutes: number, { clockAheadMs = 30, driftMsPerMinute = 0, seed = 11, withBook = false } = {}): string => {
  const random = seededRandom(seed);
  let price = 100;
  return Array.from({ length: minutes * 60 }, (_, second) => {
    const isSpike = second % 2_400 >= 2_000 && second % 2_400 < 2_003;
    price *= 1 + (isSpike ? 0.0004 : 0.0008 * (random() - 0.499));
    const time = START_MS + second * 1_000 + 137;
    const data = { e: 'trade', E: time + 1, s: symbol, t: 1_000 + second, p: price.toFixed(2), q: isSpike ? '400.0' : '10.0', T: time, m: !isSpike && random() < 0.5, M: true };
    const book = { u: second, s: symbol, b: (price - 0.01).toFixed(2), B: '50', a: (price + 0.01).toFixed(2), A: '50' };
    const receivedMs = time + clockAheadMs + Math.floor((driftMsPerMinute * second) / 60);
    const bookLine = withBook ? `${receivedMs}000000 ${JSON.stringify(book)}\n` : '';
    return `${bookLine}${receivedMs}000000 ${JSON.stringify({ stream: `${symbol.toLowerCase()}@trade`, data })}`;
  }).join('\n');
};

const reportOf = ({ stdout }: Finished): CaptureReport => JSON.parse(stdout) as CaptureReport;

describe('npm run replay', () => {
  test('plays a recording through radar, finder and outcomes, with numbers that add up', async () => {
    const finished = await replay(fileOf('long.txt.gz', gzipSync(tradesOf('AAAUSDT', 400))), '--symbols', 'AAAUSDT', '--json');
    const report = reportOf(finished);
    const total = report.opportunities.reduce((sum, { count }) => sum + count, 0);
    expect(finished.code).toBe(0);
    expect(report).toMatchObject({ market: 'replay', frames: { read: 24_000, used: [{ name: 'trade', count: 24_000 }], refused: [] }, gaps: 0 });
    expect(report.opportunities).toEqual([{ name: 'volume_spark', count: 10 }]);
    expect(report.accepted + report.rejected).toBe(total);
    for (const horizonMinutes of [1, 5, 15, 60]) {
      const rows = report.outcomes.filter((row) => row.horizonMinutes === horizonMinutes);
      expect(rows.reduce((sum, { n, blind }) => sum + n + blind, 0)).toBe(total);
    }
    const early = report.rejectReasons.find(({ name }) => name === 'not_enough_bars')?.count ?? 0;
    expect(early).toBe(5);
    expect(report.coverage).toEqual([{ symbol: 'AAAUSDT', trades: 24_000, tradedBarFraction: 1, longestSilenceMs: 1_000 }]);
  });

  test('B10: a recorder’s clock behind or ahead of the venue’s changes no opportunity and loses no trade, though spot’s top of book has no time', async () => {
    const reports = await Promise.all([30, -1_272, 90_000].map(async (clockAheadMs) =>
      reportOf(await replay(fileOf(`skew${clockAheadMs}.txt`, tradesOf('AAAUSDT', 60, { clockAheadMs, withBook: true })), '--symbols', 'AAAUSDT', '--json'))));
    for (const { opportunities, outcomes, radar, span, frames } of reports) {
      expect(frames.used).toEqual([{ name: 'trade', count: 3_600 }, { name: 'bookTicker', count: 3_599 }]);
      expect({ opportunities, outcomes, span }).toEqual({ opportunities: reports[0]?.opportunities, outcomes: reports[0]?.outcomes, span: reports[0]?.span });
      expect(radar).toMatchObject({ lateTrades: 0, futureTrades: 0, opportunities: 1 });
    }
  });

  test('B10: a recorder’s clock that drifts by three seconds in an hour closes no bar early', async () => {
    const report = reportOf(await replay(fileOf('drift.txt', tradesOf('AAAUSDT', 60, { driftMsPerMinute: 50, withBook: true })), '--symbols', 'AAAUSDT', '--json'));
    expect(report.radar).toMatchObject({ lateTrades: 0, opportunities: 1 });
  });

  test('prints for people, marked REPLAY, and says where data is not enough', async () => {
    const { code, stdout } = await replay(fileOf('text.txt', tradesOf('AAAUSDT', 60)), '--symbols', 'aaausdt', '--set', 'finder.minBars=30');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^REPLAY {2}binance {2}AAAUSDT {2}\(recorded data, not live\)/);
    expect(stdout).toMatch(/Span: 2025-06-02T08:00:00.137Z to 2025-06-02T08:59:59.137Z/);
    expect(stdout).toMatch(/volume_spark +(accepted|rejected) +1 min {2}[01]\/1 hits = .*not enough data \(n=1\)/);
    expect(stdout).toMatch(/60 min {2}no outcome, blind 1/);
    expect(stdout).toMatch(/Elapsed: .* x real time/);
  });

  test('several files are played together, and either of trade and aggTrade counts, not both', async () => {
    const aggregate = tradesOf('AAAUSDT', 2).split('\n').map((line) => line.replace('"e":"trade"', '"e":"aggTrade"').replace('"t":', '"a":'));
    const files = [fileOf('a.txt', tradesOf('AAAUSDT', 2)), fileOf('b.txt', tradesOf('BBBUSDT', 2)), fileOf('agg.txt', aggregate.join('\n'))];
    const report = reportOf(await replay(...files, '--symbols', 'AAAUSDT,BBBUSDT', '--json'));
    expect(report.coverage.map(({ trades }) => trades)).toEqual([120, 120]);
    expect(report.frames.unused).toEqual([{ name: 'aggTrade (the same trades as another stream)', count: 120 }]);
    expect(report.gaps).toBe(0);
  });

  test('an hour missing from a recording is a gap: what reaches into it is blind', async () => {
    const before = tradesOf('AAAUSDT', 34);
    const after = tradesOf('AAAUSDT', 5).split('\n').map((line) => line.replace(/\d{13}(?=\d{6} )|(?<="[ET]":)\d{13}/g, (stamp) => String(Number(stamp) + 90 * MINUTE)));
    const report = reportOf(await replay(fileOf('hole.txt', `${before}\n${after.join('\n')}`), '--symbols', 'AAAUSDT', '--json'));
    expect(report.gaps).toBe(1);
    expect(report.outcomes.map(({ horizonMinutes, n, blind }) => [horizonMinutes, n, blind])).toEqual([[1, 0, 1], [5, 0, 1], [15, 0, 1], [60, 0, 1]]);
  });

  test('refused frames and lines that are none are counted with their reason and first sample', async () => {
    const text = `${tradesOf('AAAUSDT', 1)}\n${START_MS + MINUTE} {"e":"trade","s":"AAAUSDT","p":"x"}\n${START_MS + MINUTE} {broken\nnot a line\n`;
    const report = reportOf(await replay(fileOf('bad.txt', text), '--symbols', 'AAAUSDT', '--json'));
    expect(report.frames.read).toBe(62);
    expect(report.frames.refused.map(({ name, count }) => [name.slice(0, 10), count])).toEqual(expect.arrayContaining([['not JSON', 1]]));
    expect(report.frames.refused).toHaveLength(2);
    expect(report.unreadableLines).toEqual([{ count: 1, name: expect.stringContaining('expected') as string, sample: 'not a line' }]);
  });

  test('S1.24: Bybit v5 lines without receive times are played too', async () => {
    const lines = Array.from({ length: 50 }, (_, second) => JSON.stringify({
      topic: 'publicTrade.AAAUSDT', type: 'snapshot', ts: START_MS + second * 1_000 + 2,
      data: [{ T: START_MS + second * 1_000, s: 'AAAUSDT', S: 'Buy', v: '1', p: '5.25', L: 'PlusTick', i: `id-${second}`, BT: false }],
    }));
    const odd = ['{"topic":"kline.1.AAAUSDT","type":"snapshot","ts":1748851200000,"data":[]}', '{"success":true,"ret_msg":"pong","conn_id":"x","op":"ping"}'];
    const report = reportOf(await replay(fileOf('bybit.jsonl', [...lines, ...odd].join('\n')), '--symbols', 'AAAUSDT', '--venue', 'bybit', '--json'));
    expect(report.coverage).toMatchObject([{ trades: 50 }]);
    expect(report.frames.unused.map(({ name }) => name).sort()).toEqual(['kline.1 (topic-not-subscribed)', 'pong']);
  });

  test('a file that breaks off is reported on as far as it goes, with exit code 1', async () => {
    const whole = gzipSync(tradesOf('AAAUSDT', 30));
    const finished = await replay(fileOf('cut.gz', whole.subarray(0, whole.length - 1_000)), '--symbols', 'AAAUSDT', '--json');
    expect(finished.code).toBe(1);
    expect(finished.stderr).toMatch(/cut\.gz.*damaged or cut off.*the report covers what came before/);
    expect(reportOf(finished).frames.read).toBeGreaterThan(1_000);
  });

  test('--help explains and exits 0', async () => {
    const { code, stdout } = await replay('--help');
    expect(code).toBe(0);
    expect(stdout).toContain('--symbols A,B');
  });
});

describe('npm run replay with wrong input exits 2 with one sentence', () => {
  const some = (): string => fileOf('some.txt', tradesOf('AAAUSDT', 1));

  test.each<[string, () => string[], RegExp]>([
    ['a missing file', () => [join(folder, 'nowhere.gz'), '--symbols', 'AAAUSDT'], /nowhere\.gz: there is no such file/],
    ['an unknown flag', () => [some(), '--symbols', 'AAAUSDT', '--sybmols'], /Unknown option '--sybmols'/],
    ['a symbol that the recording lacks', () => [some(), '--symbols', 'AAAUSDT,ZZZUSDT'], /ZZZUSDT does not occur in the recording; it holds AAAUSDT/],
    ['a setting that cannot be', () => [some(), '--symbols', 'AAAUSDT', '--set', 'bandWindow=0'], /window is 0/],
  ])('%s', async (_, args, sentence) => {
    const { code, stderr } = await replay(...args());
    expect(code).toBe(2);
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe('npm run replay on recorded markets', () => {
  const FOLDER = resolve(ROOT, '../shared/captures/ws');
  const recorded = existsSync(FOLDER) ? test : test.skip;
  const suffix = existsSync(FOLDER) ? '' : ' (skipped: captures not present)';

  recorded(`six minutes of BTC and ETH on Binance spot play without a refused frame or a late trade, although the recorder’s clock is 1.27 s behind${suffix}`, async () => {
    const files = ['binance_spot_btcusdt_20240808.txt.gz', 'binance_spot_ethusdt_20240808.txt.gz'].map((file) => resolve(FOLDER, file));
    const report = reportOf(await replay(...files, '--symbols', 'BTCUSDT,ETHUSDT', '--json'));
    expect(report.frames.refused).toEqual([]);
    expect(report.unreadableLines).toEqual([]);
    expect(report.radar).toMatchObject({ lateTrades: 0, duplicateTrades: 0, futureTrades: 0 });
    expect(report.coverage.map(({ symbol, trades }) => [symbol, trades])).toEqual([['BTCUSDT', 9_757], ['ETHUSDT', 6_106]]);
  });
});
