import type { DeliveryStore, StoredDelivery } from '../../adapters/aws/delivery-store';
import type { LimitStore } from '../../adapters/aws/limit-store';
import type { SendOrders } from '../../adapters/aws/order-queue';
import type { StopList } from '../../adapters/aws/stop-list';
import { addressKey } from '../../adapters/address-key';
import { sendOn, type Channels, type SendAnswer } from '../../adapters/channels/channel-sender';
import type { MarketClock } from '../../adapters/clock';
import { advance, type DeliveryEvent } from '../../core/alerts/delivery/ledger';
import { rateLimitsOf } from '../../core/alerts/delivery/rate-limits';
import { nextAttemptMs } from '../../core/alerts/delivery/retry';
import type { SmsSpendLimit } from '../../core/alerts/delivery/sms-spend';
import { grantsOf, type LinkGrant } from '../../core/alerts/plan/links';
import type { ChannelMessage } from '../../core/alerts/text/channel-message';
import { renderContent } from '../../core/alerts/text/render';
import type { MessageLink } from '../../core/alerts/text/render-alert';
import type { Channel } from '../../core/contracts/channel';
import { contentId, type DeliveryOrder, type DeliveryRow, type FailureReason } from '../../core/contracts/delivery';
import type { User } from '../../core/contracts/user';
import { makeAfterFailure } from './after-failure';

export interface DeliveryPorts {
  readonly users: { get(userId: string): Promise<User | undefined> };
  readonly deliveries: DeliveryStore;
  readonly stops: Pick<StopList, 'forbids'>;
  readonly limits: LimitStore;
  readonly channels: Channels;
  /** Back to the queue, after a while. */
  readonly sendOrders: SendOrders;
  /** The address takes nothing any more. */
  readonly stopChannel: (userId: string, channelId: string, reason: string, nowMs: number) => Promise<unknown>;
  /** The address of a one-tap link; undefined: nothing serves them, and messages have none. */
  readonly linkUrl?: ((grant: LinkGrant) => string) | undefined;
  readonly smsLimit: SmsSpendLimit;
  /** The market's: what is late. */
  readonly clock: MarketClock;
  /** The machine's: leases, retries, rates. */
  readonly nowMs: () => number;
  /** A new token for each delivery of a message. */
  readonly newOwner: () => string;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Told of each row that was changed. */
  readonly onChanged?: (row: DeliveryRow) => void;
}

/** Longer than the function may run, shorter than the queue hides the message: a worker that died is followed by the next delivery. */
export const LEASE_MS = 30_000;
/** Bound of one attempt on a channel; what posts has a shorter one of its own. */
const SEND_MS = 8_000;
/** After another worker has been faster. */
const OVERTAKEN_MS = 1_000;

interface Sendable {
  readonly kind: 'sendable';
  readonly channel: Channel;
  readonly message: ChannelMessage;
  readonly isLate: boolean;
}

const linksOf = ({ user_id: userId, channel_id: channelId, content }: DeliveryOrder, linkUrl: DeliveryPorts['linkUrl']): MessageLink[] => {
  if (content.kind !== 'alert' || linkUrl === undefined) return [];
  return grantsOf({ userId, channelId, alert: content.alert }).map((grant) => ({ action: grant.action, url: linkUrl(grant) }));
};

/** What is to be sent now, or why nothing may be any more. */
const sendableOf = (
  order: DeliveryOrder, user: User | undefined, links: readonly MessageLink[], nowMs: number,
): Sendable | { readonly kind: 'ended'; readonly reason: FailureReason } => {
  const channel = user?.channels.find(({ channel_id, kind }) => channel_id === order.channel_id && kind === order.channel_kind);
  if (user === undefined || channel === undefined || !channel.enabled || channel.state !== 'confirmed') return { kind: 'ended', reason: 'stopped' };
  const rendered = renderContent(channel.kind, order.content, user, links, nowMs);
  return rendered.kind === 'expired' ? { kind: 'ended', reason: 'exhausted' } : { kind: 'sendable', channel, message: rendered.message, isLate: rendered.isLate };
};

/** When somebody else's hold on a row ends, or its time comes. */
const waitOf = ({ lease_until_ms, next_attempt_ms }: DeliveryRow, nowMs: number): number =>
  Math.max(OVERTAKEN_MS, (lease_until_ms ?? next_attempt_ms ?? nowMs) - nowMs);

/**
 * Sends what one row of the ledger stands for: claim it, send, write down what became of it. Delivered again, a row that is done does
 * nothing; one that another worker holds, or whose time has not come, goes back to the queue. A worker that dies after sending and
 * before writing that down leaves a lease that runs out, and the message is sent once more under the same id.
 */
