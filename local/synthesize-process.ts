import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from './bundle';
import { typeScriptFlags } from './node-flags';

/**
 * Synthesizes the CDK app into `outdir`, in a process of its own: the CDK takes half a gigabyte that the run then has back.
 * @throws Error with what the synthesis said.
 */
export const synthesizeInProcess = async (outdir: string, config: string | undefined, signal: AbortSignal): Promise<void> => {
  rmSync(outdir, { recursive: true, force: true });
  const child = spawn(process.execPath, [...typeScriptFlags(), join(REPOSITORY, 'cli', 'synth.ts'), '--out', outdir, ...(config === undefined ? [] : ['--config', config])], {
    cwd: REPOSITORY, stdio: ['ignore', 'ignore', 'pipe'], signal,
  });
  const errors: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => { errors.push(chunk.toString('utf8')); });
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`the stacks cannot be synthesized (exit code ${String(code)}): ${errors.join('').trim()}`));
    });
  });
};
