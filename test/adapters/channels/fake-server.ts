import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { alertOf } from '../../../core/alerts/wording';
import type { ChannelMessage } from '../../../core/alerts/text/channel-message';
import { renderContent } from '../../../core/alerts/text/render';
import type { ChannelKind } from '../../../core/contracts/channel';
import type { Dispatch } from '../../../adapters/channels/channel-sender';
import { SAMPLE_TIME_MS, sampleSignal } from '../../support/messages';
import { ADDRESSES, userOf } from '../../support/users';

export interface Call {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface FakeServer {
  readonly url: string;
  readonly calls: Call[];
  answer: (outgoing: ServerResponse) => void;
  close(): Promise<void>;
}

/** A channel's server on loopback: keeps what it is sent and answers as told. */
export const startFakeServer = async (): Promise<FakeServer> => {
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      fake.calls.push({ path: incoming.url ?? '', headers: incoming.headers, body: Buffer.concat(chunks).toString('utf8') });
      fake.answer(outgoing);
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', () => { resolve(); }); });
  const fake: FakeServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls: [], answer: (outgoing) => { outgoing.end('{}'); },
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => { resolve(); });
    }),
  };
  return fake;
};

/** The sample alert on its way by one kind of channel. */
export const dispatchOf = <K extends ChannelKind>(kind: K): Dispatch<K> => {
  const signal = sampleSignal();
  const content = { kind: 'alert', alert: alertOf(signal), entry_price: signal.entry_price } as const;
  const rendered = renderContent(kind, content, userOf(), [], SAMPLE_TIME_MS);
  if (rendered.kind === 'expired') throw new Error('the sample has expired');
  return { message: rendered.message as Extract<ChannelMessage, { kind: K }>, address: ADDRESSES[kind], userId: 'user-1', channelId: kind, content };
};
