import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { UsageError } from '../../cli/usage';
import { percentileInPlace } from '../harness/statistics';
import type { AttackReport, AttackRequest } from './attacker-process';
import type { ClientReport, ClientRequest } from './client-process';
import { loadText, type LoadResult, type PhaseResult } from './load-report';
import { benchOrder } from './market';
import { LOAD_HELP, parseLoadOptions, type LoadOptions } from './options';
import { startStack, type StreamStack } from './stream-stack';

const LEAST_LEVELS = 50;
const BATCH_MS = 100;
const PER_ADDRESS = 10;
const PER_TOKEN = 10;
const HEALTHY_PROCESSES = 3;
const WARM_UP_MS = 5_000;
const STOPPED_SHARE = 0.1;
const ATTACKING_SHARE = 0.01;
/** Each client is a socket of ours and one of the server's, in different processes; files, feed and attackers besides. */
const SPARE_FILES = 200;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });
const nowUs = (): number => Math.round((performance.timeOrigin + performance.now()) * 1_000);

/** @throws UsageError where a process may not open as many files as the server needs. */
const requireFiles = (clients: number): void => {
  const limit = Number(spawnSync('sh', ['-c', 'ulimit -n']).stdout.toString());
  if (limit < clients + SPARE_FILES) throw new UsageError(`a process may open ${limit} files: ${clients} clients need ${clients + SPARE_FILES}; allow them with \`ulimit -n ${clients + SPARE_FILES}\``);
};

const answerOf = <T>(child: ChildProcess): Promise<T> => new Promise((resolve, reject) => {
  child.once('message', (message) => { resolve(message as T); });
  child.once('exit', (code) => { reject(new Error(`a process of the bench ended with code ${String(code)}`)); });
  child.send({ ask: 'report' });
});

/** Publishes the bench's levels, ten batches a second, until it is told to stop. */
const publish = (stack: StreamStack, messagesPerSecond: number): NodeJS.Timeout => {
  const count = Math.round((messagesPerSecond * BATCH_MS) / 1_000);
  // Of a level that changes twice in a batch only the latest would be told.
  const levels = Math.max(LEAST_LEVELS, count);
  let next = 0;
  return setInterval(() => {
    stack.feed.publish(Array.from({ length: count }, () => {
      next += 1;
      // Told for its weight, each time round.
      return { order: benchOrder(next % levels, Math.floor(next / levels) % 2 === 0 ? 0.3 : 0.7, nowUs()), removed_time_ms: null };
    }));
  }, BATCH_MS);
};

class Load {
  private readonly children: ChildProcess[] = [];

  constructor(private readonly options: LoadOptions, private readonly stack: StreamStack) {}

  async run(say: (text: string) => void): Promise<LoadResult> {
    const { clients, seconds } = this.options;
    const [stoppedCount, attackers] = [Math.round(clients * STOPPED_SHARE), Math.max(1, Math.round(clients * ATTACKING_SHARE))];
    const tokens = await this.stack.issueTokens(Math.ceil(clients / PER_TOKEN));
    const publisher = publish(this.stack, this.options.messagesPerSecond);
    const healthy = this.startHealthy(clients - stoppedCount, tokens.slice(Math.ceil(stoppedCount / PER_TOKEN)));
    const stopped = this.start('client', { port: this.stack.port, clients: stoppedCount, perAddress: PER_ADDRESS, network: 20, tokens: tokens.slice(0, Math.ceil(stoppedCount / PER_TOKEN)) });
    await this.allServed(clients);
    say(`${clients} clients are served; warming up`);
    await sleep(WARM_UP_MS);

    say(`in peace for ${seconds} s`);
    const quiet = await this.measure(healthy, 'quiet');
    const rssBefore = this.stack.rssBytes();
    say(`with ${stoppedCount} stopped and ${attackers} attacking for ${seconds} s`);
    stopped.kill('SIGSTOP');
    const attacker = this.start('attacker', { port: this.stack.port, attackers });
    const attack = await this.measure(healthy, 'attack');
    const attacks = await answerOf<AttackReport>(attacker);
    const reports = await Promise.all(healthy.map((child) => answerOf<ClientReport>(child)));
    clearInterval(publisher);
    const { cut, refused } = await this.stack.health();
    return {
      clients, stopped: stoppedCount, attackers, seconds, messagesPerSecond: this.options.messagesPerSecond,
      quiet: phaseOf(reports, 'quiet', quiet), attack: phaseOf(reports, 'attack', attack),
      rssGrowthBytes: attack.rssBytes - rssBefore, rssBytes: rssBefore, cut, refused, attacks,
      healthyEnds: reports.reduce((sum, { ends }) => sum + Object.values(ends).reduce((a, b) => a + b, 0), 0),
    };
  }

