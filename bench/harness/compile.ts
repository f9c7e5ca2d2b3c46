import { build } from 'esbuild';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

/** Programs of the benches, compiled ahead so that no loader stands between them and the machine. */
const PROGRAMS = {
  'run-case': 'bench/run-case.ts',
  'socket/frame-server': 'bench/socket/frame-server.ts',
  'socket/socket-client': 'bench/socket/socket-client.ts',
  'socket-path/stream-server': 'bench/socket-path/stream-server.ts',
  'socket-path/run-client': 'bench/socket-path/run-client.ts',
  'recording/plain-replay': 'bench/recording/plain-replay.ts',
  replay: 'cli/replay.ts',
};

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
    entryPoints: PROGRAMS, outdir, bundle: true, platform: 'node', format: 'cjs', target: 'node20',
    // The sources find the repository's files from the folder that they are in.
    define: { __dirname: JSON.stringify(join(process.cwd(), 'lib')) }, external: ['bufferutil', 'utf-8-validate'], logLevel: 'error',
  });
};
