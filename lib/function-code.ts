import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { type AssetCode, Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync, type OutputFile } from 'esbuild';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FUNCTION_BUNDLING } from './bundling';
import { repositoryPath } from './repository-path';

/** Where the bundles would lie: source maps name the sources from here, so that the same sources give the same bytes in every folder. */
const OUT_DIR = repositoryPath('dist');

const functionNames = (): string[] => readdirSync(repositoryPath('lambdas')).filter((name) => existsSync(repositoryPath('lambdas', name, 'index.ts')));

const buildAll = (): readonly OutputFile[] => buildSync({
  ...FUNCTION_BUNDLING, absWorkingDir: repositoryPath(), outdir: OUT_DIR, write: false,
  entryPoints: Object.fromEntries(functionNames().map((name) => [`${name}/index`, repositoryPath('lambdas', name, 'index.ts')])),
}).outputFiles;

let built: readonly OutputFile[] | undefined;

/** Writes the bundle of one function into a folder. All of them are built at the first call: in one run they share the reading of what they share. */
const writeBundle = (name: string, folder: string): void => {
  built ??= buildAll();
  const files = built.filter(({ path }) => basename(dirname(path)) === name);
  for (const { path, contents } of files) writeFileSync(join(folder, basename(path)), contents);
};

/**
 * The code of `lambdas/<name>/index.ts` as one file, exported as `index.handler`; not built for a stack that is not to be bundled.
 * @throws Error with esbuild's words when a source does not compile.
 */
export const functionCode = (name: string): AssetCode => Code.fromAsset(repositoryPath('lambdas', name), {
  assetHashType: AssetHashType.OUTPUT,
  bundling: {
    // Never run: the build below needs no container.
    image: DockerImage.fromRegistry('scratch'),
    local: {
      tryBundle: (folder) => {
        writeBundle(name, folder);
        return true;
      },
    },
  },
});
