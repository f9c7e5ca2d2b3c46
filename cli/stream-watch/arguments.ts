import { assertUrl } from '../../adapters/exchanges/assert-url';
import { STREAM_TIERS, type StreamTier } from '../../core/contracts/whale-stream';
import { readLocalStream } from '../local-stream';
import { numberOf, oneOf, parseFlags, UsageError } from '../usage';

export interface WatchArguments {
  /** With the tier's path, e.g. ws://127.0.0.1:8080/vip. */
  readonly url: string;
  readonly tier: StreamTier;
  readonly token: string | undefined;
  readonly json: boolean;
  readonly forSeconds: number | undefined;
}

export const TOKEN_VARIABLE = 'STREAM_TOKEN';

export const HELP = `Usage: npm run stream-watch -- [--tier public] [--url URL] [--json] [--for SECONDS]

Follows one tier of the stream: each hot level as it comes, changes and leaves. Connects again by itself and resumes where it was.

  --tier TIER     private, vip or public; default public
  --url URL       where the stream listens, e.g. wss://stream.example.com; private and vip then need a token in the environment variable
                  ${TOKEN_VARIABLE}. Default: the run on this machine whose state is in --state-dir, with the tokens that it made
  --state-dir DIR default .tapewatch
  --json          every message as it came, one to a line
  --for SECONDS   ends by itself
  --help          this text

Exit: 0 ended by you or by --for, 1 the stream refused the token, 2 wrong input.
`;

const urlOf = (text: string, tier: StreamTier): string => {
  try {
    const url = assertUrl('--url', text, ['ws:', 'wss:']);
    url.pathname = `${url.pathname.replace(/\/$/, '')}/${tier}`;
    return url.toString();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
};

interface Access {
  readonly url: string;
  readonly token: string | undefined;
}

const onThisMachine = (stateDir: string, tier: StreamTier): Access => {
  const { url, private_token, vip_token } = readLocalStream(stateDir);
  return { url, token: { private: private_token, vip: vip_token, public: undefined }[tier] };
};

const elsewhere = (url: string, tier: StreamTier, env: Readonly<Record<string, string | undefined>>): Access => {
  const token = env[TOKEN_VARIABLE];
  if (tier === 'public') return { url, token: undefined };
  if (token === undefined || token === '') throw new UsageError(`--tier is "${tier}" while ${TOKEN_VARIABLE} is not set: expected a token from npm run stream-token`);
  return { url, token };
};

/** @returns the arguments, or 'help'. @throws UsageError naming the argument, its value and what was expected. */
export const parseWatchArguments = (argv: readonly string[], env: Readonly<Record<string, string | undefined>>): WatchArguments | 'help' => {
  const { values } = parseFlags({
    args: [...argv], strict: true,
    options: {
      url: { type: 'string' }, 'state-dir': { type: 'string', default: '.tapewatch' }, tier: { type: 'string', default: 'public' }, json: { type: 'boolean', default: false },
      for: { type: 'string' }, help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const tier = oneOf('tier', values.tier, STREAM_TIERS);
  const { url, token } = values.url === undefined ? onThisMachine(values['state-dir'], tier) : elsewhere(values.url, tier, env);
  return {
    url: urlOf(url, tier), tier, token, json: values.json,
    forSeconds: values.for === undefined ? undefined : numberOf('for', values.for, { min: 0, max: 1e6, isInteger: false }),
  };
};
