import { CfnOutput } from 'aws-cdk-lib';
import { PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic, type SubscriptionFilter } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { MESSAGE_KEY_ACTIONS, allowKeyUse } from './encryption-key';
import type { WorkQueue } from './work-queue';

export type FanOutTopicProps = {
  /** Sender name in e-mail and the start of an SMS. */
  readonly displayName: string;
  /** Absent: no server-side encryption beyond the service's own disks. */
  readonly key: IKey | undefined;
};

/** A standard topic over TLS only, which hands every message to each queue that wants it. */
export class FanOutTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: FanOutTopicProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', {
      displayName: props.displayName, enforceSSL: true, ...(props.key === undefined ? {} : { masterKey: props.key }),
    });
    new CfnOutput(this, 'Arn', { value: this.topic.topicArn });
  }

  /**
   * Delivers the published text itself, without the SNS envelope. What SNS gives up on lands in the dead-letter queue
   * of the same consumer, so that each consumer has one place to look into.
   */
  deliverTo(work: WorkQueue, filterPolicy?: Record<string, SubscriptionFilter>): void {
    this.topic.addSubscription(new SqsSubscription(work.queue, {
      rawMessageDelivery: true, deadLetterQueue: work.deadLetters, ...(filterPolicy === undefined ? {} : { filterPolicy }),
    }));
  }

  /** Lets a role publish to this topic and nothing else. */
  allowPublish(role: IRole): void {
    role.addToPrincipalPolicy(new PolicyStatement({ actions: ['sns:Publish'], resources: [this.topic.topicArn] }));
    allowKeyUse(role, this.topic.masterKey, 'sns', MESSAGE_KEY_ACTIONS);
  }
}
