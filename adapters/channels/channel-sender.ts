import type { ChannelMessage } from '../../core/alerts/text/channel-message';
import type { HttpVerdict } from '../../core/alerts/delivery/retry';
import type { ChannelKind } from '../../core/contracts/channel';
import type { DeliveryContent } from '../../core/contracts/delivery';

/** One message on its way to one address of one user. */
export interface Dispatch<K extends ChannelKind = ChannelKind> {
  readonly message: Extract<ChannelMessage, { readonly kind: K }>;
  /** Personal data, and for webhooks a secret: it stands in no log and no error. */
  readonly address: string;
  readonly userId: string;
  readonly channelId: string;
  readonly content: DeliveryContent;
}

/** What became of one attempt. `error` is what the channel said, for the ledger; it names no address. */
export type SendAnswer =
  /** The channel took it; `messageId` by its receipts, null where it gives none. */
  | { readonly kind: 'sent'; readonly messageId: string | null }
  | { readonly kind: Exclude<HttpVerdict, 'ok'>; readonly error: string; readonly retryAfterMs?: number };

/** Sends once. Resolves with a verdict whatever happens; it never rejects and never outlasts `signal`. */
export type SendOn<K extends ChannelKind = ChannelKind> = (dispatch: Dispatch<K>, signal: AbortSignal) => Promise<SendAnswer>;

/** The port of the delivery function: one adapter for each kind of channel. */
export type Channels = { readonly [K in ChannelKind]: SendOn<K> };

/** Hands a message to the adapter of its kind. */
export const sendOn = (channels: Channels, { message, ...rest }: Dispatch, signal: AbortSignal): Promise<SendAnswer> => {
  switch (message.kind) {
    case 'email': return channels.email({ ...rest, message }, signal);
    case 'sms': return channels.sms({ ...rest, message }, signal);
    case 'push': return channels.push({ ...rest, message }, signal);
    case 'webhook': return channels.webhook({ ...rest, message }, signal);
    case 'telegram': return channels.telegram({ ...rest, message }, signal);
    case 'slack': return channels.slack({ ...rest, message }, signal);
    case 'discord': return channels.discord({ ...rest, message }, signal);
  }
};
