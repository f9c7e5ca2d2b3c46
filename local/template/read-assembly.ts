import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { asRecord, type Json } from './json';
import { TemplateError } from './template-error';

/** One synthesized stack: its template, and where each of its file assets lies on this machine. */
export interface StackTemplate {
  readonly name: string;
  readonly template: Json;
  /** Asset object key in the bootstrap bucket (`<hash>.zip`) to the absolute path of its source. */
  readonly assetPaths: ReadonlyMap<string, string>;
}

const TEMPLATE_SUFFIX = '.template.json';

const readJson = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new TemplateError(`cannot read ${path} as JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
};

const readAssetPaths = (manifestPath: string): Map<string, string> => {
  const paths = new Map<string, string>();
  if (!existsSync(manifestPath)) return paths;
  for (const file of Object.values(asRecord(asRecord(readJson(manifestPath))['files']))) {
    const { source, destinations } = asRecord(file);
    const path = asRecord(source)['path'];
    if (typeof path !== 'string') continue;
    for (const destination of Object.values(asRecord(destinations))) {
      const { objectKey } = asRecord(destination);
      if (typeof objectKey === 'string') paths.set(objectKey, resolve(manifestPath, '..', path));
    }
  }
  return paths;
};

/** The names under which the stacks are deployed, by template file; empty where the folder has no manifest. */
const readStackNames = (outdir: string): ReadonlyMap<string, string> => {
  const path = join(outdir, 'manifest.json');
  const artifacts = existsSync(path) ? Object.values(asRecord(asRecord(readJson(path))['artifacts'])) : [];
  return new Map(artifacts.flatMap((artifact) => {
    const { templateFile, stackName } = asRecord(asRecord(artifact)['properties']);
    return typeof templateFile === 'string' && typeof stackName === 'string' ? [[templateFile, stackName]] : [];
  }));
};

const readStack = (outdir: string, file: string, name: string): StackTemplate => ({
  name,
  template: asRecord(readJson(join(outdir, file))),
  assetPaths: readAssetPaths(join(outdir, `${basename(file, TEMPLATE_SUFFIX)}.assets.json`)),
});

/**
 * Every stack of a synthesized cloud assembly, those of nested assemblies (CDK stages) included.
 * @throws TemplateError when the folder holds no template.
 */
export const readAssembly = (outdir: string): readonly StackTemplate[] => {
  const entries = existsSync(outdir) ? readdirSync(outdir, { withFileTypes: true }) : [];
  const names = readStackNames(outdir);
  const own = entries.filter((entry) => entry.isFile() && entry.name.endsWith(TEMPLATE_SUFFIX))
    .map(({ name }) => readStack(outdir, name, names.get(name) ?? basename(name, TEMPLATE_SUFFIX)));
  const nested = entries.filter((entry) => entry.isDirectory() && entry.name.startsWith('assembly-'))
    .flatMap((entry) => readAssembly(join(outdir, entry.name)));
  const stacks = [...own, ...nested];
  if (stacks.length === 0) throw new TemplateError(`${outdir} holds no *${TEMPLATE_SUFFIX}: synthesize the app first`);
  return stacks;
};
