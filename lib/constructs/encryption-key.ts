import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key, type IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/**
 * A customer managed key, rotated yearly and kept when its stack goes: what it encrypted would be lost with it.
 * Its policy leaves use to IAM in this account; who may use it stands in the roles.
 */
export const makeKey = (scope: Construct, id: string, description: string): Key =>
  new Key(scope, id, {
    description,
    enableKeyRotation: true,
    pendingWindow: Duration.days(30),
    removalPolicy: RemovalPolicy.RETAIN,
  });

/** Lets a role use a key, and only through the service that holds the data (`kms:ViaService`). */
export const allowKeyUse = (role: IRole, key: IKey | undefined, service: 'sqs' | 'sns' | 'dynamodb' | 's3', actions: string[]): void => {
  if (key === undefined) return;
  const { region, urlSuffix } = Stack.of(role);
  role.addToPrincipalPolicy(new PolicyStatement({
    actions,
    resources: [key.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': `${service}.${region}.${urlSuffix}` } },
  }));
};

/** What a writer to an encrypted queue or topic needs: a new data key, and to read the one in use. */
export const MESSAGE_KEY_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];

/**
 * What a reader and writer of an encrypted table needs.
 * Source: Amazon DynamoDB developer guide, "DynamoDB encryption at rest: usage notes"; its two wildcards are spelt out.
 */
export const TABLE_KEY_ACTIONS = [
  'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom', 'kms:ReEncryptTo',
];
