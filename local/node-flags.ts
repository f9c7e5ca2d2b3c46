import { pathToFileURL } from 'node:url';

/** Flags with which a child runs a TypeScript file of this repository as it is. */
export const typeScriptFlags = (): readonly string[] => ['--import', pathToFileURL(require.resolve('tsx')).href];

/** Flags that load a CommonJS file before the child's own code. */
export const preloadFlags = (file: string): readonly string[] => ['--require', file];
