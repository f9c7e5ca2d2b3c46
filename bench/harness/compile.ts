import { build } from 'esbuild';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

/** Programs of the benches, compiled ahead so that no loader stands between them and the machine. */
const PROGRAMS = [
  'bench/run-case.ts', 'bench/socket/frame-server.ts', 'bench/socket/socket-client.ts', 'bench/socket-path/stream-server.ts',
  'bench/socket-path/run-client.ts',
];

/** Compiles into a folder of this run's own, gives it to `use` and removes it afterwards. */
export const withPrograms = async <T>(use: (programs: string) => Promise<T>): Promise<T> => {
  const outdir = join(process.cwd(), 'node_modules', '.cache', `tapewatch-bench-${process.pid}`);
  try {
    await compile(outdir);
    return await use(outdir);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
};

const compile = async (outdir: string): Promise<void> => {
  await build({
    entryPoints: PROGRAMS, outdir, outbase: 'bench', bundle: true, platform: 'node', format: 'cjs', target: 'node20',
    external: ['bufferutil', 'utf-8-validate'], logLevel: 'error',
  });
};
