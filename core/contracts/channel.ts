import * as z from 'zod';
import { TIME_MS } from './common';

/** The ways to reach a person (S3.19), and Telegram, Slack and Discord besides (C3.10). */
export const CHANNEL_KINDS = ['email', 'sms', 'push', 'webhook', 'telegram', 'slack', 'discord'] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** One id of a user's own choice per channel, since a user may have two webhooks. */
export const CHANNEL_ID = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,31}$/, 'expected 1 to 32 of a-z 0-9 _ -');

/**
 * `pending`: the owner of the address has not yet agreed. `confirmed`: may be sent to. `muted`: the user paused it.
 * `stopped`: the address refused for good (STOP, unsubscribed, bounced, endpoint gone); only a new opt-in leads out of it.
 */
export const CHANNEL_STATES = ['pending', 'confirmed', 'muted', 'stopped'] as const;
export type ChannelState = (typeof CHANNEL_STATES)[number];

const HOST = String.raw`(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?`;
const HTTPS_URL = new RegExp(String.raw`^https://${HOST}(?::\d{1,5})?(?:[/?][\x21\x24-\x5b\x5d-\x7e]*)?$`, 'i');

interface AddressForm {
  readonly isForm: (address: string) => boolean;
  readonly expected: string;
}

const form = (pattern: RegExp, expected: string, maxLength = 2_048): AddressForm =>
  ({ isForm: (address) => address.length <= maxLength && pattern.test(address), expected });

/**
 * What an address must look like. The form alone says nothing about who listens: an HTTPS host's addresses are checked when it is
 * called, since a name may come to point at a private one.
 */
export const ADDRESS_FORMS: Readonly<Record<ChannelKind, AddressForm>> = {
  email: form(new RegExp(String.raw`^[A-Za-z0-9.!#$%&'*+/=?^_\x60{|}~-]{1,64}@${HOST}$`, 'i'), 'an e-mail address such as name@example.com', 254),
  /** E.164 (ITU-T): plus, country code, at most 15 digits in all. */
  sms: form(/^\+[1-9]\d{6,14}$/, 'a telephone number in E.164 form such as +821012345678'),
  push: form(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:endpoint\/[A-Za-z0-9_./-]{1,200}$/, 'the ARN of an SNS platform endpoint'),
  webhook: form(HTTPS_URL, 'an https:// URL with a host name, without user name, password or fragment'),
  /** https://core.telegram.org/bots/api#sendmessage: a numeric id (negative for groups) or the name of a public channel. */
  telegram: form(/^(?:-?[1-9]\d{0,19}|@[A-Za-z][A-Za-z0-9_]{3,31})$/, 'a numeric chat id, or the @name of a public channel'),
  slack: form(/^https:\/\/hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9/_-]{1,300}$/, 'an incoming webhook https://hooks.slack.com/services/...'),
  discord: form(/^https:\/\/(?:(?:ptb|canary)\.)?discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/\d{1,20}\/[A-Za-z0-9_-]{1,200}$/, 'a webhook https://discord.com/api/webhooks/<id>/<token>'),
};

/** Prior express consent: when it was given, and the words that were agreed to (TCPA; SNS double opt-in). */
const OPT_IN = z.object({ time_ms: TIME_MS, text: z.string().min(1).max(500) });
export type OptIn = z.infer<typeof OPT_IN>;

const SHAPE = z.object({
  channel_id: CHANNEL_ID,
  kind: z.enum(CHANNEL_KINDS),
  /** Personal data, and for webhooks a secret: shown only through `maskedAddress`. */
  address: z.string(),
  enabled: z.boolean(),
  /** Carries an alert only where no other channel can, or the last of them has failed for good (D-24). */
  is_standby: z.boolean().optional(),
  state: z.enum(CHANNEL_STATES),
  state_time_ms: TIME_MS,
  /** Why it is muted or stopped, as the page tells it; null otherwise. */
  state_reason: z.string().max(200).nullable(),
  opt_in: OPT_IN.nullable(),
});

/** One way to reach one user. */
export const CHANNEL = SHAPE.superRefine(({ kind, address, state, opt_in }, context) => {
  const { isForm, expected } = ADDRESS_FORMS[kind];
  // The address itself stays out of the message: errors are logged.
  if (!isForm(address)) context.addIssue({ code: 'custom', path: ['address'], message: `expected ${expected} for channel "${kind}"`, input: `${address.length} characters` });
  if (kind === 'sms' && state === 'confirmed' && opt_in === null) {
    context.addIssue({ code: 'custom', path: ['opt_in'], message: 'expected time and text of the consent before an SMS channel is confirmed', input: opt_in });
  }
});
export type Channel = z.infer<typeof SHAPE>;
