import type { AppParts } from './app-parts';
import type { OpportunityWatch } from './opportunity-watch';
import { tallyRun, type RunTally } from './run-tally';
import type { LocalClients } from './services/clients';
import { scanTable } from './services/scan-table';

type Watch = Pick<OpportunityWatch, 'idsIn' | 'opportunityIds' | 'leftOverIds'>;

/**
 * Counts from the tables and queues what became of the run's opportunities. Each place is read before the one that its messages go to:
 * one that moves on meanwhile is seen twice, never nowhere.
 */
export const countRun = async ({ dynamodb }: Pick<LocalClients, 'dynamodb'>, parts: AppParts, watch: Watch): Promise<RunTally> => {
  const scan = (table: string, attributes: readonly string[]) => scanTable(dynamodb, table, attributes);
  const waitingIds = await watch.idsIn(parts.opportunityQueue.name);
  const deadIds = parts.opportunityDeadLetterQueue === undefined ? new Set<string>() : await watch.idsIn(parts.opportunityDeadLetterQueue);
  const unplannedIds = new Set<string>();
  for (const name of parts.notificationQueues) for (const id of await watch.idsIn(name)) unplannedIds.add(id);
  const signals = await scan(parts.signalsTable, ['signal_id', 'decision']);
  const planned = await scan(parts.alertsTable, ['signal_id', 'hold_reason']);
  const deliveries = await scan(parts.deliveriesTable, ['alert_id', 'channel_kind', 'state']);
  const outcomes = await scan(parts.outcomesTable, ['opportunity_id', 'h1', 'h5', 'h15', 'h60']);
  const { opportunityIds, leftOverIds } = watch;
  return tallyRun({ opportunityIds, leftOverIds, signals, planned, deliveries, outcomes, waitingIds, deadIds, unplannedIds });
};