export const makeDelivery = (ports: DeliveryPorts) => {
  const { users, deliveries, stops, limits, channels, sendOrders, stopChannel, linkUrl, smsLimit, clock, nowMs, newOwner, random, onChanged } = ports;

  const later = (order: DeliveryOrder, waitMs: number): Promise<void> => sendOrders([order], waitMs);

  /** The row after an event, if it is still as it was read; undefined: another worker was faster, or the event changes nothing. */
  const change = async (stored: StoredDelivery, event: DeliveryEvent): Promise<StoredDelivery | undefined> => {
    const answer = advance(stored.row, event, nowMs());
    if (answer.kind !== 'changed') return undefined;
    const written = await deliveries.replace(stored, answer.row);
    if (written !== undefined) onChanged?.(answer.row);
    return written;
  };

  const afterFailure = makeAfterFailure({ users, deliveries, sendOrders, stopChannel, nowMs, change });

  /** Writes down that nothing more comes of it; undefined: another worker was faster. */
  const fail = async (order: DeliveryOrder, held: StoredDelivery, event: DeliveryEvent): Promise<StoredDelivery | undefined> => {
    const failed = await change(held, event);
    if (failed !== undefined) await afterFailure(order, failed.row);
    return failed;
  };

  /** Ends a row without sending: one that waits is withdrawn, one whose worker died is taken over first. */
  const end = async (order: DeliveryOrder, stored: StoredDelivery, reason: FailureReason, owner: string): Promise<void> => {
    const ended = stored.row.state === 'queued'
      ? await fail(order, stored, { kind: 'withdraw', reason })
      : await change(stored, { kind: 'claim', owner, leaseMs: LEASE_MS }).then((held) => held && fail(order, held, { kind: 'fail', owner, reason, error: reason }));
    if (ended === undefined) await later(order, OVERTAKEN_MS);
  };

  const tryAgain = async (order: DeliveryOrder, held: StoredDelivery, owner: string, answer: Exclude<SendAnswer, { kind: 'sent' }>): Promise<void> => {
    const { row: { channel_kind: kind, attempts, queued_ms: queuedMs } } = held;
    const atMs = nextAttemptMs({ kind, attempts, queuedMs, nowMs: nowMs(), retryAfterMs: answer.retryAfterMs, jitter: random() });
    if (atMs === undefined) {
      await fail(order, held, { kind: 'fail', owner, reason: 'exhausted', error: answer.error });
      return;
    }
    const waiting = await change(held, { kind: 'retry', owner, error: answer.error, nextAttemptMs: atMs });
    // Whoever has taken the row over has a message of his own.
    if (waiting !== undefined) await later(order, atMs - nowMs());
  };

  const settle = async (order: DeliveryOrder, held: StoredDelivery, owner: string, answer: SendAnswer, isLate: boolean): Promise<void> => {
    switch (answer.kind) {
      case 'sent': await change(held, { kind: 'sent', owner, messageId: answer.messageId, isLate }); return;
      case 'throttled': case 'transient': await tryAgain(order, held, owner, answer); return;
      case 'refused': case 'gone': await fail(order, held, { kind: 'fail', owner, reason: answer.kind, error: answer.error });
    }
  };

  /** Taken by whoever holds the row: other copies of the order pay nothing. */
  const isPaid = async (message: ChannelMessage): Promise<boolean> =>
    message.kind !== 'sms' || (await limits.takeSmsSpend(smsLimit, message.size.segments, nowMs())).kind === 'granted';

  const send = async (order: DeliveryOrder, stored: StoredDelivery, { channel, message, isLate }: Sendable, owner: string): Promise<void> => {
    const held = await change(stored, { kind: 'claim', owner, leaseMs: LEASE_MS, addressKey: addressKey(channel) });
    if (held === undefined) {
      await later(order, OVERTAKEN_MS);
      return;
    }
    if (!await isPaid(message)) {
      await fail(order, held, { kind: 'fail', owner, reason: 'spend', error: 'spend' });
      return;
    }
    const { user_id: userId, channel_id: channelId, content } = order;
    const answer = await sendOn(channels, { message, address: channel.address, userId, channelId, content }, AbortSignal.timeout(SEND_MS));
    await settle(order, held, owner, answer, isLate);
  };

  return async (order: DeliveryOrder): Promise<void> => {
    const stored = await deliveries.get({ alert_id: contentId(order.content), user_id: order.user_id, channel_id: order.channel_id });
    if (stored === undefined) return;
    const owner = newOwner();
    const claim = advance(stored.row, { kind: 'claim', owner, leaseMs: LEASE_MS }, nowMs());
    if (claim.kind === 'busy') await later(order, waitOf(stored.row, nowMs()));
    // Whoever wrote that down may have died before he did what follows from it.
    if (stored.row.state === 'failed') await afterFailure(order, stored.row);
    if (claim.kind !== 'changed') return;
    const sendable = sendableOf(order, await users.get(order.user_id), linksOf(order, linkUrl), clock.nowMs());
    if (sendable.kind === 'ended') {
      await end(order, stored, sendable.reason, owner);
      return;
    }
    if (await stops.forbids(sendable.channel)) {
      await end(order, stored, 'stopped', owner);
      return;
    }
    // Before the claim: a row that must wait stays free.
    const waitMs = await limits.takeRate(rateLimitsOf(sendable.channel), nowMs());
    if (waitMs > 0) await later(order, waitMs);
    else await send(order, stored, sendable, owner);
  };
};
