import { build } from 'esbuild';
import { join } from 'node:path';

/** Programs of the benches, compiled ahead so that no loader stands between them and the machine. */
const PROGRAMS = ['bench/run-case.ts'];

/** @returns the folder of the compiled programs. */
export const compile = async (): Promise<string> => {
  const outdir = join(process.cwd(), 'node_modules', '.cache', 'tapewatch-bench');
  await build({
    entryPoints: PROGRAMS, outdir, outbase: 'bench', bundle: true, platform: 'node', format: 'cjs', target: 'node20',
    external: ['bufferutil', 'utf-8-validate'], logLevel: 'error',
  });
  return outdir;
};
