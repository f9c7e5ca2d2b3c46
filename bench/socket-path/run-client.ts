import type { MeterReport } from './frame-meter';
import { idiomaticClient } from './idiomatic-client';
import { bybitApiClient, ccxtClient } from './peer-clients';
import { productClient } from './product-client';
import type { StreamClient } from './stream-client';
import { readFacts } from './stream-file';

/** By their names in the table. */
const CLIENTS = {
  'ours with ws': productClient('ws'),
  'ours with the thin reader': productClient('thin'),
  'ws + the idiomatic path': idiomaticClient,
  'bybit-api, empty handler': bybitApiClient,
  'ccxt.pro watchTickers': ccxtClient,
} satisfies Record<string, StreamClient>;

export type ClientName = keyof typeof CLIENTS;

/** As the one argument, JSON. */
export interface StreamClientRequest {
  readonly name: ClientName;
  readonly folder: string;
  readonly url: string;
}

/** The program that takes the stream in by one of the ways and tells what it cost. */
const run = ({ name, folder, url }: StreamClientRequest): void => {
  CLIENTS[name](url, readFacts(folder), (cpuNsPerFrame, answer) => {
    const report: MeterReport = { cpuNsPerFrame, answer };
    process.send?.(report, () => { process.exit(); });
  });
};

run(JSON.parse(process.argv[2] ?? '{}') as StreamClientRequest);
