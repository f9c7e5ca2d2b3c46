import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { makeApp } from '../../lib/app';
import { repositoryPath } from '../../lib/repository-path';
import { synthesize } from '../../lib/synthesize';
import { UNBUNDLED, withFolder } from './synthesized';

const TSX = repositoryPath('node_modules', 'tsx', 'dist', 'cli.mjs');

/** A shell without credentials and with an empty home. */
const run = (home: string, ...args: readonly string[]) => spawnSync(args[0]!, args.slice(1), {
  cwd: repositoryPath(), encoding: 'utf8', timeout: 120_000,
  env: { PATH: `${repositoryPath('node_modules', '.bin')}:/usr/local/bin:/usr/bin:/bin`, HOME: home },
});

const canCutTheNetwork = spawnSync('unshare', ['-rn', 'true']).status === 0;

describe('synthesis', () => {
  it('opens no connection in this process', () => {
    const connect = jest.spyOn(Socket.prototype, 'connect');
    withFolder((outdir) => synthesize({ outdir, context: UNBUNDLED }));
    expect(connect).not.toHaveBeenCalled();
    connect.mockRestore();
  });

  (canCutTheNetwork ? it : it.skip)(
    canCutTheNetwork ? 'writes every template and bundle without network, credentials or Docker'
      : 'skipped: no network namespaces here (without network, credentials or Docker)',
    () => withFolder((folder) => {
      const out = join(folder, 'out');
      const { status, stdout, stderr } = run(folder, 'unshare', '-rn', process.execPath, TSX, 'cli/synth.ts', '--out', out);
      expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(/tapewatch-dev-state +\d+ resources\ntapewatch-dev-signals +\d+ resources\ntapewatch-dev-page +\d+ resources\ntapewatch-dev-scanner +\d+ resources\ntapewatch-dev-stream +\d+ resources\n/);
      expect(stdout).toContain(`resources in ${out}`);
      const bundles = readdirSync(out).filter((name) => existsSync(join(out, name, 'index.js')));
      expect(bundles).toHaveLength(6);
      // Otherwise each machine and folder would deploy another function.
      const { sources } = JSON.parse(readFileSync(join(out, bundles[0]!, 'index.js.map'), 'utf8')) as { sources: string[] };
      expect(sources.filter((source) => !/^\.\.\/\.\.\/(node_modules|adapters|core|lambdas)\//.test(source))).toEqual([]);
    }), 150_000);

  it('says which stage is unknown and which are known, and exits 2', () => withFolder((folder) => {
    const { status, stderr } = run(folder, process.execPath, TSX, 'cli/synth.ts', '--stage', 'staging');
    expect(status).toBe(2);
    expect(stderr).toContain('stage is "staging": expected one of dev, prod');
  }), 60_000);

  it('names an unknown flag and exits 2', () => withFolder((folder) => {
    const { status, stderr } = run(folder, process.execPath, TSX, 'cli/synth.ts', '--stagee', 'dev');
    expect(status).toBe(2);
    expect(stderr).toContain("'--stagee'");
  }), 60_000);

  it('refuses an unknown stage of the CDK context before it makes a stack', () => {
    expect(() => makeApp({ context: { stage: 'test' } })).toThrow('stage is "test": expected one of dev, prod');
  });

  it('binds no stack to an account or region', () => withFolder((outdir) => {
    const { stacks } = synthesize({ outdir, context: UNBUNDLED });
    expect(stacks.map(({ environment }) => environment.name)).toEqual(Array(5).fill('aws://unknown-account/unknown-region'));
  }));
});
