import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new empty folder and how to remove it. */
export const temporaryFolder = (): { readonly path: string; readonly remove: () => void } => {
  const path = mkdtempSync(join(tmpdir(), 'tapewatch-test-'));
  return { path, remove: () => { rmSync(path, { recursive: true, force: true }); } };
};

/** Resolves once `isTrue` does; fails after a generous time, naming what was waited for. */
export const eventually = async (what: string, isTrue: () => boolean | Promise<boolean>, withinMs = 15_000): Promise<void> => {
  const endMs = Date.now() + withinMs;
  while (Date.now() < endMs) {
    if (await isTrue()) return;
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  throw new Error(`did not happen within ${withinMs} ms: ${what}`);
};
