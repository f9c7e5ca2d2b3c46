import { Duration, type Stack } from 'aws-cdk-lib';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { StageConfig } from '../config';
import type { FanOutTopic } from '../constructs/fan-out-topic';
import type { WorkQueue } from '../constructs/work-queue';
import type { StateStack } from '../stacks/state-stack';

/** Time limit of what answers to a queue or a person: two tries of a slow AWS call, and a batch of ten after that. */
export const CONSUMER_TIMEOUT = Duration.seconds(15);

/** What the functions of the signals stack read, write and call: each one's file says which of it, and with which rights. */
export type SignalParts = {
  readonly stack: Stack;
  readonly config: StageConfig;
  readonly state: StateStack;
  readonly operations: ITopic;
  readonly queues: Readonly<Record<'opportunities' | 'notifications' | 'deliveries' | 'performance', WorkQueue>>;
  readonly topics: Readonly<Record<'signals' | 'alerts', FanOutTopic>>;
  readonly secrets: Secret;
};
