import { DELIVERY_SCHEMA, type DeliveryRow, type FailureReason } from '../../contracts/delivery';
import type { Channel, ChannelKind } from '../../contracts/channel';
import type { HoldReason } from '../../contracts/digest';
import { oneLine } from '../text/neutral-text';

/** What happens to one row. `owner` is the token of the worker that claimed it, new for each delivery of the queue's message. */
export type DeliveryEvent =
  | { readonly kind: 'claim'; readonly owner: string; readonly leaseMs: number; readonly addressKey?: string }
  /** The channel took it. */
  | { readonly kind: 'sent'; readonly owner: string; readonly messageId: string | null; readonly isLate: boolean }
  /** It did not, and may later: `nextAttemptMs` by the retry schedule. */
  | { readonly kind: 'retry'; readonly owner: string; readonly error: string; readonly nextAttemptMs: number }
  | { readonly kind: 'fail'; readonly owner: string; readonly reason: FailureReason; readonly error: string }
  /** Before anybody claimed it: the user stopped the channel, or it got too old in the queue. */
  | { readonly kind: 'withdraw'; readonly reason: FailureReason }
  /** The channels that it stood by for have failed. */
  | { readonly kind: 'stand-in' }
  /** Receipts of the channel, in any order and number. */
  | { readonly kind: 'delivered' } | { readonly kind: 'read' } | { readonly kind: 'bounced'; readonly error: string };

/**
 * `same`: the row already says so; nothing to write, and the message is done with. `busy`: somebody else has it, or its time has not come:
 * try again later. `lost`: the lease went to another worker. `illegal`: no such step from this state.
 */
export type LedgerAnswer =
  | { readonly kind: 'changed'; readonly row: DeliveryRow }
  | { readonly kind: 'same' | 'busy' | 'lost' | 'illegal' };

const SAME: LedgerAnswer = { kind: 'same' };
const ILLEGAL: LedgerAnswer = { kind: 'illegal' };

const changed = (row: DeliveryRow, changes: Partial<DeliveryRow>): LedgerAnswer => ({ kind: 'changed', row: { ...row, ...changes } });

const FREE = { owner: null, lease_until_ms: null, next_attempt_ms: null } as const;

interface RowKey {
  readonly alertId: string;
  readonly userId: string;
  readonly channel: Pick<Channel, 'channel_id' | 'kind'>;
}

/** The row's id in the ledger: one row per (alert, user, channel), whatever is delivered twice. */
export const deliveryId = ({ alert_id, user_id, channel_id }: Pick<DeliveryRow, 'alert_id' | 'user_id' | 'channel_id'>): string =>
  `${user_id}|${channel_id}|${alert_id}`;

const rowOf = ({ alertId, userId, channel }: RowKey, nowMs: number): DeliveryRow => ({
  schema: DELIVERY_SCHEMA, alert_id: alertId, user_id: userId, channel_id: channel.channel_id, channel_kind: channel.kind, state: 'queued',
  hold_reason: null, failure_reason: null, last_error: null, attempts: 0, repeats: 0, is_late: false, ...FREE, message_id: null,
  queued_ms: nowMs, sent_ms: null, delivered_ms: null, read_ms: null, failed_ms: null,
});

/** A row that waits to be sent. */
export const queuedRow = rowOf;

/** A row that tells why nothing was sent. */
export const heldRow = (key: RowKey, reason: HoldReason, nowMs: number): DeliveryRow =>
  ({ ...rowOf(key, nowMs), state: 'held', hold_reason: reason });

/** A lease that ran out is taken over: its owner may have died after sending, so one repeat is counted as possible. */
const claimed = (row: DeliveryRow, { owner, leaseMs, addressKey }: Extract<DeliveryEvent, { kind: 'claim' }>, nowMs: number): LedgerAnswer => {
  if (row.state === 'sent' || row.state === 'delivered' || row.state === 'read' || row.state === 'failed') return SAME;
  if (row.state === 'held') return ILLEGAL;
  const isTakenOver = row.state === 'claimed' && row.owner !== owner;
  if (isTakenOver && nowMs < (row.lease_until_ms ?? 0)) return { kind: 'busy' };
  if (row.state === 'queued' && nowMs < (row.next_attempt_ms ?? 0)) return { kind: 'busy' };
  // The same owner again lost only the answer to its claim.
  if (row.state === 'claimed' && !isTakenOver) return SAME;
  return changed(row, {
    state: 'claimed', owner, lease_until_ms: nowMs + leaseMs, next_attempt_ms: null, attempts: row.attempts + 1, repeats: row.repeats + (isTakenOver ? 1 : 0),
    ...(addressKey === undefined ? {} : { address_key: addressKey }),
  });
};

