import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import { LambdaFunction, type LambdaFunctionProps } from './lambda-function';
import type { WorkQueue } from './work-queue';

export type QueueConsumerProps = Omit<LambdaFunctionProps, 'timeout'> & {
  readonly work: WorkQueue;
  /** Most invocations at once; keeps a backlog from using up the account's concurrency and pushing messages to the dead letters. */
  readonly maxConcurrency: number;
};

/** Messages per invocation: what one SQS receive returns without a waiting window. */
const BATCH_SIZE = 10;

/** A function that serves one queue and fails one record at a time. */
export class QueueConsumer extends LambdaFunction {
  constructor(scope: Construct, id: string, props: QueueConsumerProps) {
    super(scope, id, { ...props, timeout: props.work.consumerTimeout });
    this.function.addEventSource(new SqsEventSource(props.work.queue, {
      batchSize: BATCH_SIZE, reportBatchItemFailures: true, maxConcurrency: props.maxConcurrency,
    }));
  }
}
