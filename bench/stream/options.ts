import { numberOf, parseFlags } from '../../cli/usage';

export interface LoadOptions {
  readonly clients: number;
  /** Of each of the two phases. */
  readonly seconds: number;
  readonly messagesPerSecond: number;
  readonly json: boolean;
}

export const LOAD_HELP = `Usage: npx tsx bench/stream/load.ts [--clients 1000] [--seconds 30] [--messages 50] [--json]

A stream task under load, over real sockets on loopback: clients of the vip tier in processes of their own, first in peace, then with 10 % of
them stopped (SIGSTOP) and 1 % attacking: floods of messages and pings, one-byte and empty fragments, giant frames, slow requests, wrong
tokens, coming and going. Prints how late messages reach the healthy clients in both phases, from the scanner's publishing to the client's
read, and what memory the attack cost.

  --clients N      default 1000
  --seconds N      how long each phase is measured, default 30
  --messages N     messages per second to every client, in batches of a tenth, default 50
  --json           one JSON object on stdout
  --help           this text
`;

/** @returns the options, or 'help'. @throws UsageError naming the flag, its value and what was expected. */
export const parseLoadOptions = (argv: readonly string[]): LoadOptions | 'help' => {
  const { values } = parseFlags({
    args: [...argv], strict: true,
    options: {
      clients: { type: 'string', default: '1000' }, seconds: { type: 'string', default: '30' }, messages: { type: 'string', default: '50' },
      json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    clients: numberOf('clients', values.clients, { min: 10, max: 20_000, isInteger: true }),
    seconds: numberOf('seconds', values.seconds, { min: 1, max: 3_600, isInteger: false }),
    messagesPerSecond: numberOf('messages', values.messages, { min: 10, max: 5_000, isInteger: true }),
    json: values.json,
  };
};
