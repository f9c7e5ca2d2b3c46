import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClockEnv } from '../../adapters/clock-from-env';
import { WhaleEnv } from '../../containers/whales/env';
import type { SavedWhales } from '../../core/whales/saved';
import { bundle } from '../../local/bundle';
import { type BinanceVenue, startBinanceVenue } from '../../simulator/venue/binance/binance-venue';
import { ScannerProcess } from './support/scanner-process';
import { until } from '../support/until';

jest.setTimeout(180_000);

const SPEED = 20;
const ANCHOR_MS = Date.now();

let folder = '';
let file = '';
let venue: BinanceVenue;
const children: ScannerProcess[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'whales-'));
  file = await bundle('containers/whales/main.ts', join(folder, 'whales.js'));
  venue = await startBinanceVenue({ seed: 5, speed: SPEED, anchorMs: ANCHOR_MS, symbolCount: 20 });
});
afterAll(async () => {
  await venue.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => { for (const child of children.splice(0)) await child.kill(); });

const runWhales = (more: Readonly<Record<string, string>> = {}): ScannerProcess => {
  const child = new ScannerProcess(file, {
    [WhaleEnv.binanceWsUrl]: venue.wsUrl, [WhaleEnv.binanceRestUrl]: venue.restUrl, [WhaleEnv.market]: 'simulated', [WhaleEnv.logLevel]: 'debug',
    [WhaleEnv.feedPort]: '0', [ClockEnv.speed]: String(SPEED), [ClockEnv.anchorMs]: String(ANCHOR_MS), ...more,
  });
  children.push(child);
  return child;
};

const terminate = async (child: ScannerProcess) => {
  child.signal('SIGTERM');
  return child.finished();
};

const BORN = /관찰 \(observed\): .*?(?:, back for the (\d+)\. time)? {2}(\S+-[0-9a-f]{12})$/gm;
const HOT = /핫풀 \(hot\): .* older than (\d+) s {2}(\S+)$/gm;

const hashesIn = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((match) => match[2] ?? '');

describe('the whale scanner\'s process', () => {
  test('S2.31: SIGTERM saves the pools, and the next process goes on with the same levels, their ages and no second birth', async () => {
    const stateDir = join(folder, 'state');
    const first = runWhales({ [WhaleEnv.stateDir]: stateDir });
    await until(() => hashesIn(first.stdout, HOT).length >= 3 || !first.isRunning, 'three hot levels', () => first.stderr);
    const before = await terminate(first);
    expect([before.code, before.stderr]).toEqual([0, '']);
    const text = readFileSync(join(stateDir, 'hot_pool_orders.json'), 'utf8');
    const saved = JSON.parse(text.slice(0, text.lastIndexOf('\n#sha256='))) as SavedWhales;
    const living = saved.watches.flatMap(({ bids, asks }) => [...bids.live, ...asks.live]);
    expect(living.length).toBeGreaterThan(0);

    const second = runWhales({ [WhaleEnv.stateDir]: stateDir });
    await until(() => hashesIn(second.stdout, HOT).length >= 2 || !second.isRunning, 'more hot levels', () => second.stderr);
    const after = await terminate(second);
    expect([after.code, after.stderr]).toEqual([0, '']);
    expect(after.stdout).toContain('핫풀 복원 (pools restored)');
    const bornBefore = new Set(hashesIn(before.stdout, BORN));
    expect(bornBefore.size).toBeGreaterThan(0);
    expect(hashesIn(after.stdout, BORN).filter((hash) => bornBefore.has(hash))).toEqual([]);
    // One that lived on was not born again at its price under another name either.
    const survivors = living.filter(({ orderHash }) => !after.stdout.includes(`gone): `) || !new RegExp(`소멸.*${orderHash}`).test(after.stdout));
    for (const { orderHash, price } of survivors) {
      const bornThere = [...after.stdout.matchAll(BORN)].filter(([line]) => line.includes(orderHash.slice(0, orderHash.lastIndexOf('-'))) && line.includes(String(price)));
      expect(bornThere.map(([, incarnation]) => incarnation ?? '1').filter((incarnation) => incarnation === '1')).toEqual([]);
    }
  });

  test('S2.30: with the primary scan only, large levels are shown and no book is asked for', async () => {
    const child = runWhales({ [WhaleEnv.primaryScanOnly]: 'true', TOP_COINS_LIMIT: '5' });
    await until(() => hashesIn(child.stdout, BORN).length >= 2 || !child.isRunning, 'two births', () => child.stderr);
    const { code, stdout } = await terminate(child);
    expect(code).toBe(0);
    expect(new Set(hashesIn(stdout, BORN).map((hash) => hash.split('-')[0])).size).toBeLessThanOrEqual(5);
    expect(stdout).not.toContain('/api/v3/depth');
  });

  test('S2.33, S2.34: monitoring.json says where /health answers, and /health what it says', async () => {
    const stateDir = join(folder, 'monitored');
    const child = runWhales({ [WhaleEnv.stateDir]: stateDir });
    await until(() => hashesIn(child.stdout, BORN).length >= 1 || !child.isRunning, 'a birth', () => child.stderr);
    const { health_url: url } = JSON.parse(readFileSync(join(stateDir, 'monitoring.json'), 'utf8')) as { health_url: string };
    const health = await (await fetch(url)).json() as Record<string, Record<string, unknown>>;
    expect(health).toMatchObject({ venue: 'binance', market: 'simulated', workers_as_concurrency_caps: { primary: 5 } });
    expect(Object.keys(health['system_metrics']!)).toEqual([
      'api_response_time', 'websocket_latency', 'memory_usage', 'cpu_usage', 'active_orders_count', 'diamond_orders_per_hour', 'failed_api_calls',
    ]);
    expect((await terminate(child)).code).toBe(0);
  });
});
