import './start/require-node';
import { PreflightError } from './start/preflight';
import { UsageError } from './usage';
import { HELP, readWhaleOptions, type WhaleOptions } from './whales/options';
import { runWhales } from './whales/run';
import { showStatus, StatusError } from './whales/status';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

const whales = (options: WhaleOptions): Promise<number> => {
  switch (options.what) {
    case 'help': {
      console.log(HELP);
      return Promise.resolve(0);
    }
    case 'status': return showStatus(options.stateDir, options.json);
    case 'run': return runWhales(options);
  }
};

const main = async (argv: readonly string[]): Promise<number> => {
  try {
    return await whales(readWhaleOptions(argv));
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof StatusError || error instanceof PreflightError)) throw error;
    console.error(`whales: ${error.message}${error instanceof UsageError ? ' (--help shows how)' : ''}`);
    return error instanceof UsageError ? EXIT_USAGE : EXIT_FAILED;
  }
};

main(process.argv.slice(2)).then((code) => process.exit(code), (error: unknown) => {
  console.error(`whales: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
  process.exit(EXIT_FAILED);
});
