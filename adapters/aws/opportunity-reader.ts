import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { deliveryId } from '../../core/alerts/delivery/ledger';
import { HORIZONS_MINUTES, parseAftermath, type Aftermath } from '../../core/contracts/aftermath';
import type { WireBar } from '../../core/contracts/common';
import { parseDeliveryRow, type DeliveryRow } from '../../core/contracts/delivery';
import { parseOutcome, type Outcome } from '../../core/contracts/outcome';
import { parseSignal, type Signal } from '../../core/contracts/signal';
import { unpackBars } from './packed-bars';
import { readItems } from './table-batch';
import type { TableSettings } from './tables';

/** All that the tables hold of one opportunity. */
export interface OpportunityRecord {
  readonly signal: Signal;
  readonly bars: readonly WireBar[];
  readonly aftermaths: readonly Aftermath[];
  readonly outcomes: readonly Outcome[];
}

export interface OpportunityTables {
  readonly client: TableSettings['client'];
  readonly signalsTable: string;
  readonly outcomesTable: string;
  readonly deliveriesTable: string;
}

export interface Addressee {
  readonly userId: string;
  readonly channelId: string;
}

/** Reads what is known of an opportunity. Needs GetItem on signals and outcomes, BatchGetItem on deliveries. */
export interface OpportunityReader {
  /** `undefined`: no decision of it is stored, or no longer. */
  get(opportunityId: string): Promise<OpportunityRecord | undefined>;
  /** The ledger's rows of an alert that are there. */
  deliveries(alertId: string, addressees: readonly Addressee[]): Promise<readonly DeliveryRow[]>;
}

export const makeOpportunityReader = ({ client, signalsTable, outcomesTable, deliveriesTable }: OpportunityTables): OpportunityReader => {
  const item = async (TableName: string, Key: Record<string, string>): Promise<Record<string, unknown> | undefined> =>
    (await client.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item;

  return {
    async get(opportunityId) {
      const [decision, followed] = await Promise.all([item(signalsTable, { signal_id: opportunityId }), item(outcomesTable, { opportunity_id: opportunityId })]);
      if (decision === undefined) return undefined;
      const parts = (prefix: string): unknown[] => HORIZONS_MINUTES.map((horizon) => followed?.[`${prefix}${horizon}`]).filter((part) => part !== undefined);
      return {
        signal: parseSignal(decision), bars: unpackBars(decision['bars']),
        aftermaths: parts('a').map(parseAftermath), outcomes: parts('h').map(parseOutcome),
      };
    },
    async deliveries(alertId, addressees) {
      const keys = addressees.map(({ userId, channelId }) => ({ delivery_id: deliveryId({ alert_id: alertId, user_id: userId, channel_id: channelId }) }));
      return (await readItems({ client, tableName: deliveriesTable }, keys)).map(parseDeliveryRow);
    },
  };
};
