import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config';
import { makeKey } from '../constructs/encryption-key';
import { RecordTable } from '../constructs/record-table';
import { RecordingsBucket } from '../constructs/recordings-bucket';

/**
 * What must outlive every deployment: decisions, users, what was planned and delivered for them, outcomes, the precision computed from
 * them, the whale scanner's pools, the stream's tokens, and recordings where they are wanted. A table costs nothing empty and is lost to its users when it leaves the
 * template, so those of the whales are there whether whales are watched or not.
 */
export class StateStack extends Stack {
  readonly signals: RecordTable;
  /** What was planned for whom. */
  readonly alerts: RecordTable;
  readonly outcomes: RecordTable;
  readonly precision: RecordTable;
  readonly whaleState: RecordTable;
  readonly streamTokens: RecordTable;
  readonly users: RecordTable;
  /** What decides on a user's next alert. */
  readonly alertStates: RecordTable;
  /** The ledger, and what all senders share: rates and money. */
  readonly deliveries: RecordTable;
  /** What the page is told, by hour. */
  readonly activity: RecordTable;
  readonly recordings: RecordingsBucket | undefined;

  constructor(scope: Construct, id: string, props: StackProps & { readonly config: StageConfig }) {
    super(scope, id, props);
    const { customerManagedKeys, deletionProtection } = props.config;
    const key = customerManagedKeys ? makeKey(this, 'TablesKey', 'Tapewatch: tables') : undefined;
    this.signals = new RecordTable(this, 'Signals', { partitionKey: 'signal_id', expires: true, deletionProtection, key });
    this.alerts = new RecordTable(this, 'Alerts', { partitionKey: 'alert_id', expires: true, deletionProtection, key });
    this.outcomes = new RecordTable(this, 'Outcomes', { partitionKey: 'opportunity_id', expires: true, deletionProtection, key });
    this.precision = new RecordTable(this, 'Precision', { partitionKey: 'id', expires: false, deletionProtection, key });
    this.whaleState = new RecordTable(this, 'WhaleState', { partitionKey: 'id', expires: false, deletionProtection, key });
    this.streamTokens = new RecordTable(this, 'StreamTokens', { partitionKey: 'token_id', expires: true, deletionProtection, key });
    this.users = new RecordTable(this, 'Users', { partitionKey: 'user_id', expires: false, deletionProtection, key });
    this.alertStates = new RecordTable(this, 'AlertStates', { partitionKey: 'user_id', expires: false, deletionProtection, key });
    this.deliveries = new RecordTable(this, 'Deliveries', { partitionKey: 'delivery_id', expires: true, deletionProtection, key });
    this.activity = new RecordTable(this, 'Activity', { partitionKey: 'bucket_id', sortKey: 'line_id', expires: true, deletionProtection, key });
    this.recordings = props.config.recordings ? new RecordingsBucket(this, 'Recordings', { customerManagedKey: customerManagedKeys }) : undefined;
  }
}
