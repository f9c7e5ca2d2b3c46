import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HELP, readStartOptions } from '../../cli/start/start-options';
import { UsageError } from '../../cli/usage';
import { forgetState, requireVenue } from '../../cli/start/preflight';
import { temporaryFolder } from '../local/support/temporary-folder';

const ROOT = join(__dirname, '..', '..');
const NODE_FLAGS = ['--import', pathToFileURL(require.resolve('tsx')).href];

interface Ended { readonly code: number | null; readonly stdout: string; readonly stderr: string }

const start = (...args: string[]): Promise<Ended> => new Promise((resolve) => {
  const child = spawn(process.execPath, [...NODE_FLAGS, join(ROOT, 'cli', 'start.ts'), ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => { text.stdout += chunk.toString(); });
  child.stderr.on('data', (chunk: Buffer) => { text.stderr += chunk.toString(); });
  child.on('close', (code) => { resolve({ code, ...text }); });
});

describe('the arguments of npm start', () => {
  test('without arguments: a simulated market at twenty times the speed, until Ctrl+C', () => {
    expect(readStartOptions([])).toEqual({
      help: false, live: false, untilAlert: false, forSeconds: undefined, speed: 20, seed: 1, preset: undefined,
      stateDir: join(process.cwd(), '.tapewatch'), fresh: false, port: 0, streamPort: 0,
    });
  });

  test('--live runs at the speed of the world', () => {
    expect(readStartOptions(['--live'])).toMatchObject({ live: true, speed: 1 });
  });

  test.each([
    [['--frob'], /Unknown option '--frob'/],
    [['now'], /Unexpected argument 'now'/],
    [['--for', 'ever'], /--for is "ever": expected a number from 1 to 604800/],
    [['--for', ''], /--for is "": expected a number/],
    [['--for=-5'], /--for is "-5": expected a number/],
    [['--speed', '0'], /--speed is "0": expected a number from 1 to 120/],
    [['--speed', 'NaN'], /--speed is "NaN"/],
    [['--seed', '1.5'], /--seed is "1.5": expected a whole number/],
    [['--port', '65536'], /--port is "65536": expected a whole number from 0 to 65535/],
    [['--preset', 'best'], /--preset is "best": expected one of default, more, precise/],
    [['--state-dir', ' '], /--state-dir is empty/],
    [['--live', '--speed', '5'], /--speed belongs to the simulated market and cannot be combined with --live/],
    [['--for'], /argument missing/],
  ])('%j is refused with a sentence that names the flag', (args, message) => {
    expect(() => readStartOptions(args)).toThrow(UsageError);
    expect(() => readStartOptions(args)).toThrow(message);
  });

  test('the help names every flag', () => {
    for (const flag of ['until-alert', 'for', 'speed', 'seed', 'live', 'preset', 'state-dir', 'fresh', 'port', 'help']) expect(HELP).toContain(`--${flag}`);
  });
});

describe('npm start with something wrong: one sentence and an exit code', () => {
  const folder = temporaryFolder();
  const stateDir = (name: string): string => join(folder.path, name);
  afterAll(folder.remove);

  test('an unknown flag: 2', async () => {
    const { code, stderr } = await start('--frob');
    expect(code).toBe(2);
    expect(stderr).toBe("start: Unknown option '--frob'\nTry `npm start -- --help`.\n");
  });

  test('--help: 0, on standard output', async () => {
    const { code, stdout, stderr } = await start('--help');
    expect([code, stdout, stderr]).toEqual([0, `${HELP}\n`, '']);
  });

  test('I3: a port in use: 1', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    const { port } = server.address() as { port: number };
    const { code, stderr } = await start('--port', String(port), '--state-dir', stateDir('port'));
    server.close();
    expect(code).toBe(1);
    expect(stderr).toBe(`start: port ${port} on 127.0.0.1 cannot be used (EADDRINUSE): choose another with --port, or leave the choice to the system\n`);
  });

  test('a second run on the same state folder: 1', async () => {
    const dir = stateDir('locked');
    mkdirSync(dir);
    writeFileSync(join(dir, 'run.lock'), JSON.stringify({ pid: process.pid, birth: null }));
    const { code, stderr } = await start('--state-dir', dir);
    expect(code).toBe(1);
    expect(stderr).toBe(`start: the state folder ${dir} is in use by process ${process.pid}: stop that run, or choose another folder with --state-dir\n`);
  });

  test('a state folder that is a file: 1', async () => {
    const path = stateDir('file');
    writeFileSync(path, '');
    const { code, stderr } = await start('--state-dir', path);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^start: the state folder .* cannot be used \(E[A-Z]+\): choose another with --state-dir\n$/);
  });

  test('a Node.js that is too old: 1, and what to do', () => {
    const script = `Object.defineProperty(process.versions, 'node', { value: '20.20.2' }); require(${JSON.stringify(join(ROOT, 'cli', 'start.ts'))});`;
    const { status, stderr } = spawnSync(process.execPath, [...NODE_FLAGS, '-e', script], { cwd: ROOT, encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('start: Node.js 20.20.2 is too old: npm start needs 22.13 or later.');
    expect(stderr).toContain('npm ci');
  });

  test('an exchange out of reach with --live is named, with what to do', async () => {
    // Nothing listens on the discard port.
    await expect(requireVenue('http://127.0.0.1:9', '/v5/market/time')).rejects.toThrow(
      /the exchange does not answer at 127\.0\.0\.1:9 \(.+\): --live needs the internet; without --live a simulated market is used/);
  });

  test('--fresh forgets what runs keep and touches nothing else in the folder', () => {
    const dir = stateDir('fresh');
    mkdirSync(join(dir, 'services'), { recursive: true });
    for (const name of ['outbox.jsonl', 'mine.txt']) writeFileSync(join(dir, name), 'x');
    forgetState(dir);
    expect(readdirSync(dir)).toEqual(['mine.txt']);
  });
});
