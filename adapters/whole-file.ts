import { renameSync, writeFileSync } from 'node:fs';

/** Whole or not at all: whoever reads the file meets none that is half written. `mode`: who may read it. */
export const writeWhole = (path: string, text: string, mode?: number): void => {
  writeFileSync(`${path}.new`, text, mode === undefined ? {} : { mode });
  renameSync(`${path}.new`, path);
};
