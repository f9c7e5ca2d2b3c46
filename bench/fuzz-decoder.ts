import { fork } from 'node:child_process';
import { UsageError } from '../cli/usage';
import { flatness, type MemorySample } from './fuzz/memory';
import { parseFuzzOptions, FUZZ_HELP, type FuzzOptions } from './fuzz/options';
import { FUZZ_PART, runPart, type PartReport } from './fuzz/part';

/** Between two reports pass at most a few seconds, on the slowest machine as well. */
const HANG_MS = 60_000;
const LARGEST_PART = 100_000;

const showPart = ({ mutatedFrames, fastFrames, fallbackFrames, heapBytes, rssBytes, slowestMs }: PartReport): string =>
  `${mutatedFrames.toLocaleString('en')} mutated frames and ${(fastFrames + fallbackFrames - mutatedFrames).toLocaleString('en')} others, ${((100 * fastFrames) / (fastFrames + fallbackFrames)).toFixed(1)} % from bytes, heap ${(heapBytes / 2 ** 20).toFixed(2)} MiB, `
  + `rss ${(rssBytes / 2 ** 20).toFixed(1)} MiB, slowest 50 frames ${slowestMs.toFixed(2)} ms each`;

/** The decoder runs in a process of its own: one that hangs can still be ended, and the memory is its own alone. */
const supervise = (options: FuzzOptions): Promise<number> => new Promise((resolve) => {
  const child = fork(__filename, [], { execArgv: [...process.execArgv, '--expose-gc'], env: { ...process.env, [FUZZ_PART]: JSON.stringify({ ...options, part: Math.min(LARGEST_PART, Math.ceil(options.frames / 20)) }) } });
  const samples: MemorySample[] = [];
  let last = 'nothing yet';
  let outcome: number | undefined;
  const finish = (code: number, text: string): void => {
    if (outcome !== undefined) return;
    outcome = code;
    console.log(text);
    clearTimeout(timer);
    child.kill('SIGKILL');
    resolve(code);
  };
  const timer = setTimeout(() => { finish(1, `HANG: no progress for ${HANG_MS / 1_000} s after ${last}`); }, HANG_MS);
  child.on('message', (message) => {
    const report = message as PartReport;
    timer.refresh();
    last = showPart(report);
    console.log(last);
    samples.push(report);
    if (report.finding !== undefined) finish(1, `FOUND: ${report.finding.fault}\nframe (latin1): ${JSON.stringify(report.finding.frame)}`);
    else if (report.mutatedFrames >= options.frames) finish(...verdict(samples));
  });
  child.on('exit', (code, signal) => { finish(1, `CRASH: the decoder's process ended with ${code ?? signal ?? 'no code'} after ${last}`); });
});

const verdict = (samples: readonly MemorySample[]): [code: number, text: string] => {
  const { isFlat, text } = flatness(samples);
  return [isFlat ? 0 : 1, `no crash, no hang, no difference, nothing that cannot be; ${text}`];
};

const main = async (): Promise<number> => {
  const part = process.env[FUZZ_PART];
  if (part !== undefined) return runPart(part);
  const options = parseFuzzOptions(process.argv.slice(2));
  if (options === 'help') {
    console.log(FUZZ_HELP);
    return 0;
  }
  return supervise(options);
};

main().then((code) => { process.exitCode = code; }, (error: unknown) => {
  console.error(error instanceof UsageError ? `fuzz-decoder: ${error.message}` : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
