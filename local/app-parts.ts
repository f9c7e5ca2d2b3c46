import { ScannerEnv } from '../containers/scanner/env';
import { StreamEnv } from '../containers/stream/env';
import { WhaleEnv } from '../containers/whales/env';
import { ApiEnv } from '../lambdas/api/env';
import { DeliveryEnv } from '../lambdas/delivery/env';
import { FinderEnv } from '../lambdas/finder/env';
import { NotificationEnv } from '../lambdas/notification/env';
import { PerformanceEnv } from '../lambdas/performance/env';
import type { ContainerPlan, LocalPlan, QueuePlan } from './template/local-plan';
import { TemplateError } from './template/template-error';

/** The parts of the template that the runner itself must know, found by the environment names that the entries read. */
export interface AppParts {
  readonly scanner: ContainerPlan;
  /** Undefined where the settings leave the large levels out, or their stream. */
  readonly whales: ContainerPlan | undefined;
  readonly stream: ContainerPlan | undefined;
  readonly opportunityQueue: QueuePlan;
  /** Name of the queue that takes undecidable opportunities; undefined where the template has none. */
  readonly opportunityDeadLetterQueue: string | undefined;
  /** Names of the queues in which an accepted signal waits to be planned, and then of those in which it was given up. */
  readonly notificationQueues: readonly string[];
  readonly alertsTopicArn: string;
  readonly signalsTable: string;
  /** What was planned for whom. */
  readonly alertsTable: string;
  readonly usersTable: string;
  readonly tokensTable: string;
  readonly deliveriesTable: string;
  readonly outcomesTable: string;
}

const valueOf = (owners: readonly { readonly environment: Readonly<Record<string, string>> }[], name: string): string => {
  const value = owners.map(({ environment }) => environment[name]).find((candidate) => candidate !== undefined);
  if (value === undefined) throw new TemplateError(`no function or container of the template has the environment variable ${name}`);
  return value;
};

/** The queue that the function with this variable reads, and behind it its dead-letter queue: the way that messages go. */
const queuesOf = ({ functions, mappings, queues }: LocalPlan, name: string): readonly string[] => {
  const names = functions.filter(({ environment }) => environment[name] !== undefined).map((one) => one.name);
  const read = queues.filter(({ arn }) => mappings.some(({ functionName, queueArn }) => queueArn === arn && names.includes(functionName)));
  const dead = queues.filter(({ arn }) => read.some(({ redrive }) => redrive?.deadLetterQueueArn === arn));
  return [...read, ...dead].map((queue) => queue.name);
};

export const findAppParts = (plan: LocalPlan): AppParts => {
  const containerWith = (name: string): ContainerPlan | undefined => plan.containers.find(({ environment }) => environment[name] !== undefined);
  const scanner = containerWith(ScannerEnv.bybitWsUrl);
  if (scanner === undefined) throw new TemplateError(`no container of the template has the environment variable ${ScannerEnv.bybitWsUrl}`);
  const queueUrl = scanner.environment[ScannerEnv.queueUrl];
  const opportunityQueue = plan.queues.find(({ url }) => url === queueUrl);
  if (opportunityQueue === undefined) throw new TemplateError(`${ScannerEnv.queueUrl} of the scanner names no queue of the template: ${String(queueUrl)}`);
  return {
    scanner, whales: containerWith(WhaleEnv.whalesTable), stream: containerWith(StreamEnv.tokensTable), opportunityQueue,
    opportunityDeadLetterQueue: plan.queues.find(({ arn }) => arn === opportunityQueue.redrive?.deadLetterQueueArn)?.name,
    notificationQueues: queuesOf(plan, NotificationEnv.alertsPerDay),
    alertsTopicArn: valueOf(plan.functions, DeliveryEnv.alertsTopicArn),
    signalsTable: valueOf(plan.functions, FinderEnv.signalsTable),
    alertsTable: valueOf(plan.functions, NotificationEnv.alertsTable),
    tokensTable: valueOf(plan.functions, ApiEnv.tokensTable),
    usersTable: valueOf(plan.functions, NotificationEnv.usersTable),
    deliveriesTable: valueOf(plan.functions, DeliveryEnv.deliveriesTable),
    outcomesTable: valueOf(plan.functions, PerformanceEnv.outcomesTable),
  };
};
