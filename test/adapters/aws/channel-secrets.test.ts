import { parseChannelSecrets, readChannelSecrets } from '../../../adapters/aws/channel-secrets';
import { signedHeaders } from '../../../adapters/aws/signed-request';

const KEY = 'k'.repeat(48);
const TEXT = JSON.stringify({ webhook_key: KEY, telegram_bot_token: '' });
const ENV = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', AWS_SESSION_TOKEN: 'session' };

describe('the channels\' secrets', () => {
  test('are read with a signed request for the one secret', async () => {
    const asked: { url: string; init: RequestInit }[] = [];
    const fetchText = (async (url: string, init: RequestInit) => {
      asked.push({ url, init });
      return new Response(JSON.stringify({ SecretString: TEXT }));
    }) as unknown as typeof fetch;
    expect(await readChannelSecrets({ secretArn: 'arn:secret', env: ENV, fetchText, nowMs: () => 0 })).toEqual({ webhookKey: KEY, telegramBotToken: '' });
    expect(asked[0]!.url).toBe('https://secretsmanager.eu-west-1.amazonaws.com/');
    expect(asked[0]!.init.body).toBe('{"SecretId":"arn:secret"}');
    const headers = asked[0]!.init.headers as Record<string, string>;
    expect(headers).toMatchObject({ 'x-amz-target': 'secretsmanager.GetSecretValue', 'x-amz-date': '19700101T000000Z', 'x-amz-security-token': 'session' });
    expect(headers['authorization']).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/19700101\/eu-west-1\/secretsmanager\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature=[0-9a-f]{64}$/);
  });

  test('the signature depends on every part of the call', () => {
    const call = {
      host: 'h', region: 'r', service: 's', target: 't', body: 'b', timeMs: 0, credentials: { accessKeyId: 'a', secretAccessKey: 'x' },
    };
    const signatures = [call, { ...call, host: 'i' }, { ...call, target: 'u' }, { ...call, body: 'c' }, { ...call, timeMs: 1_000 }, { ...call, credentials: { accessKeyId: 'a', secretAccessKey: 'y' } }]
      .map((one) => signedHeaders(one)['authorization']);
    expect(new Set(signatures).size).toBe(6);
  });

  test.each(['', 'no json', '{}', '{"webhook_key":"short","telegram_bot_token":""}', `{"webhook_key":"${KEY}","telegram_bot_token":"odd token"}`])('%p is refused without a value in the error', (text) => {
    expect(() => parseChannelSecrets(text)).toThrow('the channels\' secret');
    try { parseChannelSecrets(text); } catch (error) { expect(String(error)).not.toMatch(/kkkk|short|odd token/); }
  });
});
