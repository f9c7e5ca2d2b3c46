import { CfnOutput, RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { TABLE_KEY_ACTIONS, allowKeyUse } from './encryption-key';

/** Attribute with the epoch second after which DynamoDB may delete an item; an item without it stays. */
export const EXPIRY_ATTRIBUTE = 'expires_at';

export type RecordTableProps = {
  /** Name of the string partition key. */
  readonly partitionKey: string;
  /** Name of the string that a partition is sorted by; absent: one item for each partition key. */
  readonly sortKey?: string;
  /** Whether items may carry {@link EXPIRY_ATTRIBUTE}. */
  readonly expires: boolean;
  readonly deletionProtection: boolean;
  /** Absent: the key that DynamoDB owns. */
  readonly key: IKey | undefined;
};

/** The DynamoDB calls a function may be given. A transaction needs the permissions of its items and none of its own. */
export type TableAction = 'GetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'BatchGetItem' | 'BatchWriteItem' | 'Query';

/** An on-demand table of records by id, restorable to any second of the last 35 days and kept when its stack goes. */
export class RecordTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, props: RecordTableProps) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: props.partitionKey, type: AttributeType.STRING },
      ...(props.sortKey === undefined ? {} : { sortKey: { name: props.sortKey, type: AttributeType.STRING } }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      ...(props.expires ? { timeToLiveAttribute: EXPIRY_ATTRIBUTE } : {}),
      ...(props.key === undefined ? {} : { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: props.key }),
      deletionProtection: props.deletionProtection,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    new CfnOutput(this, 'Name', { value: this.table.tableName });
  }

  get name(): string {
    return this.table.tableName;
  }

  /** Lets a role make exactly these calls on this table. */
  allow(role: IRole, ...actions: readonly TableAction[]): void {
    role.addToPrincipalPolicy(new PolicyStatement({
      actions: actions.map((action) => `dynamodb:${action}`),
      resources: [this.table.tableArn],
    }));
    allowKeyUse(role, this.table.encryptionKey, 'dynamodb', TABLE_KEY_ACTIONS);
  }
}
