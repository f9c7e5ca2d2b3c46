import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { ChannelKind } from '../core/contracts/channel';
import { LocalDeliveryEnv } from '../lambdas/delivery/env';
import type { OutboxAlert } from './outbox-file';
import { readBody } from './read-body';
import { asRecord, type Json } from './template/json';

export interface ChannelSinkOptions {
  /** Where everything of SNS goes that is for a topic. */
  readonly messagingUrl: string;
  readonly stateDir: string;
  readonly onMessage: (message: OutboxAlert) => void;
}

/** In the state folder: by this key webhooks of the folder's runs are signed. Readable by its owner alone. */
export const CHANNEL_SECRETS_FILE = 'channel-secrets.json';
const PRIVATE_FILE = 0o600;
const MAX_BODY_BYTES = 1024 * 1024;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const jsonOf = (text: string): Json => {
  try {
    return asRecord(JSON.parse(text));
  } catch {
    return {};
  }
};

/** The kind of chat or webhook by the path that its adapter posts to. */
const kindOf = (path: string): ChannelKind => {
  if (/^\/bot[^/]+\/sendMessage$/.test(path)) return 'telegram';
  if (path.startsWith('/services/')) return 'slack';
  return path.startsWith('/api/webhooks/') ? 'discord' : 'webhook';
};

/** Messages without an id of their own are known by their text, in which the alert's id stands. */
const idOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** What arrived at a server of a channel, as the outbox shows it. */
export const postedMessage = (path: string, body: string, nowMs: number): OutboxAlert => {
  const channel = kindOf(path);
  const fields = jsonOf(body);
  const text = channel === 'webhook' ? body : textOf(fields['text'] ?? fields['content']);
  const id = channel === 'webhook' ? textOf(fields['id']) : idOf(text);
  const subject = channel === 'webhook' ? textOf(asRecord(fields['alert'])['subject'] ?? fields['type']) : text.split('\n')[0] ?? '';
  return { alert_id: id, channel, subject, text, attributes: {}, shown_time_ms: nowMs };
};

/** What `Publish` sends to a telephone or a device; undefined where it is for a topic. */
export const publishedMessage = (form: URLSearchParams, nowMs: number): OutboxAlert | undefined => {
  const text = form.get('Message') ?? '';
  if (form.has('PhoneNumber')) return { alert_id: idOf(text), channel: 'sms', subject: text, text, attributes: {}, shown_time_ms: nowMs };
  if (!form.has('TargetArn')) return undefined;
  const payload = jsonOf(text);
  const { alert_id, digest_id } = jsonOf(textOf(payload['APNS']));
  const shown = textOf(payload['default']);
  return { alert_id: textOf(alert_id ?? digest_id), channel: 'push', subject: shown.replaceAll('\n', ' '), text: shown, attributes: {}, shown_time_ms: nowMs };
};

const PUBLISHED = (id: string): string => `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>${id}</MessageId></PublishResult>`
  + `<ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></PublishResponse>`;

/**
 * The world outside for the delivery function of a run on one machine: SNS's telephones and devices, which the emulator lacks, and the
 * servers of webhooks and chats. What is for a topic goes on to the emulator.
 */
export class ChannelSink {
  private constructor(private readonly server: Server, private readonly options: ChannelSinkOptions) {}

  static async start(options: ChannelSinkOptions): Promise<ChannelSink> {
    const server = createServer();
    const sink = new ChannelSink(server, options);
    server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
      sink.serve(incoming, outgoing).catch(() => { outgoing.destroy(); });
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => { resolve(); });
    });
    return sink;
  }

  /** What leads the delivery function here. */
  environment(): Readonly<Record<string, string>> {
    const url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return { AWS_ENDPOINT_URL_SNS: url, [LocalDeliveryEnv.channelsUrl]: url, [LocalDeliveryEnv.channelSecrets]: this.secrets() };
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private secrets(): string {
    const path = join(this.options.stateDir, CHANNEL_SECRETS_FILE);
    if (!existsSync(path)) {
      writeFileSync(path, JSON.stringify({ webhook_key: randomBytes(32).toString('hex'), telegram_bot_token: '1:local' }), { mode: PRIVATE_FILE });
    }
    return readFileSync(path, 'utf8');
  }

  private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await readBody(incoming, MAX_BODY_BYTES, () => new Error('body is too large'));
    const path = (incoming.url ?? '/').split('?')[0] ?? '/';
    if (path !== '/') {
      this.options.onMessage(postedMessage(path, body, Date.now()));
      outgoing.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
      return;
    }
    const message = publishedMessage(new URLSearchParams(body), Date.now());
    if (message === undefined) {
      this.forward(incoming, body, outgoing);
      return;
    }
    this.options.onMessage(message);
    outgoing.writeHead(200, { 'content-type': 'text/xml' }).end(PUBLISHED(idOf(`${message.channel}${message.text}`)));
  }

  private forward(incoming: IncomingMessage, body: string, outgoing: ServerResponse): void {
    const headers = { ...incoming.headers, 'content-length': String(Buffer.byteLength(body)) };
    const onward = request(new URL(incoming.url ?? '/', this.options.messagingUrl), { method: 'POST', headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.once('error', () => { outgoing.destroy(); });
    onward.end(body);
  }
}
