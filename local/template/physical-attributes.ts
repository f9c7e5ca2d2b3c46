import { asRecord, type Json } from './json';
import type { LocalAccount } from './local-account';

type Attributes = Readonly<Record<string, string | undefined>>;

interface Naming {
  /** Property that states an explicit name; absent: such a resource is never addressed by one. */
  readonly property?: string;
  readonly attributes: (account: LocalAccount, name: string) => Attributes;
}

const arn = (account: LocalAccount, service: string, resource: string): string =>
  `arn:aws:${service}:${account.region}:${account.accountId}:${resource}`;

/** What `Ref` and `Fn::GetAtt` return, by type: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/ (Return values). */
const NAMINGS: Readonly<Record<string, Naming>> = {
  'AWS::SQS::Queue': {
    property: 'QueueName',
    attributes: (account, name) => {
      const url = `${account.sqsEndpoint}/${account.accountId}/${name}`;
      return { Ref: url, QueueUrl: url, Arn: arn(account, 'sqs', name), QueueName: name };
    },
  },
  'AWS::SNS::Topic': {
    property: 'TopicName',
    attributes: (account, name) => ({ Ref: arn(account, 'sns', name), TopicArn: arn(account, 'sns', name), TopicName: name }),
  },
  'AWS::DynamoDB::Table': {
    property: 'TableName',
    attributes: (account, name) => ({ Ref: name, Arn: arn(account, 'dynamodb', `table/${name}`) }),
  },
  'AWS::DynamoDB::GlobalTable': {
    property: 'TableName',
    attributes: (account, name) => ({ Ref: name, Arn: arn(account, 'dynamodb', `table/${name}`) }),
  },
  'AWS::ApiGatewayV2::Api': {
    attributes: ({ httpEndpoint }, name) => ({ Ref: name, ApiId: name, ApiEndpoint: httpEndpoint }),
  },
  'AWS::CloudFront::Distribution': {
    attributes: ({ httpEndpoint }, name) => ({ Ref: name, Id: name, DomainName: new URL(httpEndpoint).host }),
  },
  'AWS::Lambda::Function': {
    property: 'FunctionName',
    attributes: (account, name) => ({ Ref: name, Arn: arn(account, 'lambda', `function:${name}`) }),
  },
};

/** A generated name is a function of stack and logical id, so that a restart finds the resources of the run before it. */
const generatedName = (stackName: string, logicalId: string): string => `${stackName}-${logicalId}`.slice(-80);

/** The answers to `Ref` (under the key `Ref`) and `Fn::GetAtt` for one resource; a missing key is an unsupported attribute. */
export const physicalAttributes = (
  account: LocalAccount, stackName: string, logicalId: string, resource: Json, text: (value: unknown) => string,
): Attributes => {
  const naming = NAMINGS[String(resource['Type'])];
  if (naming === undefined) return { Ref: generatedName(stackName, logicalId) };
  const stated = naming.property === undefined ? undefined : asRecord(resource['Properties'])[naming.property];
  return naming.attributes(account, stated === undefined ? generatedName(stackName, logicalId) : text(stated));
};
