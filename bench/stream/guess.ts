import { fork } from 'node:child_process';
import { join } from 'node:path';
import { numberOf, parseFlags, UsageError } from '../../cli/usage';
import { percentileInPlace } from '../harness/statistics';
import { ask } from './ask';
import type { GuessReport, GuessRequest } from './guesser-process';
import { startStack, type StreamStack } from './stream-stack';

const HELP = `Usage: npx tsx bench/stream/guess.ts [--guesses 1000000] [--addresses 20000] [--at-once 200]

Guesses tokens over real sockets, from many addresses of 127.0.0.0/8, while a client with a right token comes and goes. Prints how many
guesses were accepted, which must be none, how the others were answered, and how long the right token waited before and meanwhile.
A guess that an address is locked out for is answered without being looked at.
`;

interface GuessOptions { readonly guesses: number; readonly addresses: number; readonly atOnce: number }

/** In a process of its own: what the guesser costs is not to be taken for the stream's. */
const guessAll = (stack: StreamStack, knownId: string, options: GuessOptions): Promise<GuessReport> => new Promise((resolve, reject) => {
  const request: GuessRequest = { port: stack.port, knownId, ...options };
  const child = fork(join(stack.programs, 'guesser.js'), [JSON.stringify(request)], { execArgv: [] });
  let report: GuessReport = {};
  child.on('message', (message) => {
    report = message as GuessReport;
    console.error(`${Object.values(report).reduce((a, b) => a + b, 0)} guesses: ${JSON.stringify(report)}, ${(stack.rssBytes() / 2 ** 20).toFixed(0)} MiB`);
  });
  child.once('exit', (code) => {
    if (code === 0) resolve(report);
    else reject(new Error(`the guesser ended with code ${String(code)}`));
  });
});

/** Comes and goes with a right token, five times a second, from an address of its own. */
const comeAndGo = (stack: StreamStack, token: string) => {
  const waits: number[] = [];
  const statuses = new Map<number, number>();
  const timer = setInterval(() => {
    const startedMs = performance.now();
    void ask(stack.port, token, '127.1.1.1').then((status) => {
      waits.push(performance.now() - startedMs);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    });
  }, 220);
  return {
    end: (): string => {
      clearInterval(timer);
      const sorted = Float64Array.from(waits);
      return `p50 ${percentileInPlace(sorted, 0.5).toFixed(1)} ms, p99 ${percentileInPlace(sorted, 0.99).toFixed(1)} ms of ${waits.length}, answered ${[...statuses].map(([code, count]) => `${code} ${count}`).join(', ')}`;
    },
  };
};

const bench = async (options: GuessOptions): Promise<number> => {
  const stack = await startStack(() => []);
  try {
    const [token = ''] = await stack.issueTokens(1);
    const quiet = comeAndGo(stack, token);
    await new Promise((resolve) => { setTimeout(resolve, 5_000); });
    console.log(`right token, in peace    ${quiet.end()}`);
    const meanwhile = comeAndGo(stack, token);
    const startedMs = performance.now();
    const statuses = await guessAll(stack, token.split('_')[2] ?? '', options);
    const seconds = (performance.now() - startedMs) / 1_000;
    console.log(`right token, meanwhile   ${meanwhile.end()}`);
    const accepted = statuses['101'] ?? 0;
    console.log(`guesses                  ${options.guesses} from ${options.addresses} addresses in ${seconds.toFixed(0)} s; accepted ${accepted}; looked up and wrong ${statuses['401'] ?? 0}; locked out ${statuses['429'] ?? 0}; told to come later ${statuses['503'] ?? 0}; no answer ${statuses['0'] ?? 0}`);
    console.log(`memory of the stream     ${(stack.rssBytes() / 2 ** 20).toFixed(0)} MiB`);
    return accepted === 0 ? 0 : 1;
  } finally {
    await stack.stop();
  }
};

const main = async (): Promise<number> => {
  try {
    const { values } = parseFlags({
      args: process.argv.slice(2), strict: true,
      options: {
        guesses: { type: 'string', default: '1000000' }, addresses: { type: 'string', default: '20000' }, 'at-once': { type: 'string', default: '200' }, help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      console.log(HELP);
      return 0;
    }
    const whole = (flag: 'guesses' | 'addresses' | 'at-once', max: number): number => numberOf(flag, values[flag], { min: 1, max, isInteger: true });
    return await bench({ guesses: whole('guesses', 1e9), addresses: whole('addresses', 1_000_000), atOnce: whole('at-once', 10_000) });
  } catch (error) {
    console.error(`guess: ${error instanceof Error ? error.message : String(error)}`);
    return error instanceof UsageError ? 2 : 1;
  }
};

void main().then((code) => process.exit(code));
