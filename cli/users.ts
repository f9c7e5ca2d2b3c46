import { HELP, parseUserArguments } from './users/arguments';
import { runUserCommand } from './users/run-command';
import { openMail, openUsers } from './users/user-table';
import { UsageError } from './usage';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

const main = async (argv: readonly string[]): Promise<number> => {
  try {
    const command = parseUserArguments(argv);
    if (command === 'help') {
      console.log(HELP);
      return 0;
    }
    const { stateDir } = command;
    return await runUserCommand(command, { store: openUsers(stateDir), mail: () => openMail(stateDir) }, (line) => { console.log(line); });
  } catch (error) {
    const isUsage = error instanceof UsageError;
    const what = error instanceof Error ? `${isUsage ? '' : `${error.name}: `}${error.message}` : String(error);
    console.error(`users: ${what}${isUsage ? ' (--help shows how)' : ''}`);
    return isUsage ? EXIT_USAGE : EXIT_FAILED;
  }
};

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
