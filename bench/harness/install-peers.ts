import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BENCH_DIRECTORY, PEERS } from '../peers/load-peer';

const versionIn = (path: string): string | undefined => {
  const file = join(path, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { version?: string }).version : undefined;
};

/** The versions that are installed, as the table names them; undefined where one is missing or not the pinned one. */
export const peerVersions = (): ReadonlyMap<string, string> | undefined => {
  const pinned = (JSON.parse(readFileSync(join(BENCH_DIRECTORY, 'package.json'), 'utf8')) as { dependencies: Record<string, string> }).dependencies;
  const found = PEERS.map((peer) => [peer, versionIn(join(BENCH_DIRECTORY, 'node_modules', peer)) ?? ''] as const);
  return found.every(([peer, version]) => version === pinned[peer]) ? new Map(found) : undefined;
};

/** Installs the pinned peers where they are missing; undefined, with the reason said, when that does not work. */
export const installPeers = (say: (text: string) => void): ReadonlyMap<string, string> | undefined => {
  const installed = peerVersions();
  if (installed !== undefined) return installed;
  say(`installing the peers into bench/node_modules (once, about 100 MB): npm ci --prefix bench --ignore-scripts`);
  const { status, stderr, error } = spawnSync('npm', ['ci', '--prefix', 'bench', '--ignore-scripts', '--no-audit', '--no-fund'], { encoding: 'utf8' });
  if (status === 0) return peerVersions();
  const reason = error?.message ?? stderr.split('\n').find((line) => /npm (error|ERR)/.test(line)) ?? `npm ended with ${String(status)}`;
  say(`the peers could not be installed (${reason.trim()}): running what needs none of them`);
  return undefined;
};
