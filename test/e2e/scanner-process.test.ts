import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClockEnv } from '../../adapters/clock-from-env';
import { ScannerEnv } from '../../containers/scanner/env';
import { bundle } from '../../local/bundle';
import { startBybitVenue, type BybitVenue } from '../../simulator/venue/bybit-venue';
import { ScannerProcess } from './support/scanner-process';
import { withRefusingPort } from '../support/refusing-port';
import { until } from '../support/until';

jest.setTimeout(120_000);

const SPEED = 10;
const ANCHOR_MS = Date.now();
/** Planted often and soon: a lopsided book of 5 to 15 market seconds about every two seconds. */
const PLANTS = { firstPlantAfterMs: 30_000, meanIntervalMs: 20_000, kinds: ['ob_imbalance'] } as const;

let folder = '';
let file = '';
let venue: BybitVenue;
const children: ScannerProcess[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scanner-'));
  file = await bundle('containers/scanner/main.ts', join(folder, 'scanner.js'));
  venue = await startBybitVenue({ seed: 3, speed: SPEED, anchorMs: ANCHOR_MS, symbolCount: 60, plants: PLANTS });
});
afterAll(async () => {
  await venue.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => { for (const child of children.splice(0)) await child.kill(); });

const run = (environment: Readonly<Record<string, string>>): ScannerProcess => {
  const child = new ScannerProcess(file, environment);
  children.push(child);
  return child;
};

/** The source's own test (S1.25) and what a simulated market needs beside it. */
const runScanner = (more: Readonly<Record<string, string>> = {}): ScannerProcess => run({
  [ScannerEnv.bybitWsUrl]: venue.wsUrl, [ScannerEnv.bybitRestUrl]: venue.restUrl, [ScannerEnv.logLevel]: 'INFO', [ScannerEnv.market]: 'simulated',
  [ClockEnv.speed]: String(SPEED), [ClockEnv.anchorMs]: String(ANCHOR_MS), ...more,
});

/** Ends by SIGTERM; the real time that it took. */
const terminate = async (child: ScannerProcess) => {
  const startMs = performance.now();
  child.signal('SIGTERM');
  const finished = await child.finished();
  return { ...finished, tookMs: performance.now() - startMs };
};

const BLOCK = new RegExp([
  '={60}', '✨ 기회 발견!', 'Symbol: [A-Z0-9]+USDT', 'Price: \\$[\\d.]+', 'Rank: #\\d+', 'BB Squeeze: (n/a|-?\\d+\\.\\d{3})', 'OB Imbalance: [+-]\\d\\.\\d{3}',
  'Volume Spike: (n/a|\\d+\\.\\d{2}x)', '={60}',
].join('\\n'));

describe('the scanner\'s process', () => {
  test('S1.25, C1.18, S1.27, S1.28: without a queue it prints hits, and on SIGTERM the statistics, and exits 0 within 10 s', async () => {
    const child = runScanner();
    await until(() => BLOCK.test(child.stdout) || !child.isRunning, 'a hit', () => child.stderr);
    const { code, stdout, stderr, tookMs } = await terminate(child);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(tookMs).toBeLessThan(10_000);
    expect(stdout).toMatch(BLOCK);
    expect(stdout).toContain('[SIMULATED]');
    for (const line of ['WebSocket 연결됨', /구독 요청: \d+개 토픽/, '메시지 수신 시작…', /새 구독: \d+개/, /Top 10: [A-Z0-9]+USDT, /]) expect(stdout).toEqual(expect.stringMatching(line));
    const statistics = stdout.slice(stdout.indexOf('최종 통계'));
    const figure = (name: string): number => Number(new RegExp(`${name}.*: (\\d+)`).exec(statistics)?.[1]);
    expect(figure('수신한 티커')).toBeGreaterThan(60);
    expect(figure('발견된 기회')).toBe(stdout.split('✨ 기회 발견!').length - 1);
    expect(figure('활성 심볼')).toBeGreaterThan(10);
    expect(figure('활성 심볼')).toBeLessThanOrEqual(50);
    expect(figure('전체 심볼')).toBe(60);
  });

  test('S1.38, S1.39: as JSON a hit is one line with 기회 발견, and the metrics are told at the end', async () => {
    const child = runScanner({ [ScannerEnv.logFormat]: 'json' });
    await until(() => child.stdout.includes('기회 발견') || !child.isRunning, 'a hit', () => child.stderr);
    const { code, stdout, stderr } = await terminate(child);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    const hits = lines.filter(({ event }) => event === 'opportunity');
    expect(hits[0]).toMatchObject({ service: 'scanner', message: expect.stringContaining('기회 발견') as unknown, trigger_action: 'activate_finder', market: 'simulated' });
    expect(lines.filter((line) => '_aws' in line)).toMatchObject([{
      Service: 'scanner', OpportunitiesPublished: hits.length, WebSocketConnects: 2, WebSocketReconnects: 0, OpportunitiesDropped: 0,
    }]);
    expect(lines.at(-1)).toMatchObject({ event: 'final-statistics', opportunities: hits.length });
  });

  test('S1.28: stopped before anything has come, it still says its statistics and exits 0', async () => {
    const child = runScanner();
    await until(() => child.stdout.includes('WebSocket 연결 중') || !child.isRunning, 'its first line', () => child.stderr);
    const { code, stdout, tookMs } = await terminate(child);
    expect(code).toBe(0);
    expect(stdout).toContain('최종 통계');
    expect(tookMs).toBeLessThan(10_000);
  });

  test.each([
    ['PRESET', 'Precise', 'scanner: environment variable PRESET is "Precise": expected one of default, more, precise\n'],
    ['OB_IMBALANCE_THRESHOLD', 'high', 'scanner: environment variable OB_IMBALANCE_THRESHOLD is "high": expected a number from 0 to 1\n'],
    ['BYBIT_WS_URL', 'https://stream.bybit.com', 'scanner: environment variable BYBIT_WS_URL is "https://stream.bybit.com": expected a URL beginning with wss:// or ws://, without a fragment\n'],
    ['BYBIT_REST_URL', 'api.bybit.com', 'scanner: environment variable BYBIT_REST_URL is "api.bybit.com": expected a URL beginning with https:// or http://\n'],
  ])('%s=%s cannot work: one sentence and exit code 2', async (name, value, sentence) => {
    expect(await runScanner({ [name]: value }).finished()).toEqual({ code: 2, stdout: '', stderr: sentence });
  });

  test('A8: nobody answers at the REST address: one sentence with the address and the cause, exit code 1', async () => {
    await withRefusingPort(async (port) => {
      const { code, stderr } = await runScanner({ [ScannerEnv.bybitRestUrl]: `http://127.0.0.1:${port}` }).finished();
      expect(stderr).toBe(`scanner: Bybit gave no list of instruments (tried 3 times): 127.0.0.1:${port} /v5/market/instruments-info: connect ECONNREFUSED 127.0.0.1:${port}\n`);
      expect(code).toBe(1);
    });
  });
});
