import { createHmac } from 'node:crypto';
import { contentId } from '../../core/contracts/delivery';
import type { SendOn } from './channel-sender';
import { postJson } from './http-post';
import { postVerdict } from './post-answer';
import { makePublicLookup } from './public-address';

/** What a webhook is told beside its body. */
export const WebhookHeader = { timestamp: 'tapewatch-timestamp', signature: 'tapewatch-signature', delivery: 'tapewatch-delivery' } as const;

/**
 * Each channel has a key of its own, made from the installation's: who receives alerts cannot sign for another. Hex, as its owner
 * is told it.
 */
export const webhookKey = (masterKey: string, userId: string, channelId: string): string =>
  createHmac('sha256', masterKey).update(`webhook.v1|${userId}|${channelId}`).digest('hex');

/** `v1=` and HMAC-SHA-256 in hex over `timestamp.body`; a receiver refuses what is minutes old, so that a copy is worth nothing. */
export const webhookSignature = (key: string, timestampSeconds: number, body: string): string =>
  `v1=${createHmac('sha256', key).update(`${timestampSeconds}.${body}`).digest('hex')}`;

export interface WebhookSettings {
  readonly masterKey: string;
  /** All webhooks go here, with the path of their own address: a run on one machine, and tests. */
  readonly baseUrl?: string | undefined;
  readonly lookup?: ReturnType<typeof makePublicLookup>;
  readonly nowMs?: () => number;
}

/** Posts to a user's own HTTPS server: signed, on public addresses alone, redirects refused. */
export const makeWebhookChannel = ({ masterKey, baseUrl, lookup = makePublicLookup(), nowMs = Date.now }: WebhookSettings): SendOn<'webhook'> =>
  (dispatch, signal) => {
    const { message: { payload }, address, userId, channelId, content } = dispatch;
    const own = new URL(address);
    const url = baseUrl === undefined ? own : new URL(own.pathname + own.search, baseUrl);
    const timestamp = Math.floor(nowMs() / 1_000);
    const body = JSON.stringify({ id: contentId(content), user_id: userId, channel_id: channelId, ...payload });
    const exchange = postJson({
      url, body, signal, lookup: baseUrl === undefined ? lookup : undefined,
      headers: {
        [WebhookHeader.timestamp]: String(timestamp),
        [WebhookHeader.signature]: webhookSignature(webhookKey(masterKey, userId, channelId), timestamp, body),
        [WebhookHeader.delivery]: encodeURIComponent(contentId(content)),
      },
    });
    return postVerdict('webhook', exchange, undefined, nowMs);
  };
