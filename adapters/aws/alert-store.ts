import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Alert } from '../../core/contracts/alert';
import { expiresAt, wrote, type TableSettings } from './tables';

const KEEP_DAYS = 30;
/** Longer than the function may run, shorter than the queue hides the message: a crashed holder is followed by the next delivery. */
const CLAIM_MS = 30_000;

/** `busy`: another delivery of the same signal is at work right now. `done`: it was sent or held before. */
export type ClaimAnswer = 'claimed' | 'busy' | 'done';

/** The `alerts` table: the history of every alert, its state, and the hours' budgets. */
export interface AlertStore {
  /** Claim, act, mark done: at most one holder of `claim` works on an alert at a time. */
  claim(alert: Alert, claim: string): Promise<ClaimAnswer>;
  /** Takes one of the hour's places; an alert that already has one keeps it. False: none is left. */
  takePlace(hour: string, alertId: string, alertsPerHour: number): Promise<boolean>;
  markSent(alertId: string, claim: string, messageId: string): Promise<void>;
  markHeld(alertId: string, claim: string, reason: string): Promise<void>;
  /** Gives the claim up after a failure, so that the next delivery need not wait for it to run out. */
  release(alertId: string, claim: string): Promise<void>;
}

type Values = Readonly<Record<string, string | number>>;

/** `SET` expression of an update: every name is aliased, since `state` and `text` are reserved words. */
const setting = (values: Values) => {
  const names = Object.keys(values);
  return {
    UpdateExpression: `SET ${names.map((_, index) => `#f${index} = :f${index}`).join(', ')}`,
    names: Object.fromEntries(names.map((name, index) => [`#f${index}`, name])),
    values: Object.fromEntries(names.map((name, index) => [`:f${index}`, values[name]])),
  };
};

const CLAIMABLE = 'attribute_not_exists(alert_id) OR claim = :me OR (#state = :claimed AND claimed_until_ms < :now)';

export const makeAlertStore = ({ client, tableName: TableName, nowMs = Date.now }: TableSettings): AlertStore => {
  /** Changes an alert only while the claim is one's own; a claim that went to another delivery is that one's to finish. */
  const change = async (alertId: string, claim: string, values: Values): Promise<void> => {
    const set = setting(values);
    await wrote(client.send(new UpdateCommand({
      TableName,
      Key: { alert_id: alertId },
      UpdateExpression: set.UpdateExpression,
      ConditionExpression: 'claim = :me',
      ExpressionAttributeNames: set.names,
      ExpressionAttributeValues: { ...set.values, ':me': claim },
    })));
  };

  return {
    async claim({ alert_id: alertId, ...alert }, claim) {
      const now = nowMs();
      const set = setting({ ...alert, claim, state: 'claimed', claimed_until_ms: now + CLAIM_MS, expires_at: expiresAt(now, KEEP_DAYS) });
      const isClaimed = await wrote(client.send(new UpdateCommand({
        TableName,
        Key: { alert_id: alertId },
        UpdateExpression: set.UpdateExpression,
        ConditionExpression: CLAIMABLE,
        ExpressionAttributeNames: { ...set.names, '#state': 'state' },
        ExpressionAttributeValues: { ...set.values, ':me': claim, ':claimed': 'claimed', ':now': now },
      })));
      if (isClaimed) return 'claimed';
      const { Item } = await client.send(new GetCommand({ TableName, Key: { alert_id: alertId }, ConsistentRead: true }));
      return Item?.['state'] === 'sent' || Item?.['state'] === 'held' ? 'done' : 'busy';
    },

    /** One set of ids per hour: adding an id twice changes nothing, so an answer that was lost cannot cost a second place. */
    async takePlace(hour, alertId, alertsPerHour) {
      if (alertsPerHour <= 0) return false;
      return wrote(client.send(new UpdateCommand({
        TableName,
        Key: { alert_id: `budget#${hour}` },
        UpdateExpression: 'ADD granted :one SET expires_at = :expires',
        ConditionExpression: 'attribute_not_exists(granted) OR contains(granted, :id) OR size(granted) < :limit',
        ExpressionAttributeValues: {
          ':one': new Set([alertId]), ':id': alertId, ':limit': alertsPerHour, ':expires': expiresAt(nowMs(), KEEP_DAYS),
        },
      })));
    },

    markSent: (alertId, claim, messageId) => change(alertId, claim, { state: 'sent', sent_time_ms: nowMs(), message_id: messageId }),
    markHeld: (alertId, claim, reason) => change(alertId, claim, { state: 'held', held_reason: reason }),
    release: (alertId, claim) => change(alertId, claim, { claimed_until_ms: 0 }),
  };
};
