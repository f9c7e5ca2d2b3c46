import { PublishCommand } from '@aws-sdk/client-sns';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makePushChannel, makeSmsChannel } from '../../adapters/aws/sns-channels';
import { makeSnsClient } from '../../adapters/aws/clients';
import { makeDiscordChannel, makeSlackChannel, makeTelegramChannel } from '../../adapters/channels/chats';
import { makeWebhookChannel } from '../../adapters/channels/webhook';
import { ChannelSink } from '../../local/channel-sink';
import type { OutboxAlert } from '../../local/outbox-file';
import { dispatchOf } from '../adapters/channels/fake-server';
import { sampleSignal } from '../support/messages';
import { temporaryFolder } from './support/temporary-folder';

const never = new AbortController().signal;

describe('the sink of channels', () => {
  const folder = temporaryFolder();
  const messages: OutboxAlert[] = [];
  const forwarded: string[] = [];
  const emulator = createServer((incoming, outgoing) => {
    incoming.on('data', (chunk: Buffer) => forwarded.push(chunk.toString()));
    incoming.on('end', () => { outgoing.writeHead(200, { 'content-type': 'text/xml' }).end('<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>'); });
  });
  let sink: ChannelSink;
  let url: string;

  beforeAll(async () => {
    await new Promise<void>((resolve) => { emulator.listen(0, '127.0.0.1', () => { resolve(); }); });
    sink = await ChannelSink.start({
      messagingUrl: `http://127.0.0.1:${(emulator.address() as AddressInfo).port}`, stateDir: folder.path, onMessage: (message) => { messages.push(message); },
    });
    url = sink.environment()['AWS_ENDPOINT_URL_SNS']!;
  });
  afterAll(async () => {
    sink.stop();
    await new Promise((resolve) => { emulator.close(resolve); });
    folder.remove();
  });
  afterEach(() => { messages.length = 0; });
  const client = () => makeSnsClient({ endpoint: url, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });

  test('shows what the adapters of telephones and devices send, as the SDK sends it', async () => {
    expect((await makeSmsChannel({ client: client() })(dispatchOf('sms'), never)).kind).toBe('sent');
    expect((await makePushChannel({ client: client() })(dispatchOf('push'), never)).kind).toBe('sent');
    expect(messages.map(({ channel, alert_id }) => [channel, alert_id])).toEqual([['sms', expect.any(String)], ['push', sampleSignal().signal_id]]);
    expect(messages[0]!.text).toContain('TAOUSDT');
    expect(forwarded).toEqual([]);
  });

  test('hands on to the emulator what is for a topic', async () => {
    await client().send(new PublishCommand({ TopicArn: 'arn:aws:sns:us-east-1:000000000000:alerts', Message: 'text' }));
    expect(forwarded.join('')).toContain('Message=text');
    expect(messages).toEqual([]);
  });

  test('shows webhooks and chats by the path that their adapters post to', async () => {
    await makeWebhookChannel({ masterKey: 'k', baseUrl: url })(dispatchOf('webhook'), never);
    await makeTelegramChannel({ botToken: '1:local', baseUrl: url })(dispatchOf('telegram'), never);
    await makeSlackChannel({ baseUrl: url })(dispatchOf('slack'), never);
    await makeDiscordChannel({ baseUrl: url })(dispatchOf('discord'), never);
    expect(messages.map(({ channel }) => channel)).toEqual(['webhook', 'telegram', 'slack', 'discord']);
    expect(messages[0]).toMatchObject({ alert_id: sampleSignal().signal_id, subject: expect.stringContaining('TAOUSDT') as unknown });
  });

  test('keeps the key of webhooks over restarts', () => {
    expect(sink.environment()['LOCAL_CHANNEL_SECRETS']).toBe(sink.environment()['LOCAL_CHANNEL_SECRETS']);
  });
});
