import { GetQueueAttributesCommand, GetQueueUrlCommand, ReceiveMessageCommand, SendMessageBatchCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeUserStore } from '../../../adapters/aws/user-store';
import { ClockEnv } from '../../../adapters/clock-from-env';
import { ScannerEnv } from '../../../containers/scanner/env';
import { WhaleEnv } from '../../../containers/whales/env';
import { isCanary } from '../../../core/canary/canary';
import { CANARY_USER_ID } from '../../../core/contracts/user';
import { DeliveryEnv } from '../../../lambdas/delivery/env';
import { FinderEnv } from '../../../lambdas/finder/env';
import { NotificationEnv } from '../../../lambdas/notification/env';
import { PerformanceEnv } from '../../../lambdas/performance/env';
import { OUTBOX_QUEUE } from '../../../local/outbox';
import type { OutboxAlert } from '../../../local/outbox-file';
import { createLocalClients, type LocalClients } from '../../../local/services/clients';
import { startCli, type Cli } from './cli';
import { childrenOf, environmentOf, isRunning } from './processes';
import { until } from '../../support/until';
import { wholeLines } from '../../support/whole-lines';

export type Part = 'scanner' | 'whales' | 'finder' | 'notification' | 'delivery' | 'performance';
export type Item = Readonly<Record<string, unknown>>;

/** What opportunities come from, known by a variable that only it is given. */
const SOURCES = { scanner: ScannerEnv.bybitWsUrl, whales: WhaleEnv.binanceWsUrl } as const;
const isSource = (part: Part): part is keyof typeof SOURCES => part in SOURCES;

/** A function is known by its name, which ends in the template's logical id. */
const isPart = (part: Part, environment: Readonly<Record<string, string>>): boolean => (isSource(part)
  ? environment[SOURCES[part]] !== undefined
  : environment['AWS_LAMBDA_FUNCTION_NAME']?.includes(`-${part.charAt(0).toUpperCase()}${part.slice(1)}Function`) === true);
const PARTS: readonly Part[] = ['scanner', 'whales', 'finder', 'notification', 'delivery', 'performance'];

export const QUEUE = { finder: 'opportunity-queue', notification: 'notification-queue', delivery: 'delivery-queue', performance: 'performance-queue' } as const;
export type Consumer = keyof typeof QUEUE;

const START_MS = 120_000;
/**
 * `volume_spark buy, confidence 0.61 [SIMULATED]  opp-20261120-143653-001`: the last line of what the scanner prints of a hit. The whale
 * scanner's look the same but for their types, and come in an order of their own.
 */
const HIT = /^(?!whale_)\S+ (?:buy|sell), confidence .*\[SIMULATED\] {2}(opp-[\d-]+)$/;

/** A whole local run as its own process, seen from outside: its lines, its processes, its queues and tables. */
export class LocalApp {
  private constructor(readonly cli: Cli, readonly pid: number, private readonly stateDir: string, private readonly environment: Readonly<Record<Part, Readonly<Record<string, string>>>>, private readonly clients: LocalClients) {}

  /** Resolves when every part is running. The caller ends it. */
  static async start(stateDir: string, args: readonly string[] = []): Promise<LocalApp> {
    // A free port: the usual one may be chosen by two runs that start at one time.
    const cli = startCli(['--state-dir', stateDir, '--page-port', '0', ...args]);
    const pid = cli.process.pid!;
    let code: number | null | undefined;
    void cli.ended.then((ended) => { code = ended; });
    const isUp = (): boolean => {
      if (code !== undefined) throw new Error(`the run ended with ${code}: ${cli.stderr.join('\n')}`);
      return cli.stdout.some((line) => line.includes('the scanner is running')) && PARTS.every((part) => findPart(pid, part) !== undefined);
    };
    try {
      await until(isUp, 'every part of the run is there', undefined, START_MS);
    } catch (error) {
      cli.process.kill('SIGKILL');
      throw error;
    }
    const environment = Object.fromEntries(PARTS.map((part) => [part, environmentOf(findPart(pid, part)!)])) as Record<Part, Record<string, string>>;
    const { AWS_ENDPOINT_URL_SQS: messaging = '', AWS_ENDPOINT_URL_DYNAMODB: dynamodb = '' } = environment.finder;
    return new LocalApp(cli, pid, stateDir, environment, createLocalClients({ messaging, dynamodb }));
  }

