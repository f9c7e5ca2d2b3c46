import { makeActivityLog, type ActivityLog } from '../adapters/aws/activity-log';
import type { TableSettings } from '../adapters/aws/tables';
import { requireEnv } from '../adapters/env';
import type { Logger } from '../adapters/logging';

/** The activity log of one function, by the name of its variable; a line that was not written is told in the function's own log. */
export const activityFrom = (variable: string, client: TableSettings['client'], log: Logger): ActivityLog => makeActivityLog({
  client, tableName: requireEnv(variable, 'the name of the activity table'),
  onProblem: (error) => { log.warn('activity-not-written', 'the page was not told of a step', { error }); },
});
