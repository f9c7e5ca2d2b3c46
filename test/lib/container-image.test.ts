import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { BUNDLE_TARGET, CONTAINER_BUNDLE_FLAGS, FUNCTION_BUNDLING } from '../../lib/bundling';
import { RECORDING_DIRECTORY } from '../../lib/constructs/market-scanner';
import { repositoryPath } from '../../lib/repository-path';
import { synthesize } from '../../lib/synthesize';
import { UNBUNDLED, withFolder } from './synthesized';

const lines = readFileSync(repositoryPath('containers', 'scanner', 'Dockerfile'), 'utf8').split('\n');
const instructions = (name: string) => lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));

describe('scanner image', () => {
  it('is bundled with the flags of every bundle', () => {
    const esbuild = instructions('RUN').find((line) => line.includes('esbuild'))!;
    const [, entry, outfile, ...flags] = JSON.parse(esbuild) as string[];
    expect([entry, outfile]).toEqual(['containers/scanner/main.ts', '--outfile=dist/scanner.js']);
    expect(flags).toEqual(CONTAINER_BUNDLE_FLAGS);
    expect(FUNCTION_BUNDLING.target).toBe(BUNDLE_TARGET);
  });

  it('installs from the lock file and runs no install script', () => {
    expect(instructions('RUN').filter((line) => line.includes('npm'))).toEqual(['npm ci --ignore-scripts']);
  });

  it('ends in a slim Node.js 24 that runs one file as an ordinary user, without a shell in between', () => {
    expect(instructions('FROM').map((line) => line.replace(/ AS .*$/, ''))).toEqual([
      '--platform=$BUILDPLATFORM public.ecr.aws/docker/library/node:24-slim', 'public.ecr.aws/docker/library/node:24-slim',
    ]);
    expect(instructions('USER')).toEqual(['node']);
    expect(JSON.parse(instructions('CMD')[0]!)).toEqual(['node', '--enable-source-maps', 'scanner.js']);
    expect(lines.join('\n')).not.toMatch(/NODE_TLS_REJECT_UNAUTHORIZED|strict-ssl/);
  });

  it('has a folder for recordings that belongs to its user, also where a volume covers it', () => {
    expect(instructions('COPY')).toContain('--from=build --chown=node:node /recordings /recordings');
    expect(instructions('VOLUME')).toEqual(['["/recordings"]']);
    expect(RECORDING_DIRECTORY).toBe('/recordings');
  });

  it('is built from the sources it needs, and from nothing that lies beside them', () => {
    withFolder((outdir) => {
      const { stacks } = synthesize({ outdir, context: UNBUNDLED });
      expect(stacks).toHaveLength(3);
      const [image] = readdirSync(outdir).map((name) => join(outdir, name))
        .filter((path) => path.includes('asset.') && readdirSync(path).includes('containers'));
      expect(readdirSync(image!).sort()).toEqual(
        ['.dockerignore', 'adapters', 'containers', 'core', 'package-lock.json', 'package.json', 'tsconfig.json']);
    });
  });
});
