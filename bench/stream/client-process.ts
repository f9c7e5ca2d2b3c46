import { monotonicMs } from '../../adapters/exchanges/timer-set';
import { WireClient } from './wire-client';

/** As the one argument, JSON. */
export interface ClientRequest {
  readonly port: number;
  readonly clients: number;
  /** Clients of one address; the addresses are 127.`network`.x.y. */
  readonly perAddress: number;
  readonly network: number;
  /** Each serves as many clients as its turn comes round. */
  readonly tokens: readonly string[];
}

export type ClientOrder = { readonly phase: 'idle' | 'quiet' | 'attack' } | { readonly ask: 'report' };

export interface ClientReport {
  readonly served: number;
  /** Milliseconds from publishing to reading, one for each read of each client. */
  readonly latenciesMs: { readonly quiet: readonly number[]; readonly attack: readonly number[] };
  /** How often a client of this process lost its connection, by code. */
  readonly ends: Readonly<Record<string, number>>;
}

const RETRY_MS = 1_000;
/** So many connects per second: the server lets no more in by default. */
const PACE_MS = 6;

const request = JSON.parse(process.argv[2] ?? '{}') as ClientRequest;
const latenciesMs = { idle: [] as number[], quiet: [] as number[], attack: [] as number[] };
const ends: Record<string, number> = {};
const served = new Set<number>();
let phase: 'idle' | 'quiet' | 'attack' = 'idle';

const nowUs = (): number => (performance.timeOrigin + monotonicMs()) * 1_000;

const open = (index: number): void => {
  const group = Math.floor(index / request.perAddress);
  void new WireClient({
    port: request.port, path: '/vip', token: request.tokens[index % request.tokens.length], localAddress: `127.${request.network}.${group >> 8}.${(group & 255) + 1}`,
  }, {
    onRead: (publishedUs) => {
      served.add(index);
      if (publishedUs !== undefined && phase !== 'idle') latenciesMs[phase].push((nowUs() - publishedUs) / 1_000);
    },
    onEnd: (code) => {
      served.delete(index);
      ends[code] = (ends[code] ?? 0) + 1;
      setTimeout(() => { open(index); }, RETRY_MS);
    },
  });
};

process.on('message', (order: ClientOrder) => {
  if ('phase' in order) phase = order.phase;
  else process.send?.({ served: served.size, latenciesMs, ends } satisfies ClientReport);
});
process.on('disconnect', () => process.exit(0));
for (let index = 0; index < request.clients; index += 1) setTimeout(open, index * PACE_MS, index);
