import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RUN_FOLDER } from './run-folder';

/** Before all tests: a folder that every worker of this run shares. */
export default (): void => {
  process.env[RUN_FOLDER] = mkdtempSync(join(tmpdir(), 'tapewatch-run-'));
};
