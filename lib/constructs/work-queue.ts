import { CfnOutput, Duration } from 'aws-cdk-lib';
import { PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { MESSAGE_KEY_ACTIONS, allowKeyUse } from './encryption-key';
import { addOperatorAlarm, type Severity } from './operator-alarm';

export type WorkQueueProps = {
  readonly queueName: string;
  /** Time limit of the function that consumes the queue; the visibility timeout follows from it. */
  readonly consumerTimeout: Duration;
  /** Age of the oldest message that is worth an alarm. */
  readonly lateAfter: Duration;
  readonly severity: Severity;
  readonly operations: ITopic;
  /** Absent: the key that SQS manages. */
  readonly key: IKey | undefined;
};

/** A poisoned message is tried this often; fewer would send a message there because of one throttled poll. */
const MAX_RECEIVE_COUNT = 5;

/**
 * Times the consumer's time limit, so that a message under retry inside Lambda is not handed out a second time.
 * Source: AWS Lambda developer guide, "Creating and configuring an Amazon SQS event source mapping".
 */
const VISIBILITY_FACTOR = 6;

/** A standard queue for one consumer, with its dead-letter queue and the two alarms that say it is not being served. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly name: string;
  /** Time limit that the consumer must be given. */
  readonly consumerTimeout: Duration;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    this.name = props.queueName;
    this.consumerTimeout = props.consumerTimeout;
    const shared: QueueProps = {
      enforceSSL: true,
      ...(props.key === undefined
        ? { encryption: QueueEncryption.SQS_MANAGED }
        : { encryption: QueueEncryption.KMS, encryptionMasterKey: props.key }),
    };
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...shared, queueName: `${props.queueName}-dlq`, retentionPeriod: Duration.days(14),
    });
    this.queue = new Queue(this, 'Queue', {
      ...shared,
      queueName: props.queueName,
      retentionPeriod: Duration.days(4),
      visibilityTimeout: Duration.seconds(props.consumerTimeout.toSeconds() * VISIBILITY_FACTOR),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVE_COUNT },
    });
    new CfnOutput(this, 'Url', { value: this.queue.queueUrl });
    new CfnOutput(this, 'DeadLettersUrl', { value: this.deadLetters.queueUrl });
    this.addAlarms(props);
  }

  /** Lets a role send to this queue and nothing else. */
  allowSend(role: IRole): void {
    role.addToPrincipalPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] }));
    allowKeyUse(role, this.queue.encryptionMasterKey, 'sqs', MESSAGE_KEY_ACTIONS);
  }

  /** Lets a role ask how full this queue and its dead letters are. */
  allowLook(role: IRole): void {
    role.addToPrincipalPolicy(new PolicyStatement({ actions: ['sqs:GetQueueAttributes'], resources: [this.queue.queueArn, this.deadLetters.queueArn] }));
  }

  /** A queue that nobody touches reports no metrics, so for both alarms missing data means an empty queue. */
  private addAlarms(props: WorkQueueProps): void {
    const period = Duration.minutes(1);
    addOperatorAlarm(this, 'DeadLettersAlarm', {
      name: `tapewatch-${this.name}-dead-letters`, severity: props.severity, operations: props.operations,
      meaning: `messages of ${this.name} failed ${MAX_RECEIVE_COUNT} times or could not be delivered to it, and wait in ${this.name}-dlq.`,
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
      threshold: 0, when: 'above', periods: 1, silenceBreaches: false,
    });
    addOperatorAlarm(this, 'LateAlarm', {
      name: `tapewatch-${this.name}-late`, severity: props.severity, operations: props.operations,
      meaning: `the oldest message of ${this.name} has waited longer than ${props.lateAfter.toSeconds()} s.`,
      metric: this.queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' }),
      threshold: props.lateAfter.toSeconds(), when: 'above', periods: 3, silenceBreaches: false,
    });
  }
}
