import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { TextStore } from './text-store';

const PRIVATE = 0o600;
const MARK = '#sha256=';

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The text without its last line, which must be the digest of what stands above it; undefined for anything else. */
const checked = (content: string): string | undefined => {
  const at = content.lastIndexOf(`\n${MARK}`);
  if (at < 0) return undefined;
  const text = content.slice(0, at);
  return content.slice(at + 1).trim() === `${MARK}${digestOf(text)}` ? text : undefined;
};

/** A file written beside its place and moved there whole: a reader sees the one before or the new one, and a torn one is found out by its digest. */
class CheckedFile implements TextStore {
  private readonly previous: string;

  constructor(private readonly path: string) {
    this.previous = `${path}.previous`;
    mkdirSync(dirname(path), { recursive: true });
  }

  load(): Promise<string | undefined> {
    const paths = [this.path, this.previous].filter((path) => existsSync(path));
    for (const path of paths) {
      const text = checked(readFileSync(path, 'utf8'));
      if (text !== undefined) return Promise.resolve(text);
    }
    if (paths.length === 0) return Promise.resolve(undefined);
    return Promise.reject(new Error(`${paths.join(' and ')}: the digest in the last line does not fit the text: expected a file that was written whole`));
  }

  async save(text: string): Promise<void> {
    const fresh = `${this.path}.new`;
    const file = await open(fresh, 'w', PRIVATE);
    try {
      await file.writeFile(`${text}\n${MARK}${digestOf(text)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    // Only a whole file may become the fallback: a torn one would push the last good one out.
    if (existsSync(this.path) && checked(readFileSync(this.path, 'utf8')) !== undefined) await rename(this.path, this.previous);
    await rename(fresh, this.path);
  }
}

/** A text in a file of this machine, readable by its owner alone, with the one before kept beside it. Throws when the folder cannot be made. */
export const makeCheckedFile = (path: string): TextStore => new CheckedFile(path);