  end(): void {
    for (const child of this.children) child.kill('SIGKILL');
  }

  private startHealthy(clients: number, tokens: readonly string[]): ChildProcess[] {
    const each = Math.ceil(clients / HEALTHY_PROCESSES);
    const tokensEach = Math.ceil(tokens.length / HEALTHY_PROCESSES);
    return Array.from({ length: HEALTHY_PROCESSES }, (_, index) => this.start('client', {
      port: this.stack.port, clients: Math.min(each, clients - index * each), perAddress: PER_ADDRESS, network: 10 + index,
      tokens: tokens.slice(index * tokensEach, (index + 1) * tokensEach),
    }));
  }

  private start(program: 'client' | 'attacker', request: ClientRequest | AttackRequest): ChildProcess {
    const child = fork(join(this.stack.programs, `${program}.js`), [JSON.stringify(request)], { serialization: 'advanced', execArgv: [] });
    this.children.push(child);
    return child;
  }

  private async allServed(clients: number): Promise<void> {
    for (let tries = 0; (await this.stack.health()).clients < clients; tries += 1) {
      if (tries > 120) throw new Error(`only ${(await this.stack.health()).clients} of ${clients} clients were served within a minute: ${JSON.stringify(await this.stack.health())}`);
      await sleep(500);
    }
  }

  /** @returns the largest memory and queue that were seen twice a second. */
  private async measure(healthy: readonly ChildProcess[], phase: 'quiet' | 'attack'): Promise<{ rssBytes: number; queuedBytes: number; lagMs: number }> {
    for (const child of healthy) child.send({ phase });
    const most = { rssBytes: 0, queuedBytes: 0, lagMs: 0 };
    const endMs = performance.now() + this.options.seconds * 1_000;
    while (performance.now() < endMs) {
      await sleep(500);
      const { queued_bytes: queued, lag_ms: lagMs } = await this.stack.health();
      most.rssBytes = Math.max(most.rssBytes, this.stack.rssBytes());
      most.queuedBytes = Math.max(most.queuedBytes, queued.most);
      most.lagMs = Math.max(most.lagMs, lagMs);
    }
    for (const child of healthy) child.send({ phase: 'idle' });
    return most;
  }
}

const phaseOf = (reports: readonly ClientReport[], phase: 'quiet' | 'attack', { queuedBytes, lagMs }: { queuedBytes: number; lagMs: number }): PhaseResult => {
  const latencies = Float64Array.from(reports.flatMap(({ latenciesMs }) => latenciesMs[phase]));
  return { reads: latencies.length, p50Ms: percentileInPlace(latencies, 0.5), p99Ms: percentileInPlace(latencies, 0.99), queuedBytes, lagMs };
};

const bench = async (options: LoadOptions): Promise<void> => {
  requireFiles(options.clients);
  const stack = await startStack(() => []);
  const load = new Load(options, stack);
  try {
    const result = await load.run((text) => { console.error(text); });
    console.log(options.json ? JSON.stringify(result) : loadText(result));
  } finally {
    load.end();
    await stack.stop();
  }
};

const main = async (): Promise<number> => {
  try {
    const options = parseLoadOptions(process.argv.slice(2));
    if (options === 'help') console.log(LOAD_HELP);
    else await bench(options);
    return 0;
  } catch (error) {
    console.error(`load: ${error instanceof Error ? error.message : String(error)}`);
    return error instanceof UsageError ? 2 : 1;
  }
};

void main().then((code) => process.exit(code));
