import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';

/** What channels need to be believed; never logged. */
export interface ChannelSecrets {
  readonly webhookKey: string;
  /** Empty: there is no bot. */
  readonly telegramBotToken: string;
}

/** A secret that cannot be read, or is not what was expected. Names field and expectation, never a value. */
export class ChannelSecretsError extends Error {
  override readonly name = 'ChannelSecretsError';
}

const SHAPE = z.object({ webhook_key: z.string().min(32), telegram_bot_token: z.string().regex(/^(\d+:[\w-]+)?$/) });

/** @throws ChannelSecretsError where the text is not JSON with both fields. */
export const parseChannelSecrets = (text: string): ChannelSecrets => {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new ChannelSecretsError('the channels\' secret is not JSON');
  }
  const result = SHAPE.safeParse(raw);
  if (result.success) return { webhookKey: result.data.webhook_key, telegramBotToken: result.data.telegram_bot_token };
  throw new ChannelSecretsError(`the channels' secret: field "${String(result.error.issues[0]?.path[0] ?? 'whole')}" is not as expected: webhook_key of at least 32 characters, telegram_bot_token empty or <id>:<token>`);
};

export interface SecretsSettings {
  readonly client: Pick<SecretsManagerClient, 'send'>;
  readonly secretArn: string;
}

/** Reads the secret from Secrets Manager. Needs GetSecretValue. */
export const readChannelSecrets = async ({ client, secretArn }: SecretsSettings): Promise<ChannelSecrets> => {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
  return parseChannelSecrets(SecretString ?? '');
};
