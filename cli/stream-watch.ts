import { createLogger } from '../adapters/logging';
import type { WhaleStreamMessage } from '../core/contracts/whale-stream';
import { HELP, parseWatchArguments, type WatchArguments } from './stream-watch/arguments';
import { followStream } from './stream-watch/follow-stream';
import { UsageError } from './usage';

const EXIT_REFUSED = 1;
const EXIT_USAGE = 2;

const textOf = (message: WhaleStreamMessage): string => {
  if (message.type === 'snapshot') return `${message.sequence}  ${message.orders.length} hot levels (${message.tier}, ${message.market})`;
  const { trigger, order, sequence } = message;
  const { by_recommended: category } = order.categories;
  const side = order.side === 'buy' ? 'bid' : 'ask';
  return `${sequence}  ${trigger.padEnd(16)} ${order.symbol} ${side} ${order.order_price}  ${Math.round(order.usd_value)} USD  ${category} ${order.weights.recommended.toFixed(3)}  ${Math.round(order.lifetime_seconds)} s  ${order.order_hash}`;
};

const watch = ({ url, token, json, forSeconds }: WatchArguments): Promise<number> => new Promise((resolve) => {
  const logger = createLogger({ service: 'stream-watch', format: 'human', write: (line) => { console.error(line); } });
  const { stop } = followStream({
    url, token,
    onMessage: (message) => { console.log(json ? JSON.stringify(message) : textOf(message)); },
    onLost: (why, retryInMs) => { logger.warn('lost', `${why}; again in ${retryInMs} ms`); },
    onRefused: () => {
      logger.error('refused', 'the stream refused the token: unknown, expired, revoked, or of a lower tier');
      resolve(EXIT_REFUSED);
    },
  });
  const end = (): void => {
    stop();
    resolve(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  if (forSeconds !== undefined) setTimeout(end, forSeconds * 1_000);
});

const main = async (argv: readonly string[]): Promise<number> => {
  try {
    const options = parseWatchArguments(argv, process.env);
    if (options !== 'help') return await watch(options);
    console.log(HELP);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`stream-watch: ${error.message} (--help shows how)`);
    return EXIT_USAGE;
  }
};

void main(process.argv.slice(2)).then((code) => process.exit(code));
