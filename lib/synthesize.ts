import { readFileSync } from 'node:fs';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { CONFIG_CONTEXT, STAGE_CONTEXT, makeApp } from './app';
import type { Stage } from './config';
import { repositoryPath } from './repository-path';

export type SynthesizeOptions = {
  /** Folder for templates and assets; made when missing. */
  readonly outdir: string;
  /** Default: `dev`. */
  readonly stage?: Stage;
  /** Settings file; default: tapewatch.json where it exists. */
  readonly config?: string;
  /** Context on top of cdk.json, for example `{ 'aws:cdk:bundling-stacks': [] }` to leave the functions unbundled. */
  readonly context?: Readonly<Record<string, unknown>>;
};

/** The feature flags of cdk.json, so that a template is the same with and without the CDK command line. */
const flagsOfCdkJson = (): Record<string, unknown> => {
  const file = JSON.parse(readFileSync(repositoryPath('cdk.json'), 'utf8')) as { context?: Record<string, unknown> };
  return file.context ?? {};
};

/**
 * Synthesizes the app in this process: no CDK command line, no credentials, no network, no Docker. Lambda code is
 * bundled by esbuild into `asset.<hash>` folders below `outdir`. Throws when cdk-nag or CloudFormation's rules object.
 */
export const synthesize = ({ outdir, stage, config, context }: SynthesizeOptions): CloudAssembly =>
  makeApp({
    outdir,
    context: {
      ...flagsOfCdkJson(),
      // What the CDK command line sets as well: where an asset came from stands in the template.
      'aws:cdk:enable-path-metadata': true,
      'aws:cdk:enable-asset-metadata': true,
      ...context,
      ...(stage === undefined ? {} : { [STAGE_CONTEXT]: stage }),
      ...(config === undefined ? {} : { [CONFIG_CONTEXT]: config }),
    },
  }).synth();
