import type { AlertStore } from '../../adapters/aws/alert-store';
import type { PublishToTopic } from '../../adapters/aws/topic-publisher';
import type { MarketClock } from '../../adapters/clock';
import { budgetHour, heldReason } from '../../core/alerts/budget';
import { alertOf, lateNote } from '../../core/alerts/wording';
import type { Alert } from '../../core/contracts/alert';
import type { Signal } from '../../core/contracts/signal';

export interface NotificationPorts {
  readonly alerts: AlertStore;
  readonly publish: PublishToTopic;
  readonly clock: MarketClock;
  readonly alertsPerHour: number;
  /** A new token for each delivery of a message. */
  readonly newClaim: () => string;
  readonly onAlert?: (alert: Alert, state: 'sent' | 'held') => void;
}

/** Another delivery of the same signal holds the claim; this one must come again, in case that one dies. */
export class AlertBusyError extends Error {
  override readonly name = 'AlertBusyError';
}

/** What subscriptions filter by. */
const attributesOf = ({ alert_id, event_id, symbol, opportunity_type, side, confidence, market }: Alert) =>
  ({ alert_id, event_id, symbol, type: opportunity_type, side, confidence, market });

/**
 * One alert for each accepted signal: claim it, take a place in the hour's budget, publish, mark it sent. Delivered again, a signal
 * that was sent or held does nothing. A process that dies between publishing and marking leaves one possible repeat, under the
 * same id: a repeat is better than a loss.
 */
export const makeNotification = (ports: NotificationPorts) => {
  const { alerts, publish, clock, alertsPerHour, newClaim, onAlert } = ports;

  const textOf = ({ text, valid_until_ms }: Alert): string => {
    const late = lateNote(valid_until_ms, clock.nowMs());
    return late === undefined ? text : `${late}\n${text}`;
  };

  /** The message id, or undefined when the hour's budget is used up. */
  const sendWithinBudget = async (alert: Alert, hour: string): Promise<string | undefined> => {
    if (!await alerts.takePlace(hour, alert.alert_id, alertsPerHour)) return undefined;
    return publish({ text: textOf(alert), subject: alert.subject, attributes: attributesOf(alert) });
  };

  return async (signal: Signal): Promise<void> => {
    if (signal.decision !== 'accepted') return;
    const alert = alertOf(signal);
    const claim = newClaim();
    const answer = await alerts.claim(alert, claim);
    if (answer === 'done') return;
    if (answer === 'busy') throw new AlertBusyError(`alert "${alert.alert_id}" is being sent by another delivery`);
    const hour = budgetHour(signal.decided_time_ms);
    const messageId = await sendWithinBudget(alert, hour).catch(async (error: unknown) => {
      await alerts.release(alert.alert_id, claim).catch(() => undefined);
      throw error;
    });
    if (messageId === undefined) await alerts.markHeld(alert.alert_id, claim, heldReason(hour, alertsPerHour));
    else await alerts.markSent(alert.alert_id, claim, messageId);
    onAlert?.(alert, messageId === undefined ? 'held' : 'sent');
  };
};
