import { mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** Something about this machine that keeps a run from starting; the text is one sentence. */
export class PreflightError extends Error {
  override readonly name = 'PreflightError';
}

const codeOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, message } = cause as NodeJS.ErrnoException;
  return code ?? message;
};

/** Exists afterwards and can be written to. */
export const prepareStateDir = (stateDir: string): void => {
  try {
    mkdirSync(join(stateDir, 'logs'), { recursive: true });
  } catch (error) {
    throw new PreflightError(`the state folder ${stateDir} cannot be used (${codeOf(error)}): choose another with --state-dir`);
  }
};

/** What a run keeps. Only this is removed: the folder may hold other things, chosen by mistake. */
const KEPT = ['services', 'outbox.jsonl', 'outbox-repeats.jsonl', 'logs', 'bundles', 'cdk.out', 'data', 'stream.json'];

export const forgetState = (stateDir: string): void => {
  for (const name of KEPT) rmSync(join(stateDir, name), { recursive: true, force: true });
};

/** `flag` is what the person chose the port with; 0 is always free. */
export const requireFreePort = async (flag: string, port: number): Promise<void> => {
  if (port === 0) return;
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(new PreflightError(`port ${port} on 127.0.0.1 cannot be used (${codeOf(error)}): choose another with --${flag}, or leave the choice to the system`));
    });
    server.listen(port, '127.0.0.1', () => { server.close(() => { resolve(); }); });
  });
};

/** One small request to `path` of the venue, so that a machine without the internet says so at once. */
export const requireVenue = async (restUrl: string, path: string): Promise<void> => {
  const url = new URL(path, restUrl);
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000), redirect: 'error' });
    if (response.ok) return;
    throw new Error(`HTTP status ${response.status}`);
  } catch (error) {
    throw new PreflightError(`the exchange does not answer at ${url.host} (${codeOf(error)}): --live needs the internet; without --live a simulated market is used`);
  }
};
