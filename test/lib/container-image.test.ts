import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { BUNDLE_TARGET, CONTAINER_BUNDLE_FLAGS, FUNCTION_BUNDLING } from '../../lib/bundling';
import { RECORDING_DIRECTORY } from '../../lib/constructs/market-scanner';
import { repositoryPath } from '../../lib/repository-path';
import { synthesize } from '../../lib/synthesize';
import { UNBUNDLED, withFolder } from './synthesized';

const linesOf = (container: string) => readFileSync(repositoryPath('containers', container, 'Dockerfile'), 'utf8').split('\n');

describe.each(['scanner', 'whales', 'stream'])('image of %s', (container) => {
  const lines = linesOf(container);
  const instructions = (name: string) => lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));

  it('is bundled with the flags of every bundle', () => {
    const esbuild = instructions('RUN').find((line) => line.includes('esbuild'))!;
    const [, entry, outfile, ...flags] = JSON.parse(esbuild) as string[];
    expect([entry, outfile]).toEqual([`containers/${container}/main.ts`, `--outfile=dist/${container}.js`]);
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
    expect(JSON.parse(instructions('CMD')[0]!)).toEqual(['node', '--enable-source-maps', `${container}.js`]);
    expect(lines.join('\n')).not.toMatch(/NODE_TLS_REJECT_UNAUTHORIZED|strict-ssl/);
  });
});

describe('every image', () => {
  it('of the scanner has a folder for recordings that belongs to its user, also where a volume covers it', () => {
    const lines = linesOf('scanner');
    expect(lines).toContain('COPY --from=build --chown=node:node /recordings /recordings');
    expect(lines).toContain('VOLUME ["/recordings"]');
    expect(RECORDING_DIRECTORY).toBe('/recordings');
  });

  it('is built from the sources it needs, and from nothing that lies beside them', () => {
    withFolder((outdir) => {
      const { stacks } = synthesize({ outdir, context: UNBUNDLED });
      expect(stacks).toHaveLength(5);
      const images = readdirSync(outdir).map((name) => join(outdir, name))
        .filter((path) => path.includes('asset.') && !path.endsWith('.zip') && readdirSync(path).includes('containers'));
      expect(images).toHaveLength(3);
      for (const image of images) {
        expect(readdirSync(image).sort()).toEqual(
          ['.dockerignore', 'adapters', 'containers', 'core', 'package-lock.json', 'package.json', 'tsconfig.json']);
      }
    });
  });
});
