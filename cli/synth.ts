import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { parseArgs } from 'node:util';
import { DEFAULT_STAGE, STAGES, configFor } from '../lib/config';
import { repositoryPath } from '../lib/repository-path';
import { DEFAULT_SETTINGS_FILE, readSettingsFile } from '../lib/settings-file';
import { synthesize } from '../lib/synthesize';

const HELP = `Usage: npm run synth -- [--stage STAGE] [--config FILE] [--out FOLDER]

Writes the CloudFormation templates, and the code they deploy, to a folder. Needs no
AWS account, credentials, Docker or network. Fails on any finding of cdk-nag
(AwsSolutions) that lib/nag-acknowledgements.ts does not give a reason for.

  --stage STAGE   ${STAGES.join(' or ')}; default ${DEFAULT_STAGE}
  --config FILE   settings; default ${DEFAULT_SETTINGS_FILE} where it exists
  --out FOLDER    default cdk.out
  --help          this text

Then, with credentials: npx cdk deploy --all --app FOLDER`;

type Arguments = { readonly help: boolean; readonly stage: string; readonly config?: string | undefined; readonly out: string };

/** Throws a TypeError (node:util) that names an unknown flag. */
const readArguments = (args: readonly string[]): Arguments => {
  const { values } = parseArgs({
    args: [...args], strict: true, allowPositionals: false,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      stage: { type: 'string', default: DEFAULT_STAGE },
      config: { type: 'string' },
      out: { type: 'string', default: repositoryPath('cdk.out') },
    },
  });
  return values;
};

type Template = { readonly Resources?: Readonly<Record<string, unknown>> };

const summaryOf = (assembly: CloudAssembly): string => {
  const rows = assembly.stacks.map((stack) =>
    ({ name: stack.stackName, count: Object.keys((stack.template as Template).Resources ?? {}).length }));
  const width = Math.max(...rows.map(({ name }) => name.length));
  const lines = rows.map(({ name, count }) => `${name.padEnd(width)}  ${String(count).padStart(3)} resources`);
  const total = rows.reduce((sum, { count }) => sum + count, 0);
  return [...lines, `${'total'.padEnd(width)}  ${String(total).padStart(3)} resources in ${assembly.directory}`].join('\n');
};

/** Exit code: 0 written, 1 refused by a rule, 2 bad arguments. */
const main = (args: readonly string[]): number => {
  let asked: Arguments;
  let stage: ReturnType<typeof configFor>['stage'];
  try {
    asked = readArguments(args);
    stage = configFor(asked.stage).stage;
    readSettingsFile(asked.config);
  } catch (error) {
    console.error(`synth: ${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    return 2;
  }
  if (asked.help) {
    console.log(HELP);
    return 0;
  }
  try {
    console.log(summaryOf(synthesize({ outdir: asked.out, stage, ...(asked.config === undefined ? {} : { config: asked.config }) })));
    return 0;
  } catch (error) {
    console.error(`synth: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
};

process.exitCode = main(process.argv.slice(2));
