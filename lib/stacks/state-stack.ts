import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config';
import { makeKey } from '../constructs/encryption-key';
import { RecordTable } from '../constructs/record-table';

/** What must outlive every deployment: decisions, alerts, outcomes and the precision computed from them. */
export class StateStack extends Stack {
  readonly signals: RecordTable;
  readonly alerts: RecordTable;
  readonly outcomes: RecordTable;
  readonly precision: RecordTable;

  constructor(scope: Construct, id: string, props: StackProps & { readonly config: StageConfig }) {
    super(scope, id, props);
    const { customerManagedKeys, deletionProtection } = props.config;
    const key = customerManagedKeys ? makeKey(this, 'TablesKey', 'Tapewatch: tables') : undefined;
    this.signals = new RecordTable(this, 'Signals', { partitionKey: 'signal_id', expires: true, deletionProtection, key });
    this.alerts = new RecordTable(this, 'Alerts', { partitionKey: 'alert_id', expires: true, deletionProtection, key });
    this.outcomes = new RecordTable(this, 'Outcomes', { partitionKey: 'opportunity_id', expires: true, deletionProtection, key });
    this.precision = new RecordTable(this, 'Precision', { partitionKey: 'id', expires: false, deletionProtection, key });
  }
}
