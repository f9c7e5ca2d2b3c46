import type { SendOn } from './channel-sender';
import { postJson } from './http-post';
import { postVerdict } from './post-answer';

export interface ChatSettings {
  /** In place of the service's own address: a run on one machine, and tests. */
  readonly baseUrl?: string | undefined;
}

/** An incoming webhook's address, whose host the contract has fixed, on another base where one is given. */
const onBase = (address: string, baseUrl: string | undefined): URL => {
  const own = new URL(address);
  return baseUrl === undefined ? own : new URL(own.pathname + own.search, baseUrl);
};

const TELEGRAM = 'https://api.telegram.org';

/** Without `parse_mode`: nothing in the text is markup. https://core.telegram.org/bots/api#sendmessage */
export const makeTelegramChannel = ({ botToken, baseUrl = TELEGRAM }: ChatSettings & { readonly botToken: string }): SendOn<'telegram'> =>
  async ({ message: { text }, address }, signal) => {
    if (botToken === '') return { kind: 'refused', error: 'this installation has no bot token' };
    const body = JSON.stringify({ chat_id: address, text, link_preview_options: { is_disabled: true } });
    return postVerdict('telegram', postJson({ url: new URL(`/bot${botToken}/sendMessage`, baseUrl), body, signal }),
      ({ result }) => (result as { readonly message_id?: unknown } | undefined)?.message_id);
  };

/** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks: answers `ok` and no id. */
export const makeSlackChannel = ({ baseUrl }: ChatSettings = {}): SendOn<'slack'> => ({ message: { text }, address }, signal) =>
  postVerdict('slack', postJson({ url: onBase(address, baseUrl), body: JSON.stringify({ text, unfurl_links: false, unfurl_media: false }), signal }));

/** Nobody is called, whatever a name says. https://discord.com/developers/docs/resources/webhook#execute-webhook */
export const makeDiscordChannel = ({ baseUrl }: ChatSettings = {}): SendOn<'discord'> => ({ message: { content }, address }, signal) => {
  const url = onBase(address, baseUrl);
  // Without it the answer is empty and comes before the message is stored.
  url.searchParams.set('wait', 'true');
  return postVerdict('discord', postJson({ url, body: JSON.stringify({ content, allowed_mentions: { parse: [] } }), signal }), ({ id }) => id);
};
