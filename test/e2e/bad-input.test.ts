import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryFolder } from '../local/support/temporary-folder';
import { startCli } from './support-kill/cli';
import { Load } from './support-kill/load';
import { LocalApp, QUEUE } from './support-kill/local-app';
import { canSeeProcesses } from './support-kill/processes';
import { until } from '../support/until';

const LONG_MS = 120_000;

interface Ended { readonly code: number | null; readonly stdout: readonly string[]; readonly stderr: readonly string[] }

const run = async (args: readonly string[], nodeFlags: readonly string[] = []): Promise<Ended> => {
  const { ended, stdout, stderr } = startCli(args, nodeFlags);
  return { code: await ended, stdout, stderr };
};

/** Unknown flags, a port in use and the like: test/cli/start.test.ts. */
describe('npm start with something wrong ends with one sentence and an exit code', () => {
  const folder = temporaryFolder();
  afterAll(folder.remove);

  test('a settings file with a field out of range: 2, naming file, field, value and what was expected', async () => {
    const path = join(folder.path, 'settings.json');
    writeFileSync(path, JSON.stringify({ alertsPerHour: 0 }));
    const { code, stdout, stderr } = await run(['--config', path, '--state-dir', join(folder.path, 'config')]);
    expect({ code, stdout, lines: stderr.length }).toEqual({ code: 2, stdout: [], lines: 1 });
    expect(stderr[0]).toContain(`settings file ${path}: alertsPerHour is 0: `);
    expect(stderr[0]).toContain('expected number to be >=1');
  });

  test('--live without a network: 1, naming the exchange and the way to go on without it', async () => {
    const stateDir = join(folder.path, 'live');
    const ended = await run(['--live', '--state-dir', stateDir], ['--import', pathToFileURL(join(__dirname, 'support-kill', 'no-network.ts')).href]);
    expect(ended).toEqual({ code: 1, stdout: [], stderr: ['start: the exchange does not answer at api.bybit.com (ENOTFOUND): --live needs the internet; without --live a simulated market is used'] });
    expect(existsSync(join(stateDir, 'run.lock'))).toBe(false);
  });
});

const describeWhereSeen = canSeeProcesses ? describe : describe.skip;

describeWhereSeen(canSeeProcesses ? 'bad input of a run' : 'bad input of a run (skipped: no /proc on this system)', () => {
  const folder = temporaryFolder();
  const stateDir = join(folder.path, 'state');
  const deadLetters = `${QUEUE.finder}-dlq`;
  let app: LocalApp;

  beforeAll(async () => { app = await LocalApp.start(stateDir); }, 2 * LONG_MS);
  afterAll(async () => {
    await app.dispose();
    folder.remove();
  }, LONG_MS);

  test('malformed messages end in the dead-letter queue with field, value and expectation in the log; their neighbours are decided once', async () => {
    // The template's 90 s between two deliveries would make five of them take six minutes.
    await app.setVisibility(QUEUE.finder, 1);
    const good = new Load().next(3, app.marketNowMs());
    const [before, between, after] = good.map((opportunity) => JSON.stringify(opportunity));
    const wrongPrice = JSON.stringify({ ...good[0], dedupe_key: 'wrong-price', price: -7.52 });
    const wrongSide = JSON.stringify({ ...good[0], dedupe_key: 'wrong-side', side: 'long' });
    await app.send(QUEUE.finder, [before!, wrongPrice, between!, 'no JSON', wrongSide, after!]);

    await until(async () => (await app.held(deadLetters)).waiting === 3, 'the three are dead letters', undefined, LONG_MS);
    expect((await app.look(deadLetters)).sort()).toEqual([wrongPrice, wrongSide, 'no JSON'].sort());

    const refusals = app.logOf('finder').filter(({ event }) => event === 'message-refused');
    const sentences = [...new Set(refusals.map(({ message }) => String(message)))];
    expect(sentences).toHaveLength(3);
    expect(sentences).toEqual(expect.arrayContaining([
      expect.stringMatching(/"?price"? is -7\.52.*expected.*>0/), expect.stringMatching(/"?side"? is "long".*expected.*"buy"\|"sell"/), expect.stringMatching(/no JSON/i),
    ]));
    // As often as the template lets a message be tried.
    for (const sentence of sentences) expect(refusals.filter(({ message }) => message === sentence).map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5]);

    const known = new Set(good.map(({ dedupe_key }) => dedupe_key));
    await until(async () => (await app.signals()).filter(({ signal_id }) => known.has(String(signal_id))).length === 3, 'the neighbours are decided', undefined, LONG_MS);
    const published = app.logOf('finder').filter(({ event, signal_id }) => event === 'signal-published' && known.has(String(signal_id)));
    expect(published.map(({ signal_id }) => signal_id).sort()).toEqual([...known].sort());
    expect((await app.signals()).filter(({ signal_id }) => String(signal_id).startsWith('wrong-'))).toEqual([]);
  }, 3 * LONG_MS);

  test('a second run on the same folder: 1, naming the process that has it; the first goes on', async () => {
    expect(await run(['--state-dir', stateDir])).toEqual({
      code: 1, stdout: [], stderr: [`start: the state folder ${stateDir} is in use by process ${app.pid}: stop that run, or choose another folder with --state-dir`],
    });
    const [one] = new Load().next(1, app.marketNowMs());
    await app.send(QUEUE.finder, [JSON.stringify({ ...one!, dedupe_key: 'after the refused run' })]);
    await until(async () => (await app.signals()).some(({ signal_id }) => signal_id === 'after the refused run'), 'the first run decides', undefined, LONG_MS);
  }, 2 * LONG_MS);

  test('the closing table counts the dead letters that were opportunities, and the run ends with 0', async () => {
    expect(await app.interrupt()).toBe(0);
    expect(app.closing('dead-letter queue')).toBe(2);
    expect(app.closing('opportunities')).toBe(app.closing('accepted') + app.closing('rejected') + app.closing('in flight') + 2);
  }, LONG_MS);
});
