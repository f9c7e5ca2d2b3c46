import { httpVerdict } from '../../core/alerts/delivery/retry';
import { oneLine } from '../../core/alerts/text/neutral-text';
import type { ChannelKind } from '../../core/contracts/channel';
import type { SendAnswer } from './channel-sender';
import type { PostAnswer } from './http-post';
import { PrivateAddressError } from './public-address';

type Fields = Readonly<Record<string, unknown>>;

/** The answer's JSON object; empty where it is none. */
export const fieldsOf = (text: string): Fields => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Fields) : {};
  } catch {
    return {};
  }
};

const numberIn = (value: unknown): number | undefined => (typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined);

/** Seconds, or a date (RFC 9110, 10.2.3); Discord says `retry_after` and Telegram `parameters.retry_after` in the body, in seconds. */
const retryAfterMs = ({ headers, text }: PostAnswer, nowMs: number): number | undefined => {
  const header = headers['retry-after']?.trim() ?? '';
  if (/^\d{1,9}(\.\d+)?$/.test(header)) return Math.ceil(Number(header) * 1_000);
  const dateMs = header === '' ? Number.NaN : Date.parse(header);
  if (Number.isFinite(dateMs)) return Math.max(0, dateMs - nowMs);
  const { retry_after: seconds, parameters } = fieldsOf(text);
  const asked = numberIn(seconds) ?? numberIn((parameters as Fields | undefined)?.['retry_after']);
  return asked === undefined ? undefined : Math.ceil(asked * 1_000);
};

/** The error's code alone: its text may hold the address. */
const causeOf = (error: unknown): string => {
  const { code, name } = typeof error === 'object' && error !== null ? (error as { readonly code?: unknown; readonly name?: unknown }) : {};
  if (typeof code === 'string') return code;
  return typeof name === 'string' ? name : 'unknown cause';
};

/** A path, or what may be a part of one: the addresses of these services are secrets, and some servers repeat what they were asked. */
const SECRET_LIKE = /\S*\/\S*|\S{21,}/g;

const wordsOf = (value: unknown): string => (typeof value === 'string' ? oneLine(value.replace(SECRET_LIKE, '***'), 100) : '');

/** A service's own word on why, in the form that it has for it; nothing else is quoted, and nothing of what a user's own server says. */
const reasonIn = (kind: ChannelKind, text: string): string => {
  switch (kind) {
    case 'telegram': return wordsOf(fieldsOf(text)['description']);
    case 'discord': return wordsOf(fieldsOf(text)['message']);
    case 'slack': return /^[a-z_]{1,60}$/.test(text) ? text : '';
    case 'webhook': case 'email': case 'sms': case 'push': return '';
  }
};

/** What an exchange means for the row. `readId` finds the message's id in the answer's text. */
export const postVerdict = async (
  kind: ChannelKind, exchange: Promise<PostAnswer>, readId: (fields: Fields) => unknown = () => null, nowMs: () => number = Date.now,
): Promise<SendAnswer> => {
  let answer: PostAnswer;
  try {
    answer = await exchange;
  } catch (error) {
    if (error instanceof PrivateAddressError) return { kind: 'refused', error: error.message };
    return { kind: 'transient', error: `no answer: ${causeOf(error)}` };
  }
  const verdict = httpVerdict(kind, answer.status);
  if (verdict === 'ok') {
    const id = readId(fieldsOf(answer.text));
    return { kind: 'sent', messageId: typeof id === 'string' || typeof id === 'number' ? oneLine(String(id)) : null };
  }
  const waitMs = retryAfterMs(answer, nowMs());
  return { kind: verdict, error: `HTTP ${answer.status} ${reasonIn(kind, answer.text)}`.trim(), ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }) };
};
