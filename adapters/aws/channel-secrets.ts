import * as z from 'zod';
import { requireEnv, optionalEnv, type Environment } from '../env';
import { signedHeaders } from './signed-request';

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
const TIMEOUT_MS = 3_000;

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
  readonly secretArn: string;
  readonly env?: Environment;
  readonly fetchText?: typeof fetch;
  readonly nowMs?: () => number;
}

/** Reads the secret from Secrets Manager with the function's own credentials. Needs GetSecretValue. */
export const readChannelSecrets = async ({ secretArn, env = process.env, fetchText = fetch, nowMs = Date.now }: SecretsSettings): Promise<ChannelSecrets> => {
  const region = requireEnv('AWS_REGION', 'the region of the function', env);
  const host = `secretsmanager.${region}.${region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'}`;
  const body = JSON.stringify({ SecretId: secretArn });
  const headers = signedHeaders({
    host, region, service: 'secretsmanager', target: 'secretsmanager.GetSecretValue', body, timeMs: nowMs(),
    credentials: {
      accessKeyId: requireEnv('AWS_ACCESS_KEY_ID', 'the key that Lambda gives', env), secretAccessKey: requireEnv('AWS_SECRET_ACCESS_KEY', 'the key that Lambda gives', env),
      sessionToken: optionalEnv('AWS_SESSION_TOKEN', env),
    },
  });
  const answer = await fetchText(`https://${host}/`, { method: 'POST', headers, body, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  const text = await answer.text();
  if (!answer.ok) throw new ChannelSecretsError(`the channels' secret cannot be read: HTTP ${answer.status}`);
  const { SecretString } = JSON.parse(text) as { readonly SecretString?: unknown };
  return parseChannelSecrets(typeof SecretString === 'string' ? SecretString : '');
};
