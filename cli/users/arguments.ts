import { readFileSync } from 'node:fs';
import { ContractError, parseJson } from '../../core/contracts/contract';
import { DEFAULT_USER, parseUser, type User } from '../../core/contracts/user';
import { parseFlags, UsageError } from '../usage';

/** Which table: that of the environment, or that of a local run with this state folder. */
export interface UserPlace {
  readonly stateDir: string | undefined;
}

export type UserCommand = UserPlace & (
  | { readonly command: 'list' }
  /** `add` refuses an id that is there, `set` one that is not. */
  | { readonly command: 'add' | 'set'; readonly user: User }
  | { readonly command: 'show' | 'remove'; readonly userId: string });

export const HELP = `Usage: npm run users -- list [--state-dir DIR]
       npm run users -- show ID [--state-dir DIR]
       npm run users -- add|set FILE [--state-dir DIR]
       npm run users -- remove ID [--state-dir DIR]

Who gets alerts, and how. While nobody was ever added, a user "local" is there who is reached by the subscriptions of the topic of alerts;
once somebody was, only those are there who were added.

  FILE              JSON of one user; what it leaves out is as for the default user (show prints all fields). user_id is needed; "canary"
                    is kept for the synthetic alerts that show whether alerts arrive. An SMS channel needs opt_in with the time and the
                    words of the consent before its state is "confirmed". An address that said STOP stays stopped, whatever the file
                    says, until its opt_in is younger than that.
  --state-dir DIR   the table of the local run that uses this folder, e.g. .tapewatch; without it the table that the environment names
                    (USERS_TABLE, with AWS_REGION and credentials as usual)
  --help            this text

Addresses are masked in lists. Exit: 0 done, 1 refused, or the table does not answer, 2 wrong input.
`;

const COMMANDS = ['list', 'show', 'add', 'set', 'remove'] as const;
const OPTIONS = { 'state-dir': { type: 'string' }, 'help': { type: 'boolean', default: false } } as const;

const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`FILE is "${path}": cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown cause'})`);
  }
};

const parseFields = (raw: unknown): User => parseUser({ ...DEFAULT_USER, user_id: undefined, ...(raw as object) });

const userIn = (path: string): User => {
  try {
    return parseJson(parseFields, readText(path));
  } catch (error) {
    if (error instanceof ContractError) throw new UsageError(`${path}: ${error.message}`);
    throw error;
  }
};

/** @returns what to do, or 'help'. @throws UsageError naming the argument, its value and what was expected. */
export const parseUserArguments = (argv: readonly string[]): UserCommand | 'help' => {
  const { values, positionals } = parseFlags({ args: [...argv], allowPositionals: true, strict: true, options: OPTIONS });
  if (values.help) return 'help';
  const [name = '', what, more] = positionals;
  const command = COMMANDS.find((candidate) => candidate === name);
  if (command === undefined) throw new UsageError(`the command is "${name}": expected one of ${COMMANDS.join(', ')}`);
  const extra = command === 'list' ? what : more;
  if (extra !== undefined) throw new UsageError(`"${extra}" is one argument too many`);
  const place = { stateDir: values['state-dir'] };
  if (command === 'list') return { command, ...place };
  if (what === undefined) throw new UsageError(`${command} needs ${command === 'add' || command === 'set' ? 'a FILE' : 'an ID'}`);
  return command === 'add' || command === 'set' ? { command, user: userIn(what), ...place } : { command, userId: what, ...place };
};
