import type { ChannelKind } from '../../contracts/channel';
import type { DeliveryContent } from '../../contracts/delivery';
import type { User } from '../../contracts/user';
import { freshnessOf } from '../plan/freshness';
import type { ChannelMessage } from './channel-message';
import { renderAlert, type MessageLink } from './render-alert';
import { renderDigest } from './render-digest';

/** `expired`: it lay in the queue for so long that it must not be sent any more. */
export type Rendered =
  | { readonly kind: 'message'; readonly message: ChannelMessage; readonly isLate: boolean }
  | { readonly kind: 'expired' };

/**
 * The message for one channel as it is to be sent now: whether it is late is judged at this moment, not when it was planned. A digest
 * is never late, and a webhook is a program that wants every alert and is told that it is late: for it none expires.
 */
export const renderContent = (kind: ChannelKind, content: DeliveryContent, user: User, links: readonly MessageLink[], nowMs: number): Rendered => {
  if (content.kind === 'digest') return { kind: 'message', message: renderDigest(kind, content.digest, user), isLate: false };
  const { alert, entry_price: entryPrice } = content;
  const freshness = freshnessOf(alert.valid_until_ms, nowMs);
  if (freshness === 'expired' && kind !== 'webhook') return { kind: 'expired' };
  const isLate = freshness !== 'fresh';
  return { kind: 'message', message: renderAlert(kind, { alert, entryPrice, language: user.language, timeZone: user.time_zone, isLate, links }), isLate };
};
