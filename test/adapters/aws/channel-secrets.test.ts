import { parseChannelSecrets, readChannelSecrets } from '../../../adapters/aws/channel-secrets';

const KEY = 'k'.repeat(48);
const TEXT = JSON.stringify({ webhook_key: KEY, telegram_bot_token: '' });

describe('the channels\' secrets', () => {
  test('are read by the name of the one secret', async () => {
    const asked: unknown[] = [];
    const client = { send: async ({ input }: { input: unknown }) => {
      asked.push(input);
      return { SecretString: TEXT };
    } };
    expect(await readChannelSecrets({ client: client as never, secretArn: 'arn:secret' })).toEqual({ webhookKey: KEY, telegramBotToken: '' });
    expect(asked).toEqual([{ SecretId: 'arn:secret' }]);
  });

  test.each(['', 'no json', '{}', '{"webhook_key":"short","telegram_bot_token":""}', `{"webhook_key":"${KEY}","telegram_bot_token":"odd token"}`])('%p is refused without a value in the error', (text) => {
    expect(() => parseChannelSecrets(text)).toThrow('the channels\' secret');
    try { parseChannelSecrets(text); } catch (error) { expect(String(error)).not.toMatch(/kkkk|short|odd token/); }
  });
});
