import type { AppParts } from './app-parts';
import type { OpportunityWatch } from './opportunity-watch';
import { tallyRun, type RunTally } from './run-tally';
import type { LocalClients } from './services/clients';
import { scanTable } from './services/scan-table';

/** Counts from the tables and queues what became of the run's opportunities. */
export const countRun = async ({ dynamodb }: LocalClients, parts: AppParts, watch: OpportunityWatch): Promise<RunTally> => {
  const scan = (table: string, attributes: readonly string[]) => scanTable(dynamodb, table, attributes);
  const [signals, planned, deliveries, outcomes, waitingIds, deadIds, ...unplanned] = await Promise.all([
    scan(parts.signalsTable, ['signal_id', 'decision']),
    scan(parts.alertsTable, ['signal_id', 'hold_reason']),
    scan(parts.deliveriesTable, ['alert_id', 'channel_kind', 'state']),
    scan(parts.outcomesTable, ['opportunity_id', 'h1', 'h5', 'h15', 'h60']),
    watch.idsIn(parts.opportunityQueue.name),
    parts.opportunityDeadLetterQueue === undefined ? new Set<string>() : watch.idsIn(parts.opportunityDeadLetterQueue),
    ...parts.notificationQueues.map((name) => watch.idsIn(name)),
  ]);
  const { opportunityIds, leftOverIds } = watch;
  return tallyRun({ opportunityIds, leftOverIds, signals, planned, deliveries, outcomes, waitingIds, deadIds, unplannedIds: new Set(unplanned.flatMap((ids) => [...ids])) });
};
