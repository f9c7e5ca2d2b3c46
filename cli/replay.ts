import { captureOptions, HELP, parseArguments } from './replay/arguments';
import { playCaptures } from './replay/capture/play-captures';
import { UsageError } from './usage';

const main = async (argv: readonly string[]): Promise<number> => {
  try {
    const options = parseArguments(argv);
    if (options !== 'help') return await playCaptures(captureOptions(options));
    console.log(HELP);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`replay: ${error.message} (--help shows how)`);
    return 2;
  }
};

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
