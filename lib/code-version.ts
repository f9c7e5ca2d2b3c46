import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryPath } from './repository-path';

/** What decides: from the bytes of a frame to a finding. Everything else only carries. */
const DECIDING_FOLDERS = ['core', 'adapters/exchanges', 'adapters/wire'] as const;
const HEX_DIGITS = 12;

const sourcesUnder = (root: string, folder: string): readonly string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sourcesUnder(root, path);
    return entry.isFile() && entry.name.endsWith('.ts') ? [path] : [];
  });

/**
 * Which code decides (D-1), e.g. `0.1.0+3f9c2a1b8d4e`: the package's version and, as its build metadata (semver.org, 10), the first
 * 12 hex digits of SHA-256 over path and text of every deciding source in order of path. The sources themselves, not a commit: equal
 * sources give equal versions with or without git, and an uncommitted change shows. Line ends count as LF, whatever the checkout made.
 * @throws when `root` holds no package.json or lacks one of the folders.
 */
export const codeVersion = (root: string = repositoryPath()): string => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
  const hash = createHash('sha256');
  for (const path of DECIDING_FOLDERS.flatMap((folder) => sourcesUnder(root, folder)).sort()) {
    const text = readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n');
    hash.update(`${path}\0${Buffer.byteLength(text)}\0${text}`);
  }
  return `${version}+${hash.digest('hex').slice(0, HEX_DIGITS)}`;
};
