import type { Alert } from '../../contracts/alert';
import type { Digest } from '../../contracts/digest';
import { discordText, manyLines, slackText, withoutLinks } from './neutral-text';
import type { SmsSize } from './sms-segments';

export interface LabelledLink {
  readonly label: string;
  readonly url: string;
}

/** What a webhook's body holds. The adapter adds time and signature as headers. */
export type WebhookPayload =
  | { readonly type: 'alert'; readonly alert: Alert; readonly entry_price: number; readonly is_late: boolean }
  | { readonly type: 'digest'; readonly digest: Digest };

/** A message as its channel takes it: neutralised, within the channel's length, ready to be sent. */
export type ChannelMessage =
  | { readonly kind: 'email'; readonly subject: string; readonly snsSubject: string; readonly text: string }
  | { readonly kind: 'sms'; readonly text: string; readonly size: SmsSize }
  | { readonly kind: 'push'; readonly title: string; readonly body: string; readonly data: Readonly<Record<string, string>> }
  | { readonly kind: 'webhook'; readonly payload: WebhookPayload }
  /** Sent without `parse_mode`, so nothing in it is markup. */
  | { readonly kind: 'telegram'; readonly text: string }
  | { readonly kind: 'slack'; readonly text: string }
  /** Sent with `allowed_mentions: { parse: [] }`. */
  | { readonly kind: 'discord'; readonly content: string };

export type ChatKind = 'telegram' | 'slack' | 'discord';

/**
 * Characters (UTF-16) that one message takes. Telegram's sendMessage: 4096; Discord's content: 2000; Slack: 40,000 are cut, and 4,000
 * are advised. https://core.telegram.org/bots/api#sendmessage https://discord.com/developers/docs/resources/webhook#execute-webhook
 * https://docs.slack.dev/reference/methods/chat.postMessage
 */
export const CHAT_LENGTH: Readonly<Record<ChatKind, number>> = { telegram: 4_096, slack: 4_000, discord: 2_000 };

const escapeFor: Readonly<Record<ChatKind, (text: string) => string>> = { telegram: manyLines, slack: slackText, discord: discordText };

const linkFor: Readonly<Record<ChatKind, (link: LabelledLink) => string>> = {
  telegram: ({ label, url }) => `${label}: ${url}`,
  slack: ({ label, url }) => `<${slackText(url)}|${slackText(label)}>`,
  discord: ({ label, url }) => `[${discordText(label)}](<${url}>)`,
};

const tailOf = (kind: ChatKind, links: readonly LabelledLink[], footer: string): string =>
  [...links.map(linkFor[kind]), escapeFor[kind](footer)].join('\n');

const escaped = (kind: ChatKind, lines: readonly string[]): string[] => lines.map((line) => escapeFor[kind](withoutLinks(line)));

/** Characters that the message would take with every line whole. */
export const chatLength = (kind: ChatKind, lines: readonly string[], footer: string): number =>
  [...escaped(kind, lines), tailOf(kind, [], footer)].join('\n').length;

/** As many whole lines as fit; a link or an escape is never cut in two. */
const fitting = (lines: readonly string[], room: number): string[] => {
  const kept: string[] = [];
  let used = 0;
  for (const line of lines) {
    if (used + line.length + 1 > room) break;
    kept.push(line);
    used += line.length + 1;
  }
  return kept;
};

/** Lines, then links and footer, which stay whole: the last lines give way where all of it is too long. */
export const chatMessage = (kind: ChatKind, lines: readonly string[], links: readonly LabelledLink[], footer: string): ChannelMessage => {
  const tail = tailOf(kind, links, footer);
  const text = [...fitting(escaped(kind, lines), CHAT_LENGTH[kind] - tail.length), tail].join('\n');
  return kind === 'discord' ? { kind, content: text } : { kind, text };
};
