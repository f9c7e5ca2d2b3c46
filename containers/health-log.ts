import { makeActivityLog } from '../adapters/aws/activity-log';
import { makeDocumentClient } from '../adapters/aws/clients';
import type { Logger } from '../adapters/logging';
import type { ActivityEntry } from '../core/contracts/activity';

export type HealthEntry = Extract<ActivityEntry, { kind: 'health' }>;

/** What a container says when it ends as it was asked to. */
export const stoppedHealth = (component: string): HealthEntry => ({ kind: 'health', component, status: 'down', reason: 'stopped', figures: {} });

export interface HealthLogOptions {
  /** Undefined: nobody is told. */
  readonly tableName: string | undefined;
  /** How the process is now; called once a second. */
  readonly look: () => HealthEntry;
  readonly logger: Logger;
}

export interface HealthLog {
  /** Says once more how it ended. */
  stop(last: HealthEntry): Promise<void>;
}

const LOOK_MS = 1_000;
/** A figure that is older than three times this says that the process does not speak any more. */
const SAY_MS = 10_000;

/** Tells the page how a container is: at once when that changes for better or worse, and each ten seconds that it still is. */
export const startHealthLog = ({ tableName, look, logger }: HealthLogOptions): HealthLog => {
  if (tableName === undefined) return { stop: () => Promise.resolve() };
  const log = makeActivityLog({
    client: makeDocumentClient(), tableName, onProblem: (error) => { logger.warn('health-not-written', 'the page was not told how this is', { error }); },
  });
  let [saidStatus, saidMs] = ['', -Infinity];
  let said = Promise.resolve();
  /** One after the other: a word that is overtaken would stand as the last one. */
  const say = (entry: HealthEntry): Promise<void> => {
    [saidStatus, saidMs] = [entry.status, performance.now()];
    log.note(entry);
    said = said.then(log.flush);
    return said;
  };
  const timer = setInterval(() => {
    const entry = look();
    if (entry.status !== saidStatus || performance.now() - saidMs >= SAY_MS) void say(entry);
  }, LOOK_MS);
  return {
    stop: (last) => {
      clearInterval(timer);
      return say(last);
    },
  };
};
