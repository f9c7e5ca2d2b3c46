import { TOKEN_TIERS, type TokenTier } from '../../core/contracts/stream-token';
import { numberOf, oneOf, parseFlags, UsageError } from '../usage';

/** Which table: that of the environment, or that of a local run with this state folder. */
export interface TokenPlace {
  readonly stateDir: string | undefined;
}

export type TokenCommand = TokenPlace & (
  | { readonly command: 'issue'; readonly tier: TokenTier; readonly days: number; readonly label: string }
  | { readonly command: 'revoke'; readonly tokenId: string }
  | { readonly command: 'list' });

const MOST_DAYS = 3_650;

export const HELP = `Usage: npm run stream-token -- issue --tier vip|private [--days 90] --label NAME [--state-dir DIR]
       npm run stream-token -- revoke ID [--state-dir DIR]
       npm run stream-token -- list [--state-dir DIR]

Tokens for the private and the vip tier of the stream. A token is shown once, when it is issued: only a digest of it is stored. A revoked
token closes its open sockets within five seconds, on every stream task.

  --tier TIER       private: the operator's; vip: everything but evidence and control
  --days DAYS       until it expires, up to ${MOST_DAYS}; default 90
  --label NAME      for whom it is, up to 100 characters
  --state-dir DIR   the table of the local run that uses this folder, e.g. .tapewatch; without it the table that the environment names
                    (STREAM_TOKENS_TABLE, with AWS_REGION and credentials as usual, AWS_ENDPOINT_URL_DYNAMODB where it is not AWS)
  --help            this text

Exit: 0 done, 1 there is no such token or the table does not answer, 2 wrong input.
`;

const COMMANDS = ['issue', 'revoke', 'list'] as const;
const OPTIONS = {
  'tier': { type: 'string' }, 'days': { type: 'string', default: '90' }, 'label': { type: 'string' }, 'state-dir': { type: 'string' },
  'help': { type: 'boolean', default: false },
} as const;

const labelOf = (text: string | undefined): string => {
  const label = text?.trim() ?? '';
  if (label === '' || label.length > 100) throw new UsageError(`--label is ${text === undefined ? 'missing' : `"${text}"`}: expected 1 to 100 characters that say for whom it is`);
  return label;
};

const idOf = (text: string | undefined): string => {
  // Whoever has the whole token at hand may give that.
  const id = /^tw_[a-z]+_([a-z2-7]{12})_/.exec(text ?? '')?.[1] ?? text;
  if (id === undefined || !/^[a-z2-7]{12}$/.test(id)) throw new UsageError(`ID is ${id === undefined ? 'missing' : `"${id.slice(0, 20)}"`}: expected 12 of a-z 2-7, as \`list\` shows them`);
  return id;
};

/** @returns what to do, or 'help'. @throws UsageError naming the argument, its value and what was expected. */
export const parseTokenArguments = (argv: readonly string[]): TokenCommand | 'help' => {
  const { values, positionals } = parseFlags({ args: [...argv], allowPositionals: true, strict: true, options: OPTIONS });
  if (values.help) return 'help';
  const [name = '', id, more] = positionals;
  const command = COMMANDS.find((candidate) => candidate === name);
  if (command === undefined) throw new UsageError(`the command is "${name}": expected one of ${COMMANDS.join(', ')}`);
  const extra = command === 'revoke' ? more : id;
  if (extra !== undefined) throw new UsageError(`"${extra}" is one argument too many`);
  const place = { stateDir: values['state-dir'] };
  switch (command) {
    case 'list': return { command, ...place };
    case 'revoke': return { command, tokenId: idOf(id), ...place };
    case 'issue': return {
      command, tier: oneOf('tier', values.tier ?? '', TOKEN_TIERS), label: labelOf(values.label), ...place,
      days: numberOf('days', values.days, { min: 1 / 86_400, max: MOST_DAYS, isInteger: false }),
    };
  }
};
