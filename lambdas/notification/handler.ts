import { fitsOneCommit, type AlertStateStore, type PlanEntry } from '../../adapters/aws/alert-state-store';
import type { SendOrders } from '../../adapters/aws/order-queue';
import type { MarketClock } from '../../adapters/clock';
import { alertDeliveries } from '../../core/alerts/delivery/deliveries';
import type { Planned } from '../../core/alerts/plan/plan';
import { planBatch } from '../../core/alerts/plan/plan-batch';
import { alertOf } from '../../core/alerts/wording';
import { CANARY_USER, isCanary } from '../../core/canary/canary';
import { MARKET } from '../../core/contracts/common';
import type { AlertState } from '../../core/contracts/alert-state';
import { DELIVERY_ORDER_SCHEMA, type DeliveryOrder } from '../../core/contracts/delivery';
import { PLANNED_ALERT_SCHEMA, type PlannedAlert } from '../../core/contracts/planned-alert';
import type { Signal } from '../../core/contracts/signal';
import type { User } from '../../core/contracts/user';
import type { TrackContext, TrackContextOf } from './track-context';

export interface NotificationPorts {
  readonly users: { all(): Promise<readonly User[]> };
  readonly plans: AlertStateStore;
  readonly sendOrders: SendOrders;
  readonly isSmsSpent: () => Promise<boolean>;
  readonly trackOf: TrackContextOf;
  /** The market's: what is late, quiet or a new day. */
  readonly clock: MarketClock;
  /** The machine's: what the ledger's rows are stamped with. */
  readonly nowMs: () => number;
  /** Waits before another attempt on a state that others change too. */
  readonly pause: (attempt: number) => Promise<void>;
  /** Told once for each alert that was planned for a user. */
  readonly onPlanned?: (planned: PlannedAlert) => void;
}

/** Others changed the user's state each time that it was read; the messages come again. */
export class StateBusyError extends Error {
  override readonly name = 'StateBusyError';
}

const MAX_ATTEMPTS = 8;
/** A canary is judged by nothing that came before. */
const NO_TRACK: TrackContext = { records: {}, raises: {} };

interface Step {
  readonly entry: PlanEntry;
  /** The state after this alert. */
  readonly state: AlertState;
}

const ordersOf = ({ user_id, alert, entry_price, channels, planned_time_ms }: PlannedAlert): DeliveryOrder[] =>
  channels.map(({ channel_id, kind }) => ({
    schema: DELIVERY_ORDER_SCHEMA, user_id, channel_id, channel_kind: kind, planned_time_ms, content: { kind: 'alert', alert, entry_price },
  }));

const stepOf = (signal: Signal, plan: Planned, userId: string, nowMs: number): Step => {
  const alert = alertOf(signal);
  const { rows, orders } = alertDeliveries(plan, alert, signal.entry_price, userId, nowMs);
  const planned: PlannedAlert = {
    schema: PLANNED_ALERT_SCHEMA, user_id: userId, alert, entry_price: signal.entry_price, severity: plan.severity, score: plan.score, is_late: plan.isLate,
    channels: orders.map(({ channel_id, channel_kind }) => ({ channel_id, kind: channel_kind })), hold_reason: plan.holdReason ?? null,
    planned_time_ms: nowMs, is_enqueued: orders.length === 0,
  };
  return { entry: { planned, rows }, state: plan.state };
};

/** As many steps, from the first on, as one transaction takes; a single alert of a user with 20 channels always fits. */
const firstCommit = (steps: readonly Step[]): readonly Step[] => {
  const entries: PlanEntry[] = [];
  const end = steps.findIndex(({ entry }) => {
    if (!fitsOneCommit(entries, entry)) return true;
    entries.push(entry);
    return false;
  });
  return end < 0 ? steps : steps.slice(0, end);
};

/**
 * Plans signals for each user: state, planned alert and ledger rows in one transaction, then one message per row to send on the
 * delivery queue, then the note that they are there. Whatever dies between, the next delivery of a signal finds the planned alert and
 * puts its messages on the queue unless that is noted: a message may come twice, which the ledger sorts out, and none is lost.
 * Canaries are planned for their own user alone, and by the same steps.
 */
