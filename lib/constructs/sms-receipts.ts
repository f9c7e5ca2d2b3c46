import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, SubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId, type AwsSdkCall } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import type { StageConfig } from '../config';
import { makeLogGroup } from './service-log-group';

export type SmsReceiptsProps = {
  /** Is handed every line. */
  readonly receiver: IFunction;
  readonly config: StageConfig;
};

/**
 * What became of each SMS of the account: SNS writes it to two log groups under names of its own choosing, and the receiver reads
 * them. The setting that makes it write is the account's and region's, so this changes what happens to other senders' messages too.
 * https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html
 */
export class SmsReceipts extends Construct {
  constructor(scope: Construct, id: string, { receiver, config }: SmsReceiptsProps) {
    super(scope, id);
    const { region, account } = Stack.of(this);
    const name = `sns/${region}/${account}/DirectPublishToPhoneNumber`;
    const groups = [makeLogGroup(this, 'Arrived', name, config), makeLogGroup(this, 'Failed', `${name}/Failure`, config)];
    const destination = new LambdaDestination(receiver);
    const filters = groups.map((logGroup) => new SubscriptionFilter(logGroup, 'Receipts', { logGroup, destination, filterPattern: FilterPattern.allEvents() }));
    const writer = new Role(this, 'Writer', { assumedBy: new ServicePrincipal('sns.amazonaws.com'), description: 'Tapewatch: SNS writes here what became of SMS' });
    writer.addToPolicy(new PolicyStatement({
      actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], resources: groups.map(({ logGroupArn }) => logGroupArn),
    }));
    // Not before there is somebody to read: what is written unread is told to nobody.
    this.addAccountSetting(writer, config).node.addDependency(writer, ...filters);
  }

  /** CloudFormation has no resource for it. Empty, an attribute is as if it had never been set. */
  private addAccountSetting(writer: Role, config: StageConfig): AwsCustomResource {
    const set = (DeliveryStatusIAMRole: string, DeliveryStatusSuccessSamplingRate: string): AwsSdkCall => ({
      service: 'SNS', action: 'SetSMSAttributes', physicalResourceId: PhysicalResourceId.of('sms-receipts'),
      parameters: { attributes: { DeliveryStatusIAMRole, DeliveryStatusSuccessSamplingRate } },
    });
    return new AwsCustomResource(this, 'AccountSetting', {
      resourceType: 'Custom::SmsReceipts',
      installLatestAwsSdk: false,
      logGroup: makeLogGroup(this, 'SetUpLogs', '/tapewatch/sms-receipts', config),
      onUpdate: set(writer.roleArn, '100'),
      onDelete: set('', ''),
      policy: AwsCustomResourcePolicy.fromStatements([
        new PolicyStatement({ actions: ['sns:SetSMSAttributes'], resources: ['*'] }),
        new PolicyStatement({ actions: ['iam:PassRole'], resources: [writer.roleArn], conditions: { StringEquals: { 'iam:PassedToService': 'sns.amazonaws.com' } } }),
      ]),
    });
  }
}
