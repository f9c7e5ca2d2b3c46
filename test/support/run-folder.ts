import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Variable with the folder that the tests of one run share; gone when the run is over. */
export const RUN_FOLDER = 'TAPEWATCH_TEST_RUN';

/** What `make` gives, made once in a run for each key, whichever worker asks first; plain JSON. Two that ask at once both make it. */
export const madeOnce = <T>(key: string, make: () => T): T => {
  const folder = process.env[RUN_FOLDER];
  if (folder === undefined) return make();
  const path = join(folder, `${createHash('sha256').update(key).digest('hex')}.json`);
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as T;
  const value = make();
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, JSON.stringify(value));
  renameSync(draft, path);
  return value;
};
