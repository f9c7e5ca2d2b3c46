import { join } from 'node:path';

/** Absolute path of a file or folder of this repository, wherever the command was started. */
export const repositoryPath = (...parts: readonly string[]): string => join(__dirname, '..', ...parts);
