import { readFileSync } from 'node:fs';
import type { ChannelEvent } from '../../core/alerts/delivery/channel-state';
import { ContractError, parseJson } from '../../core/contracts/contract';
import { DEFAULT_USER, newUserParser, type User } from '../../core/contracts/user';
import { parseFlags, UsageError } from '../usage';

/** Which table: that of the environment, or that of a local run with this state folder. */
export interface UserPlace {
  readonly stateDir: string | undefined;
}

/** What becomes of a user's channel. */
export interface ChannelCommand {
  readonly userId: string;
  readonly channelId: string;
  readonly event: ChannelEvent;
  /** Now, epoch ms. */
  readonly timeMs: number;
}

export type UserCommand = UserPlace & (
  | { readonly command: 'list' }
  /** `add` refuses an id that is there, `set` one that is not. */
  | { readonly command: 'add' | 'set'; readonly user: User }
  | { readonly command: 'show' | 'remove'; readonly userId: string }
  | ({ readonly command: 'subscribe' } & Omit<ChannelCommand, 'event'>)
  | ({ readonly command: 'channel' } & ChannelCommand));

export const HELP = `Usage: npm run users -- list [--state-dir DIR]
       npm run users -- show ID [--state-dir DIR]
       npm run users -- add|set FILE [--state-dir DIR]
       npm run users -- remove ID [--state-dir DIR]
       npm run users -- confirm ID CHANNEL --consent TEXT [--state-dir DIR]
       npm run users -- stop|ask-again ID CHANNEL [--state-dir DIR]
       npm run users -- subscribe ID CHANNEL

Who gets alerts, and how. While nobody was ever added, a user "local" is there who is reached by the subscriptions of the topic of alerts;
once somebody was, only those are there who were added.

  FILE              JSON of one user; what it leaves out is as for the default user (show prints all fields). user_id is needed; "canary"
                    is kept for the synthetic alerts that show whether alerts arrive. An SMS channel needs opt_in with the time and the
                    words of the consent before its state is "confirmed". An address that said STOP stays stopped, whatever the file
                    says, until its opt_in is younger than that. At most one channel is e-mail: mail goes to whoever subscribed to the
                    topic of alerts for this user.
  confirm           the owner of the address agreed just now, in the words TEXT: a pending channel gets alerts from now on
  stop              the owner said no: nothing is sent to the address any more, by whatever channel of whomever
  ask-again         a stopped channel waits for its owner's consent anew; for SMS 30 days after it was stopped at the earliest. An e-mail
                    address is taken off the topic of alerts, because it agreed before it said no (in AWS it needs ALERTS_TOPIC_ARN)
  subscribe         for e-mail in AWS: SNS asks the address, which then gets the alerts of this user alone; said again after its owner
                    agreed, the channel is confirmed. Needs ALERTS_TOPIC_ARN. Mail of a local run ends in its outbox
  --state-dir DIR   the table of the local run that uses this folder, e.g. .tapewatch; without it the table that the environment names
                    (USERS_TABLE, for remove ALERT_STATES_TABLE too, with AWS_REGION and credentials as usual)
  --help            this text

Addresses are masked in lists. Exit: 0 done, 1 refused, or the table does not answer, 2 wrong input.
`;

const COMMANDS = ['list', 'show', 'add', 'set', 'remove', 'confirm', 'stop', 'ask-again', 'subscribe'] as const;
type Command = (typeof COMMANDS)[number];
/** What follows each command. */
const NEEDS: Readonly<Record<Command, readonly string[]>> = {
  'list': [], 'show': ['an ID'], 'add': ['a FILE'], 'set': ['a FILE'], 'remove': ['an ID'],
  'confirm': ['an ID', 'a CHANNEL'], 'stop': ['an ID', 'a CHANNEL'], 'ask-again': ['an ID', 'a CHANNEL'], 'subscribe': ['an ID', 'a CHANNEL'],
};
const MAX_CONSENT = 500;
const OPTIONS = { 'state-dir': { type: 'string' }, 'consent': { type: 'string' }, 'help': { type: 'boolean', default: false } } as const;

const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`FILE is "${path}": cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown cause'})`);
  }
};

const userIn = (path: string, timeMs: number): User => {
  const parse = newUserParser(timeMs);
  try {
    return parseJson((raw) => parse({ ...DEFAULT_USER, user_id: undefined, ...(raw as object) }), readText(path));
  } catch (error) {
    if (error instanceof ContractError) throw new UsageError(`${path}: ${error.message}`);
    throw error;
  }
};

const consentOf = (text: string | undefined): string => {
  const words = text?.trim() ?? '';
  if (words === '' || words.length > MAX_CONSENT) {
    throw new UsageError(`--consent is ${text === undefined ? 'missing' : `${words.length} characters`}: expected the words that were agreed to, 1 to ${MAX_CONSENT} characters`);
  }
  return words;
};

const eventOf = (command: 'confirm' | 'stop' | 'ask-again', consent: string | undefined, timeMs: number): ChannelEvent => {
  switch (command) {
    case 'confirm': return { kind: 'confirm', optIn: { time_ms: timeMs, text: consentOf(consent) } };
    case 'stop': return { kind: 'stop', reason: 'stopped by the operator' };
    case 'ask-again': return { kind: 'ask-again' };
  }
};

/** @throws UsageError where there are fewer or more words than the command needs. */
const assertWords = (command: Command, words: readonly string[]): void => {
  const needs = NEEDS[command];
  const missing = needs[words.length];
  if (missing !== undefined) throw new UsageError(`${command} needs ${missing}`);
  const extra = words[needs.length];
  if (extra !== undefined) throw new UsageError(`"${extra}" is one argument too many`);
};

/** `timeMs` is now. @returns what to do, or 'help'. @throws UsageError naming the argument, its value and what was expected. */
export const parseUserArguments = (argv: readonly string[], timeMs: number = Date.now()): UserCommand | 'help' => {
  const { values, positionals } = parseFlags({ args: [...argv], allowPositionals: true, strict: true, options: OPTIONS });
  if (values.help) return 'help';
  const [name = '', ...words] = positionals;
  const command = COMMANDS.find((candidate) => candidate === name);
  if (command === undefined) throw new UsageError(`the command is "${name}": expected one of ${COMMANDS.join(', ')}`);
  assertWords(command, words);
  if (values.consent !== undefined && command !== 'confirm') throw new UsageError(`--consent is "${values.consent}": expected with confirm alone`);
  const place = { stateDir: values['state-dir'] };
  if (place.stateDir !== undefined && command === 'subscribe') throw new UsageError(`--state-dir is "${place.stateDir}": expected none, the mail of a local run ends in its outbox and asks nobody`);
  const [what = '', channelId = ''] = words;
  switch (command) {
    case 'list': return { command, ...place };
    case 'show': case 'remove': return { command, userId: what, ...place };
    case 'subscribe': return { command, userId: what, channelId, timeMs, ...place };
    case 'add': case 'set': return { command, user: userIn(what, timeMs), ...place };
    case 'confirm': case 'stop': case 'ask-again':
      return { command: 'channel', userId: what, channelId, event: eventOf(command, values.consent, timeMs), timeMs, ...place };
  }
};
