import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stage } from '../../lib/config';
import { synthesize } from '../../lib/synthesize';
import { madeOnce } from '../support/run-folder';

export type Resource = {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, string>>;
  readonly DeletionPolicy?: string;
};
export type Template = {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: string } }>>;
};
export const STACKS = ['State', 'Signals', 'Page', 'Scanner', 'Stream'] as const;
export type StackId = (typeof STACKS)[number];
export type Templates = Readonly<Record<StackId, Template>>;

/** Context that leaves the functions unbundled: the templates are the same but for the hashes of their code. */
export const UNBUNDLED = { 'aws:cdk:bundling-stacks': [] };

/** Runs `use` with a folder that is gone afterwards. */
export const withFolder = <T>(use: (folder: string) => T): T => {
  const folder = mkdtempSync(join(tmpdir(), 'tapewatch-synth-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const cache = new Map<string, Templates>();

/** The templates of a stage with what a settings file says, cdk-nag included: an unexplained finding throws here. A stack that is left out is empty. */
export const templatesOf = (stage: Stage, settings: object = {}): Templates => {
  const text = JSON.stringify(settings);
  const known = cache.get(`${stage} ${text}`);
  if (known) return known;
  const templates = madeOnce(`templates ${stage} ${text}`, () => withFolder((folder) => {
    const config = join(folder, 'settings.json');
    writeFileSync(config, text);
    const assembly = synthesize({ outdir: join(folder, 'out'), stage, config, context: UNBUNDLED });
    const read = (id: StackId) => (assembly.stacks.find((stack) => stack.id === id)?.template ?? { Resources: {}, Outputs: {} }) as Template;
    return { State: read('State'), Signals: read('Signals'), Page: read('Page'), Scanner: read('Scanner'), Stream: read('Stream') };
  }));
  cache.set(`${stage} ${text}`, templates);
  return templates;
};

/** Construct path of a resource, for example `Signals/OpportunityQueue/Queue`. */
export const pathOf = (resource: Resource): string => (resource.Metadata?.['aws:cdk:path'] ?? '').replace(/\/Resource$/, '');

export const resourcesOf = (template: Template, type: string): readonly Resource[] =>
  Object.values(template.Resources).filter((resource) => resource.Type === type);

/** The only resource of a type below a construct path. */
export const resourceAt = (templates: Templates, path: string, type: string): Resource => {
  const found = STACKS.flatMap((id) => resourcesOf(templates[id], type)).filter((resource) => pathOf(resource).startsWith(path));
  if (found.length !== 1) throw new Error(`${found.length} resources of type ${type} below ${path}`);
  return found[0]!;
};

/** Construct path behind a Ref, Fn::GetAtt or Fn::ImportValue; text is itself; anything else is its JSON. */
export const targetOf = (templates: Templates, stack: StackId, value: unknown): string => {
  if (typeof value === 'string') return value;
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::ImportValue': imported } = value as Record<string, unknown>;
  const logicalId = typeof ref === 'string' ? ref : Array.isArray(attribute) ? String(attribute[0]) : undefined;
  const resource = logicalId === undefined ? undefined : templates[stack].Resources[logicalId];
  if (resource) return pathOf(resource);
  for (const id of STACKS) {
    const output = Object.values(templates[id].Outputs ?? {}).find((candidate) => candidate.Export?.Name === imported);
    if (output && imported !== undefined) return targetOf(templates, id, output.Value);
  }
  return JSON.stringify(value);
};
