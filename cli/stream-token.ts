import { HELP, parseTokenArguments } from './stream-token/arguments';
import { runTokenCommand } from './stream-token/run-command';
import { openTokens } from './stream-token/token-table';
import { UsageError } from './usage';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

const main = async (argv: readonly string[]): Promise<number> => {
  try {
    const command = parseTokenArguments(argv);
    if (command !== 'help') return await runTokenCommand(command, openTokens(command.stateDir), Date.now(), (line) => { console.log(line); });
    console.log(HELP);
    return 0;
  } catch (error) {
    const isUsage = error instanceof UsageError;
    const what = error instanceof Error ? `${isUsage ? '' : `the table of tokens: ${error.name}: `}${error.message}` : String(error);
    console.error(`stream-token: ${what}${isUsage ? ' (--help shows how)' : ''}`);
    return isUsage ? EXIT_USAGE : EXIT_FAILED;
  }
};

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