export const makeNotification = (ports: NotificationPorts) => {
  const { users, plans, sendOrders, isSmsSpent, trackOf, clock, nowMs, pause, onPlanned } = ports;

  const enqueue = async (planned: readonly PlannedAlert[]): Promise<void> => {
    const waiting = planned.filter(({ is_enqueued }) => !is_enqueued);
    if (waiting.length === 0) return;
    await sendOrders(waiting.flatMap(ordersOf));
    await Promise.all(waiting.map(({ user_id, alert }) => plans.markEnqueued(user_id, alert.alert_id)));
  };

  /** Of alerts that were planned before, puts those messages on the queue that may have died with the one that planned them. */
  const resume = async (userId: string, alertIds: readonly string[]): Promise<void> => {
    const known = await Promise.all(alertIds.map((alertId) => plans.planned(userId, alertId)));
    await enqueue(known.filter((planned) => planned !== undefined));
  };

  /** One transaction after the other until all is written, or one fails. */
  const commitAll = async (userId: string, version: number, steps: readonly Step[]): Promise<ReadonlySet<string>> => {
    const done = new Set<string>();
    let rest = steps;
    let next: number = version;
    while (rest.length > 0) {
      const group = firstCommit(rest);
      const entries = group.map(({ entry }) => entry);
      const state = group.at(-1)?.state;
      if (state === undefined) break;
      const answer = await plans.commit(userId, { state, version: next }, entries);
      if (answer.kind === 'planned-before') answer.alertIds.forEach((id) => done.add(id));
      if (answer.kind === 'planned-before') await resume(userId, answer.alertIds);
      if (answer.kind !== 'committed') break;
      const planned = entries.map((entry) => entry.planned);
      planned.forEach((one) => { done.add(one.alert.alert_id); onPlanned?.(one); });
      await enqueue(planned);
      rest = rest.slice(group.length);
      next += 1;
    }
    return done;
  };

  const planFor = async (user: User, signals: readonly Signal[], track: TrackContext, spentKinds: readonly 'sms'[]): Promise<void> => {
    let open = signals;
    for (let attempt = 0; open.length > 0; attempt += 1) {
      if (attempt === MAX_ATTEMPTS) throw new StateBusyError(`the alert state of user "${user.user_id}" was changed by others ${MAX_ATTEMPTS} times in a row`);
      if (attempt > 0) await pause(attempt);
      const { state, version } = await plans.state(user.user_id);
      const batch = planBatch({ signals: open, user, state, nowMs: clock.nowMs(), ...track, spentKinds });
      const machineMs = nowMs();
      const steps = batch.plans.flatMap(({ signal, plan }) => (plan.kind === 'planned' ? [stepOf(signal, plan, user.user_id, machineMs)] : []));
      const done = await commitAll(user.user_id, version, steps);
      const fresh = new Set(steps.map(({ entry }) => entry.planned.alert.alert_id));
      const before = batch.plans.flatMap(({ signal, plan }) => (plan.kind === 'none' && plan.reason === 'duplicate' && !fresh.has(signal.signal_id) ? [signal.signal_id] : []));
      await resume(user.user_id, before);
      open = open.filter(({ signal_id }) => fresh.has(signal_id) && !done.has(signal_id));
    }
  };

  /** Each user's alerts of one market after another's, so that none is ranked by the record of another market. */
  const planMarkets = async (user: User, signals: readonly Signal[], spentKinds: readonly 'sms'[]): Promise<void> => {
    for (const market of MARKET.options) {
      const ofMarket = signals.filter((signal) => signal.market === market);
      if (ofMarket.length > 0) await planFor(user, ofMarket, await trackOf(market, ofMarket), spentKinds);
    }
  };

  return async (signals: readonly Signal[]): Promise<void> => {
    const accepted = [...new Map(signals.filter(({ decision }) => decision === 'accepted').map((signal) => [signal.signal_id, signal])).values()];
    if (accepted.length === 0) return;
    const [everyone, isSpent] = await Promise.all([users.all(), isSmsSpent()]);
    const [canaries, alerts] = [accepted.filter(isCanary), accepted.filter((signal) => !isCanary(signal))];
    const answers = await Promise.allSettled([
      planFor(CANARY_USER, canaries, NO_TRACK, []), ...everyone.map((user) => planMarkets(user, alerts, isSpent ? ['sms'] : [])),
    ]);
    // One user's trouble holds no other up; who is done has nothing left to do when the messages come again.
    const failure = answers.find((answer) => answer.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
  };
};