/** Steps that only the worker may take which holds the row. */
const byOwner = (row: DeliveryRow, owner: string, step: () => LedgerAnswer): LedgerAnswer => {
  if (row.state !== 'claimed') return ILLEGAL;
  return row.owner === owner ? step() : { kind: 'lost' };
};

const failed = (row: DeliveryRow, reason: FailureReason, error: string | null, nowMs: number): LedgerAnswer =>
  changed(row, { ...FREE, state: 'failed', failure_reason: reason, last_error: error === null ? row.last_error : oneLine(error), failed_ms: nowMs });

/** A receipt proves that it was sent, even where the worker died before it could say so. */
const received = (row: DeliveryRow, state: 'delivered' | 'read', nowMs: number): LedgerAnswer => {
  if (row.state === 'read' || row.state === state) return SAME;
  if (row.state !== 'claimed' && row.state !== 'sent' && row.state !== 'delivered') return ILLEGAL;
  return changed(row, {
    ...FREE, state, sent_ms: row.sent_ms ?? nowMs, delivered_ms: row.delivered_ms ?? nowMs, read_ms: state === 'read' ? nowMs : null,
  });
};

const bounced = (row: DeliveryRow, error: string, nowMs: number): LedgerAnswer => {
  if (row.state === 'failed') return SAME;
  return row.state === 'sent' || row.state === 'claimed' ? failed(row, 'bounced', error, nowMs) : ILLEGAL;
};

/** A server that answered 2xx has the message; SNS's answer only says that it will try. */
const ANSWERED_BY_RECEIVER: ReadonlySet<ChannelKind> = new Set(['webhook', 'telegram', 'slack', 'discord']);

const sent = (row: DeliveryRow, messageId: string | null, isLate: boolean, nowMs: number): LedgerAnswer => {
  const isDelivered = ANSWERED_BY_RECEIVER.has(row.channel_kind);
  return changed(row, {
    ...FREE, state: isDelivered ? 'delivered' : 'sent', message_id: messageId, is_late: isLate, sent_ms: nowMs, delivered_ms: isDelivered ? nowMs : null,
  });
};

const standingIn = (row: DeliveryRow, nowMs: number): LedgerAnswer => {
  if (row.state !== 'held') return SAME;
  return row.hold_reason === 'standby' ? changed(row, { state: 'queued', hold_reason: null, queued_ms: nowMs }) : ILLEGAL;
};

/**
 * The ledger's one rule for what may follow what:
 *
 *     queued -> claimed -> sent -> delivered -> read        claimed -> queued (another attempt)
 *     queued | claimed | sent -> failed                     held on standby -> queued
 *
 * `claimed -> delivered` where the answer is the receipt. Anything else is refused and changes nothing. A store holds the same
 * conditions in its conditional writes.
 */
export const advance = (row: DeliveryRow, event: DeliveryEvent, nowMs: number): LedgerAnswer => {
  switch (event.kind) {
    case 'claim': return claimed(row, event, nowMs);
    case 'sent': return byOwner(row, event.owner, () => sent(row, event.messageId, event.isLate, nowMs));
    case 'retry': return byOwner(row, event.owner, () =>
      changed(row, { ...FREE, state: 'queued', last_error: oneLine(event.error), next_attempt_ms: event.nextAttemptMs }));
    case 'fail': return byOwner(row, event.owner, () => failed(row, event.reason, event.error, nowMs));
    case 'withdraw': return row.state === 'queued' ? failed(row, event.reason, null, nowMs) : ILLEGAL;
    case 'stand-in': return standingIn(row, nowMs);
    case 'delivered': case 'read': return received(row, event.kind, nowMs);
    case 'bounced': return bounced(row, event.error, nowMs);
  }
};
