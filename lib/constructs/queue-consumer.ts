import { CfnOutput, Duration } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { FUNCTION_BUNDLING, SOURCE_MAP_ENVIRONMENT } from '../bundling';
import type { StageConfig } from '../config';
import { repositoryPath } from '../repository-path';
import { addOperatorAlarm, type Severity } from './operator-alarm';
import { makeLogGroup } from './service-log-group';
import type { WorkQueue } from './work-queue';

export type QueueConsumerProps = {
  /** Folder under lambdas/, and the name in logs and alarms. */
  readonly name: string;
  readonly description: string;
  readonly work: WorkQueue;
  /** Values by the names of the function's env.ts. */
  readonly environment: Record<string, string>;
  /** Most invocations at once; keeps a backlog from using up the account's concurrency and pushing messages to the dead letters. */
  readonly maxConcurrency: number;
  readonly severity: Severity;
  readonly operations: ITopic;
  readonly config: StageConfig;
};

/** Messages per invocation: what one SQS receive returns without a waiting window. */
const BATCH_SIZE = 10;

/** A function that serves one queue, fails one record at a time and may do nothing that was not granted to its role. */
export class QueueConsumer extends Construct {
  readonly role: Role;
  readonly function: NodejsFunction;

  constructor(scope: Construct, id: string, props: QueueConsumerProps) {
    super(scope, id);
    const logGroup = makeLogGroup(this, 'Logs', `/tapewatch/${props.name}`, props.config);
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Tapewatch ${props.name}: its queue, its records, its log group`,
    });
    this.role.addToPolicy(new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn],
    }));
    this.function = new NodejsFunction(this, 'Function', {
      description: props.description,
      entry: repositoryPath('lambdas', props.name, 'index.ts'),
      handler: 'handler',
      projectRoot: repositoryPath(),
      depsLockFilePath: repositoryPath('package-lock.json'),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 256,
      timeout: props.work.consumerTimeout,
      role: this.role,
      logGroup,
      environment: { ...SOURCE_MAP_ENVIRONMENT, ...props.environment },
      bundling: FUNCTION_BUNDLING,
    });
    this.function.addEventSource(new SqsEventSource(props.work.queue, {
      batchSize: BATCH_SIZE, reportBatchItemFailures: true, maxConcurrency: props.maxConcurrency,
    }));
    new CfnOutput(this, 'Name', { value: this.function.functionName });
    addOperatorAlarm(this, 'ErrorsAlarm', {
      name: `tapewatch-${props.name}-errors`, severity: props.severity, operations: props.operations,
      meaning: `the ${props.name} function crashed or ran out of time in the last five minutes.`,
      metric: this.function.metricErrors({ period: Duration.minutes(5), statistic: 'Sum' }),
      threshold: 0, when: 'above', periods: 1, silenceBreaches: false,
    });
  }
}
