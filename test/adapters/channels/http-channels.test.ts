import { createHmac } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { makeDiscordChannel, makeSlackChannel, makeTelegramChannel } from '../../../adapters/channels/chats';
import { postJson } from '../../../adapters/channels/http-post';
import { postVerdict } from '../../../adapters/channels/post-answer';
import { makePublicLookup } from '../../../adapters/channels/public-address';
import { makeWebhookChannel, webhookKey, webhookSignature } from '../../../adapters/channels/webhook';
import { SAMPLE_TIME_MS, sampleSignal } from '../../support/messages';
import { withRefusingPort } from '../../support/refusing-port';
import { until } from '../../support/until';
import { dispatchOf, startFakeServer, type FakeServer } from './fake-server';

const MASTER = 'm'.repeat(48);
const never = new AbortController().signal;

describe('channels by HTTP', () => {
  let server: FakeServer;
  beforeEach(async () => { server = await startFakeServer(); });
  afterEach(async () => { await server.close(); });
  const lastBody = (): Record<string, unknown> => JSON.parse(server.calls.at(-1)!.body) as Record<string, unknown>;
  const webhook = (baseUrl = server.url) => makeWebhookChannel({ masterKey: MASTER, baseUrl, nowMs: () => SAMPLE_TIME_MS });

  test('a webhook gets the alert, signed over time and body by a key of its own', async () => {
    expect(await webhook()(dispatchOf('webhook'), never)).toEqual({ kind: 'sent', messageId: null });
    const [{ path, headers, body }] = server.calls as [typeof server.calls[number]];
    expect(path).toBe('/alerts?from=tapewatch');
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    const key = createHmac('sha256', MASTER).update('webhook.v1|user-1|webhook').digest('hex');
    expect(webhookKey(MASTER, 'user-1', 'webhook')).toBe(key);
    expect(headers['tapewatch-timestamp']).toBe(String(SAMPLE_TIME_MS / 1_000));
    expect(headers['tapewatch-signature']).toBe(`v1=${createHmac('sha256', key).update(`${SAMPLE_TIME_MS / 1_000}.${body}`).digest('hex')}`);
    expect(webhookSignature(key, SAMPLE_TIME_MS / 1_000, `${body} `)).not.toBe(headers['tapewatch-signature']);
    expect(JSON.parse(body)).toMatchObject({ id: sampleSignal().signal_id, type: 'alert', is_late: false, alert: { symbol: 'TAOUSDT' } });
  });

  test.each([
    [200, 'sent'], [204, 'sent'], [301, 'refused'], [307, 'refused'], [400, 'refused'], [401, 'refused'], [404, 'refused'], [410, 'gone'], [429, 'throttled'], [500, 'transient'], [503, 'transient'],
  ])('a webhook that answers %i means %s, and a redirect is not followed', async (status, kind) => {
    server.answer = (outgoing) => { outgoing.writeHead(status, { location: `${server.url}/elsewhere` }).end(); };
    expect((await webhook()(dispatchOf('webhook'), never)).kind).toBe(kind);
    expect(server.calls).toHaveLength(1);
  });

  test.each([['2', undefined, 2_000], ['Thu, 18 Dec 2025 15:45:51 GMT', undefined, 30_000], [undefined, '{"retry_after":1.5}', 1_500], [undefined, '{"parameters":{"retry_after":7}}', 7_000]])(
    'a wish to be left alone is passed on: %p %p', async (header, body, retryAfterMs) => {
      server.answer = (outgoing) => { outgoing.writeHead(429, header === undefined ? {} : { 'retry-after': header }).end(body); };
      expect(await webhook()(dispatchOf('webhook'), never)).toMatchObject({ kind: 'throttled', retryAfterMs });
    });

  test('an answer of 10 MB is cut, and a server that hangs or is not there is a passing trouble without an address in it', async () => {
    server.answer = (outgoing) => { outgoing.writeHead(500); outgoing.end('x'.repeat(10_000_000)); };
    const cut = await webhook()(dispatchOf('webhook'), never);
    expect(cut).toMatchObject({ kind: 'transient' });
    expect(JSON.stringify(cut).length).toBeLessThan(200);
    server.answer = () => undefined;
    await expect(postJson({ url: new URL(server.url), body: '{}', signal: never, timeoutMs: 50 })).rejects.toThrow();
    await withRefusingPort(async (port) => {
      const gone = await webhook(`http://127.0.0.1:${port}`)(dispatchOf('webhook'), never);
      expect(gone).toMatchObject({ kind: 'transient', error: 'no answer: ECONNREFUSED' });
    });
  });

  test.each<[string, (outgoing: ServerResponse) => void]>([
    ['keeps its body open', (outgoing) => { outgoing.writeHead(200).write('{"ok":true'); }],
    ['says nothing after the head', (outgoing) => { outgoing.writeHead(200).flushHeaders(); }],
    ['breaks off in the body', (outgoing) => { outgoing.writeHead(200, { 'content-length': '100' }).write('{}', () => { outgoing.destroy(); }); }],
  ])('E2: a server that answers 200 and %s has the message', async (_what, answer) => {
    server.answer = answer;
    expect(await webhook()(dispatchOf('webhook'), never)).toEqual({ kind: 'sent', messageId: null });
    expect(await makeTelegramChannel({ botToken: '1:secret', baseUrl: server.url })(dispatchOf('telegram'), never)).toEqual({ kind: 'sent', messageId: null });
  });

  test('the head decides also when the time is over in the body; a server that breaks off before the head did not answer', async () => {
    server.answer = (outgoing) => { outgoing.writeHead(202).write('taken'); };
    const ended = new AbortController();
    const exchange = postJson({ url: new URL(server.url), body: '{}', signal: ended.signal });
    await until(() => server.calls.length === 1, 'the server is asked');
    server.answer = (outgoing) => { outgoing.destroy(); };
    expect(await webhook()(dispatchOf('webhook'), never)).toEqual({ kind: 'transient', error: 'no answer: ECONNRESET' });
    ended.abort();
    expect(await exchange).toMatchObject({ status: 202 });
  });

  test('a name that points at a private address is refused when it is connected to, and never asked', async () => {
    const lookup = makePublicLookup((_name, done) => { done(null, [{ address: '127.0.0.1', family: 4 }]); });
    const channel = makeWebhookChannel({ masterKey: MASTER, lookup });
    const { port } = new URL(server.url);
    const answer = await channel({ ...dispatchOf('webhook'), address: `https://rebound.example.com:${port}/` }, never);
    expect(answer).toEqual({ kind: 'refused', error: 'the name points at an address that is not public' });
    expect(await channel({ ...dispatchOf('webhook'), address: `https://127.0.0.1:${port}/` }, never)).toMatchObject({ kind: 'refused' });
    expect(await channel({ ...dispatchOf('webhook'), address: 'https://[::1]/' }, never)).toMatchObject({ kind: 'refused' });
    expect(server.calls).toEqual([]);
  });

  test('Telegram: plain text to the chat, the message\'s id back; 403 is a bot that the user blocked', async () => {
    server.answer = (outgoing) => { outgoing.end('{"ok":true,"result":{"message_id":42}}'); };
    const channel = makeTelegramChannel({ botToken: '1:secret', baseUrl: server.url });
    expect(await channel(dispatchOf('telegram'), never)).toEqual({ kind: 'sent', messageId: '42' });
    expect(server.calls[0]!.path).toBe('/bot1:secret/sendMessage');
    expect(lastBody()).toMatchObject({ chat_id: '123456789', link_preview_options: { is_disabled: true } });
    expect(lastBody()).not.toHaveProperty('parse_mode');
    server.answer = (outgoing) => { outgoing.writeHead(403).end('{"ok":false,"description":"Forbidden: bot was blocked by the user"}'); };
    expect(await channel(dispatchOf('telegram'), never)).toMatchObject({ kind: 'gone', error: expect.stringContaining('blocked') as unknown });
    expect(await makeTelegramChannel({ botToken: '', baseUrl: server.url })(dispatchOf('telegram'), never)).toMatchObject({ kind: 'refused' });
  });

  const echo = (say: (path: string) => string) => (outgoing: ServerResponse): void => { outgoing.writeHead(403).end(say(server.calls.at(-1)!.path)); };

  test.each([
    ['a page', (path: string) => `<html>Cannot POST ${path}</html>`], ['JSON', (path: string) => JSON.stringify({ message: `no route ${path}`, description: `no route ${path}` })],
    ['its parts, as long as real ones', (path: string) => {
      const parts = path.split(/[/?]/).map((part) => `${part}${'x'.repeat(20)}`).join(' ');
      return JSON.stringify({ message: parts, description: parts });
    }],
    ['the path alone', (path: string) => path.slice(1)],
  ])('a server that answers the secret path back as %s is not quoted', async (_what, say) => {
    server.answer = echo(say);
    const channels = { webhook: webhook(), telegram: makeTelegramChannel({ botToken: '1:bot-secret', baseUrl: server.url }), slack: makeSlackChannel({ baseUrl: server.url }), discord: makeDiscordChannel({ baseUrl: server.url }) };
    const errors = await Promise.all([
      channels.webhook(dispatchOf('webhook'), never), channels.telegram(dispatchOf('telegram'), never), channels.slack(dispatchOf('slack'), never),
    ]);
    errors.push(await channels.discord(dispatchOf('discord'), never));
    expect(JSON.stringify(errors)).not.toMatch(/alerts|from=|tapewatch|bot-secret|T00000000|B00000000|AAAAAAAA|webhooks|12345678|token-of_it/);
    expect(errors).toHaveLength(4);
  });

  test.each([
    ['telegram', '{"ok":false,"description":"Bad Request: chat not found"}', 'HTTP 400 Bad Request: chat not found'], ['discord', '{"message":"Unknown Webhook","code":10015}', 'HTTP 400 Unknown Webhook'],
    ['slack', 'channel_is_archived', 'HTTP 400 channel_is_archived'], ['slack', '{"message":"x"}', 'HTTP 400'], ['telegram', '{"description":7}', 'HTTP 400'], ['webhook', '{"message":"x"}', 'HTTP 400'],
  ] as const)('the word of %s on why is kept: %s', async (kind, text, error) => {
    server.answer = (outgoing) => { outgoing.writeHead(400).end(text); };
    expect(await postVerdict(kind, postJson({ url: new URL(server.url), body: '{}', signal: never }))).toEqual({ kind: 'refused', error });
  });

  test('Slack and Discord: to the path of the webhook, and nobody is called by a name', async () => {
    server.answer = (outgoing) => { outgoing.end('ok'); };
    expect(await makeSlackChannel({ baseUrl: server.url })(dispatchOf('slack'), never)).toEqual({ kind: 'sent', messageId: null });
    expect(server.calls[0]!.path).toBe('/services/T00000000/B00000000/AAAAAAAAAAAAAAAAAAAAAAAA');
    server.answer = (outgoing) => { outgoing.end('{"id":"99"}'); };
    expect(await makeDiscordChannel({ baseUrl: server.url })(dispatchOf('discord'), never)).toEqual({ kind: 'sent', messageId: '99' });
    expect(server.calls[1]!.path).toBe('/api/webhooks/123456789012345678/token-of_it?wait=true');
    expect(lastBody()).toMatchObject({ allowed_mentions: { parse: [] } });
    server.answer = (outgoing) => { outgoing.writeHead(404).end(); };
    expect(await makeDiscordChannel({ baseUrl: server.url })(dispatchOf('discord'), never)).toMatchObject({ kind: 'gone' });
  });
});