  /** Undefined between the end of one process and the start of the next. */
  pidOf(part: Part): number | undefined {
    return findPart(this.pid, part);
  }

  /** Every process of the run: the run itself and its children. */
  pids(): number[] {
    return [this.pid, ...childrenOf(this.pid)];
  }

  /**
   * From now on no alert waits for the pace of the day, by which a first day gives out its places: just after midnight there would be
   * next to none.
   */
  async makeAllCritical(): Promise<void> {
    const users = makeUserStore({ client: DynamoDBDocumentClient.from(this.clients.dynamodb), tableName: this.environment.notification[NotificationEnv.usersTable] ?? '' });
    for (const user of await users.list() ?? []) await users.put({ ...user, critical: { enabled: true, min_confidence: 0, types: [], reserved_per_day: 0 } }, 'known');
  }

  /** The run itself takes nothing out of the queues any more; its services go on. */
  freeze(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  /** Everything that opportunities come from. */
  signalSources(signal: NodeJS.Signals): void {
    for (const part of PARTS.filter(isSource)) {
      const pid = this.pidOf(part);
      if (pid !== undefined) process.kill(pid, signal);
    }
  }

  /** Kills the present process of a part and resolves when supervision has put another in its place. */
  async killAndAwaitNext(part: Part): Promise<void> {
    await until(() => this.pidOf(part) !== undefined, `a process of ${part} to kill`);
    const before = this.pidOf(part)!;
    process.kill(before, 'SIGKILL');
    await until(() => ![undefined, before].includes(this.pidOf(part)), `a new process of ${part}`);
  }

  /** Kills the run itself and returns the processes that it had, itself included. */
  async killAll(): Promise<number[]> {
    const pids = this.pids();
    process.kill(this.pid, 'SIGKILL');
    await this.cli.ended;
    this.clients.destroy();
    return pids;
  }

  /** As Ctrl+C does. */
  async interrupt(): Promise<number | null> {
    process.kill(this.pid, 'SIGINT');
    const code = await this.cli.ended;
    this.clients.destroy();
    return code;
  }

  /** For the end of a test that may have failed anywhere. */
  async dispose(): Promise<void> {
    for (const pid of isRunning(this.pid) ? this.pids() : []) process.kill(pid, 'SIGKILL');
    await this.cli.ended;
    this.clients.destroy();
  }

  /** Event ids of what the radar's scanners found, in the order of finding. */
  hits(): string[] {
    return this.cli.stdout.flatMap((line) => HIT.exec(line)?.[1] ?? []);
  }

  /** How often a batch of this function was in the hands of a process that was killed. */
  killsInMidWork(consumer: Consumer): number {
    return this.cli.stderr.filter((line) => line.includes(`message(s) of ${QUEUE[consumer]} failed and come back: the process ended with signal SIGKILL`)).length;
  }

  /** A number of the closing table. */
  closing(label: string): number {
    const from = this.cli.stdout.findIndex((line) => line.startsWith('This run:'));
    const row = this.cli.stdout.slice(from < 0 ? Infinity : from).find((line) => line.trim().startsWith(`${label} `));
    return Number(row === undefined ? NaN : /\s(\d+)(?: {3}|$)/.exec(row)?.[1]);
  }

  marketNowMs(): number {
    const { [ClockEnv.speed]: speed, [ClockEnv.anchorMs]: anchorMs } = this.environment.finder;
    return Number(anchorMs) + (Date.now() - Number(anchorMs)) * Number(speed);
  }

  async send(queueName: string, bodies: readonly string[]): Promise<void> {
    const QueueUrl = await this.urlOf(queueName);
    for (let start = 0; start < bodies.length; start += 5) {
      const Entries = bodies.slice(start, start + 5).map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      const { Failed = [] } = await this.clients.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      if (Failed.length > 0) throw new Error(`not sent: ${JSON.stringify(Failed)}`);
    }
  }

  /** Until the next start of the run, which sets what the template says. */
  async setVisibility(queueName: string, seconds: number): Promise<void> {
    await this.clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl: await this.urlOf(queueName), Attributes: { VisibilityTimeout: String(seconds) } }));
  }

  async held(queueName: string): Promise<{ readonly waiting: number; readonly inFlight: number }> {
    const { Attributes = {} } = await this.clients.sqs.send(new GetQueueAttributesCommand({ QueueUrl: await this.urlOf(queueName), AttributeNames: ['All'] }));
    const [visible, delayed] = [Attributes['ApproximateNumberOfMessages'], Attributes['ApproximateNumberOfMessagesDelayed'] ?? 0].map(Number);
    return { waiting: visible! + delayed!, inFlight: Number(Attributes['ApproximateNumberOfMessagesNotVisible']) };
  }

  /** Bodies of what waits in a queue that nobody reads. */
  async look(queueName: string): Promise<string[]> {
    const { Messages = [] } = await this.clients.sqs.send(new ReceiveMessageCommand({ QueueUrl: await this.urlOf(queueName), MaxNumberOfMessages: 10, VisibilityTimeout: 0 }));
    return Messages.map(({ Body = '' }) => Body);
  }

  /** The sources stand still (SIGSTOP), everything in these queues and in the outbox's is worked off: what came of it is final. */
  async comeToRest(queueNames: readonly string[], withinMs: number): Promise<void> {
    this.signalSources('SIGSTOP');
    let looks = 0;
    await until(async () => {
      const held = await Promise.all([...queueNames, OUTBOX_QUEUE].map((name) => this.held(name)));
      // Several looks in a row: between leaving one queue and entering the next a message is in none.
      looks = held.every(({ waiting, inFlight }) => waiting + inFlight === 0) ? looks + 1 : 0;
      return looks >= 10;
    }, 'the queues are empty', undefined, withinMs);
  }

  /** Lets the sources go on. */
  wake(): void {
    this.signalSources('SIGCONT');
  }

  /** Without canaries, which a schedule sends whatever the sources do. */
  async signals(): Promise<Item[]> {
    return (await this.items(this.environment.finder[FinderEnv.signalsTable])).filter(({ symbol }) => !isCanary({ symbol: String(symbol) }));
  }

  /** What was planned for whom, without canaries. */
  async alerts(): Promise<Item[]> {
    return (await this.items(this.environment.notification[NotificationEnv.alertsTable])).filter(({ user_id }) => user_id !== CANARY_USER_ID);
  }

  /** The ledger's rows, without what all senders share and without canaries, which arrive before any channel. */
  async deliveries(): Promise<Item[]> {
    return (await this.items(this.environment.delivery[DeliveryEnv.deliveriesTable])).filter(({ channel_kind, user_id }) => channel_kind !== undefined && user_id !== CANARY_USER_ID);
  }

  outcomes(): Promise<Item[]> {
    return this.items(this.environment.performance[PerformanceEnv.outcomesTable]);
  }

  /** Without the cells of the track record, which are counted in the same transactions. */
  async precision(): Promise<Item[]> {
    return (await this.items(this.environment.performance[PerformanceEnv.precisionTable])).filter(({ id }) => String(id).startsWith('precision#'));
  }

  outbox(): OutboxAlert[] {
    return wholeLines(join(this.stateDir, 'outbox.jsonl'));
  }

  /** What a function has logged, one JSON object a line. */
  logOf(consumer: Consumer): Item[] {
    const name = readdirSync(join(this.stateDir, 'logs')).find((file) => file.toLowerCase().startsWith(consumer)) ?? '';
    return wholeLines(join(this.stateDir, 'logs', name));
  }

  private async items(table = ''): Promise<Item[]> {
    const client = DynamoDBDocumentClient.from(this.clients.dynamodb);
    const items: Item[] = [];
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await client.send(new ScanCommand({ TableName: table, ConsistentRead: true, ExclusiveStartKey }));
      items.push(...(page.Items ?? []));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    return items;
  }

  private async urlOf(queueName: string): Promise<string> {
    return (await this.clients.sqs.send(new GetQueueUrlCommand({ QueueName: queueName }))).QueueUrl!;
  }
}

function findPart(parent: number, part: Part): number | undefined {
  return childrenOf(parent).find((pid) => isPart(part, environmentOf(pid)));
}
