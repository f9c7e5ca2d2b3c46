import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArgumentError, readArguments } from '../../simulator/arguments';
import type { WallLife } from '../../simulator/market/depth/walls/wall';
import type { LedgerEntry } from '../../simulator/market/plants/plant';
import { until } from '../support/until';

/** Two waits one after the other, and what comes after them. */
const LIMIT_MS = 120_000;
const ROOT = join(__dirname, '../..');

const start = (args: readonly string[]): { child: ReturnType<typeof spawn>; out: () => string; err: () => string } => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'simulator/main.ts', ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data: Buffer) => { out += data.toString(); });
  child.stderr.on('data', (data: Buffer) => { err += data.toString(); });
  return { child, out: () => out, err: () => err };
};

describe('the simulator process', () => {
  test('says where it listens in one JSON line, writes the ledger it serves, and ends on SIGTERM with 0', async () => {
    const ledgerPath = join(mkdtempSync(join(tmpdir(), 'tapewatch-simulator-')), 'ledger.jsonl');
    const { child, out, err } = start(['--port', '0', '--symbols', '80', '--seed', '3', '--speed', '120', '--first-plant-after-ms', '320000', '--ledger', ledgerPath]);
    try {
      await until(() => out().includes('\n'), 'where it listens', err);
      const line = JSON.parse(out()) as { event: string; port: number; wsUrl: string; restUrl: string };
      expect(line).toEqual({ event: 'listening', port: line.port, wsUrl: `ws://127.0.0.1:${line.port}/v5/public/linear`, restUrl: `http://127.0.0.1:${line.port}` });
      let served = '';
      await until(async () => {
        served = await (await fetch(`${line.restUrl}/ledger`)).text();
        return served !== '';
      }, 'an entry of the ledger', err);
      child.kill('SIGTERM');
      expect(await once(child, 'exit')).toEqual([0, null]);
      expect(err()).toBe('');
      const written = readFileSync(ledgerPath, 'utf8');
      expect(written.startsWith(served)).toBe(true);
      const [first] = written.trim().split('\n').map((text) => JSON.parse(text) as LedgerEntry);
      expect(Object.keys(first!)).toEqual(['id', 'kind', 'symbol', 'side', 'armedFromMs', 'onsetMs', 'endMs', 'followThrough']);
    } finally {
      child.kill('SIGKILL');
    }
  }, LIMIT_MS);

  test('starts futures with --venue binance-usdm, and writes each wall once its story is over', async () => {
    const ledgerPath = join(mkdtempSync(join(tmpdir(), 'tapewatch-simulator-')), 'walls.jsonl');
    const { child, out, err } = start(['--venue', 'binance-usdm', '--symbols', '40', '--speed', '120', '--first-plant-after-ms', '0', '--ledger', ledgerPath]);
    try {
      await until(() => out().includes('\n'), 'where it listens', err);
      const line = JSON.parse(out()) as { event: string; port: number; wsUrl: string; restUrl: string };
      expect(line).toEqual({ event: 'listening', port: line.port, wsUrl: `ws://127.0.0.1:${line.port}`, restUrl: `http://127.0.0.1:${line.port}` });
      await until(() => readFileSync(ledgerPath, 'utf8') !== '', 'an entry of the ledger', err);
      child.kill('SIGTERM');
      expect(await once(child, 'exit')).toEqual([0, null]);
      expect(err()).toBe('');
      const [first] = readFileSync(ledgerPath, 'utf8').trim().split('\n').map((text) => JSON.parse(text) as WallLife);
      expect(first).toMatchObject({ id: expect.stringMatching(/^wall-1-\d{4}\.1$/) as string, deathMs: expect.any(Number) as number });
    } finally {
      child.kill('SIGKILL');
    }
  }, LIMIT_MS);

  test('an argument that cannot be used is one sentence and exit code 2', async () => {
    const { child, err } = start(['--speed', 'fast']);
    expect(await once(child, 'exit')).toEqual([2, null]);
    expect(err()).toBe('simulator: --speed is "fast": expected a number from 0.1 to 120.\n');
  });

  test.each([
    [['--port', '70000'], '--port is "70000": expected a whole number from 0 to 65535.'],
    [['--seed', '1.5'], '--seed is "1.5": expected a whole number from 0 to 2147483647.'],
    [['--plants', 'maybe'], '--plants is "maybe": expected on or off.'],
    [['--venue', 'kraken'], '--venue is "kraken": expected bybit, binance or binance-usdm.'],
    [['--colour', 'red'], "Unknown option '--colour'"],
    [['stray'], 'Unexpected argument'],
  ])('%j is refused', (args, message) => {
    expect(() => readArguments(args, {})).toThrow(ArgumentError);
    expect(() => readArguments(args, {})).toThrow(message);
  });

  test('the environment stands behind the flags', () => {
    expect(readArguments(['--seed', '4'], { SIMULATOR_SEED: '9', SIMULATOR_SPEED: '20', SIMULATOR_PLANTS: 'off' })).toMatchObject({ venue: 'bybit', options: { seed: 4, speed: 20, plants: false } });
    expect(() => readArguments([], { SIMULATOR_SYMBOLS: 'all' })).toThrow('SIMULATOR_SYMBOLS is "all"');
  });
});
