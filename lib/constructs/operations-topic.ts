import { CfnOutput, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { MESSAGE_KEY_ACTIONS } from './encryption-key';

/**
 * The topic that carries alarms to the operators. A topic policy of our own replaces the one by which CloudWatch could
 * publish, and an encrypted topic needs CloudWatch in its key policy: both are granted here, for this account only.
 */
export class OperationsTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: { readonly key: Key | undefined }) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', {
      displayName: 'Tapewatch operations', enforceSSL: true, ...(props.key === undefined ? {} : { masterKey: props.key }),
    });
    const alarms = new ServicePrincipal('cloudwatch.amazonaws.com');
    const conditions = { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } };
    this.topic.addToResourcePolicy(new PolicyStatement({
      principals: [alarms], actions: ['sns:Publish'], resources: [this.topic.topicArn], conditions,
    }));
    props.key?.addToResourcePolicy(new PolicyStatement({
      principals: [alarms], actions: MESSAGE_KEY_ACTIONS, resources: ['*'], conditions,
    }));
    new CfnOutput(this, 'Arn', { value: this.topic.topicArn });
  }
}
