import { rmSync } from 'node:fs';
import { RUN_FOLDER } from './run-folder';

export default (): void => {
  rmSync(process.env[RUN_FOLDER] ?? '', { recursive: true, force: true });
};
