import type { BuildOptions } from 'esbuild';

/** Language level of every bundle: the Node.js of the Lambda runtime and of the container image. */
export const BUNDLE_TARGET = 'node24';

/**
 * One file per function, the AWS SDK included: the SDK that was tested is the SDK that runs, where the runtime's own
 * copy changes without a deployment.
 */
export const FUNCTION_BUNDLING = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: BUNDLE_TARGET,
  mainFields: ['module', 'main'],
  minify: true,
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** Lets a stack trace name the lines that were written instead of the minified ones. */
export const SOURCE_MAP_ENVIRONMENT = { NODE_OPTIONS: '--enable-source-maps' } as const;

/** esbuild flags of a container's bundle, minus entry and output; the Dockerfile repeats them, held by a test. */
export const CONTAINER_BUNDLE_FLAGS: readonly string[] = [
  '--bundle', '--platform=node', `--target=${BUNDLE_TARGET}`, '--format=cjs', '--main-fields=module,main',
  '--minify', '--sourcemap', '--sources-content=false', '--log-level=warning',
];
