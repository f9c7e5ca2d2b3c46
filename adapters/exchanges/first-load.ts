import { setTimeout as sleep } from 'node:timers/promises';
import { RestError } from './http-json';

const TRIES = 3;
const TRY_TIMEOUT_MS = 6_000;
const PAUSE_MS = 500;

/**
 * The first answer of the venue, tried three times within about 20 seconds. Throws one sentence with host and cause, as
 * nothing can begin without it. `mayGoOn` is false when the venue wants no more requests or the feed was stopped.
 */
export const loadFirst = async <T>(venue: string, load: (timeoutMs: number) => Promise<T>, mayGoOn: () => boolean): Promise<T> => {
  let cause = 'stopped';
  let tries = 0;
  while (tries < TRIES && mayGoOn()) {
    if (tries > 0) await sleep(PAUSE_MS * tries);
    tries += 1;
    try {
      return await load(TRY_TIMEOUT_MS);
    } catch (error) {
      cause = error instanceof Error ? error.message : String(error);
    }
  }
  throw new RestError(`${venue} gave no list of instruments (${tries === 1 ? 'tried once' : `tried ${tries} times`}): ${cause}`);
};
