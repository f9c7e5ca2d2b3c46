import './start/require-node';
import { configFor } from '../lib/config';
import { readSettingsFile, SettingsFileError } from '../lib/settings-file';
import { LocalRun } from '../local/local-run';
import { lockStateFolder, LockedError } from '../local/lock-file';
import { watchLaunchers } from './start/launcher';
import { forgetState, PreflightError, prepareStateDir, requireFreePort, requireVenue } from './start/preflight';
import { Screen } from './start/screen';
import { HELP, readStartOptions, type StartOptions } from './start/start-options';
import { UsageError } from './usage';

/** Why a run ends. */
type Ending = 'alert' | 'time' | 'person' | 'failure';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** Resolves when the person, or whatever started this process, wants it to end. Later signals find it ending already. */
const endedByPerson = (): Promise<Ending> => new Promise((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => { resolve('person'); });
  watchLaunchers(() => { resolve('person'); });
});

const afterSeconds = (seconds: number): Promise<Ending> => new Promise((resolve) => {
  setTimeout(() => { resolve('time'); }, seconds * 1000).unref();
});

const runUntilEnd = async (options: StartOptions, screen: Screen): Promise<number> => {
  const { live, speed, seed, port, streamPort, pagePort, preset, config, stateDir, forSeconds, untilAlert } = options;
  let firstAlertSeconds: number | undefined;
  let onFirstAlert: (ending: Ending) => void = () => undefined;
  const firstAlert = new Promise<Ending>((resolve) => { onFirstAlert = resolve; });
  const run = new LocalRun({
    stateDir, market: live ? 'live' : 'simulated', speed, seed, port, streamPort, pagePort, ...(preset === undefined ? {} : { preset }), ...(config === undefined ? {} : { config }),
    onPage: (url, openedUrl) => { screen.page(url, openedUrl); },
    onProgress: (text) => { screen.progress(text); },
    onProblem: (text) => { screen.problem(text); },
    onScannerLine: (line, stream) => { if (stream === 'stdout') screen.line(line); else screen.problem(line); },
    onAlert: (alert) => {
      screen.alert(alert);
      firstAlertSeconds ??= screen.elapsedSeconds();
      onFirstAlert('alert');
    },
  });
  const fail = (error: unknown): Ending => {
    screen.problem(error instanceof Error ? error.message : String(error));
    return 'failure';
  };
  const person = endedByPerson();
  const failure = run.start().then(() => new Promise<Ending>(() => undefined), fail);
  const ending = await Promise.race([
    person, failure,
    ...(forSeconds === undefined ? [] : [afterSeconds(forSeconds)]),
    ...(untilAlert ? [firstAlert] : []),
  ]);
  if (ending !== 'failure') screen.progress('stopping');
  const result = await run.stop();
  if (result !== undefined) screen.closing(result);
  if (untilAlert && firstAlertSeconds !== undefined) screen.line(`First alert ${firstAlertSeconds.toFixed(1)} s after the start.`);
  if (untilAlert && firstAlertSeconds === undefined && ending === 'time') screen.problem(`no alert within ${String(forSeconds)} s`);
  return ending === 'failure' || (untilAlert && ending === 'time') ? EXIT_FAILED : 0;
};

const main = async (args: readonly string[]): Promise<number> => {
  const options = readStartOptions(args);
  if (options.help) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  readSettingsFile(options.config);
  prepareStateDir(options.stateDir);
  const unlock = lockStateFolder(options.stateDir);
  try {
    if (options.live) await requireVenue(configFor().scanner.bybitRestUrl, '/v5/market/time');
    await requireFreePort('port', options.port);
    await requireFreePort('stream-port', options.streamPort);
    if (options.pagePort !== undefined) await requireFreePort('page-port', options.pagePort);
    if (options.fresh) forgetState(options.stateDir);
    const screen = new Screen({ live: options.live, speed: options.speed });
    screen.banner(options.stateDir);
    return await runUntilEnd(options, screen);
  } finally {
    unlock();
  }
};

const explain = (error: unknown): number => {
  const message = error instanceof Error ? error.message : String(error);
  const isUsage = error instanceof UsageError || error instanceof SettingsFileError;
  const isExpected = isUsage || error instanceof PreflightError || error instanceof LockedError;
  process.stderr.write(`start: ${isExpected || !(error instanceof Error) ? message : error.stack ?? message}\n`);
  if (error instanceof UsageError) process.stderr.write('Try `npm start -- --help`.\n');
  return isUsage ? EXIT_USAGE : EXIT_FAILED;
};

// A child that would not end must not keep the terminal: everything that matters is stopped or counted by now.
main(process.argv.slice(2)).catch(explain).then((code) => process.exit(code), () => process.exit(EXIT_FAILED));
