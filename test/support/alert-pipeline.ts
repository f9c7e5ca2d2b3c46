import { randomUUID } from 'node:crypto';
import type { AlertStateStore } from '../../adapters/aws/alert-state-store';
import type { DigestStore } from '../../adapters/aws/digest-store';
import type { DeliveryStore, StoredDelivery } from '../../adapters/aws/delivery-store';
import type { LimitStore } from '../../adapters/aws/limit-store';
import type { Channels, SendAnswer } from '../../adapters/channels/channel-sender';
import { deliveryId } from '../../core/alerts/delivery/ledger';
import { takeRate, type BucketState } from '../../core/alerts/delivery/rate-limits';
import { takeSpend, type SmsSpend } from '../../core/alerts/delivery/sms-spend';
import { NO_ALERTS_YET, type AlertState } from '../../core/contracts/alert-state';
import { CHANNEL_KINDS, type ChannelKind } from '../../core/contracts/channel';
import { contentId, type DeliveryOrder, type DeliveryRow } from '../../core/contracts/delivery';
import type { PlannedAlert } from '../../core/contracts/planned-alert';
import type { Signal } from '../../core/contracts/signal';
import type { User } from '../../core/contracts/user';
import { makeDelivery, type DeliveryPorts } from '../../lambdas/delivery/handler';
import { makeNotification, type NotificationPorts } from '../../lambdas/notification/handler';
import { makeDigests, type DigestPorts } from '../../lambdas/schedule/digests';

/** How long the queue hides a message whose delivery failed. */
const VISIBILITY_MS = 90_000;
const SMS_LIMIT = { monthlyUsd: 1, segmentUsd: 0.05 };

export interface Received {
  readonly kind: ChannelKind;
  readonly userId: string;
  readonly alertId: string;
  readonly timeMs: number;
  readonly text: string;
}

export interface Stores {
  readonly plans: AlertStateStore;
  readonly deliveries: DeliveryStore;
  readonly limits: LimitStore;
  /** Over the same states and rows. */
  readonly digests: DigestStore;
}

/** The stores of one table set, in memory, with the same conditions as the real ones. */
export class MemoryStores implements Stores {
  readonly states = new Map<string, { state: AlertState; version: number }>();
  readonly alerts = new Map<string, PlannedAlert>();
  readonly rows = new Map<string, StoredDelivery>();
  private buckets = new Map<string, BucketState>();
  private spend: SmsSpend | undefined;

  readonly plans: AlertStateStore = {
    state: async (userId) => this.states.get(userId) ?? { state: NO_ALERTS_YET, version: 0 },
    commit: async (userId, { state, version }, entries) => {
      const before = entries.filter(({ planned }) => this.alerts.has(`${userId}|${planned.alert.alert_id}`));
      if (before.length > 0) return { kind: 'planned-before', alertIds: before.map(({ planned }) => planned.alert.alert_id) };
      if ((this.states.get(userId)?.version ?? 0) !== version) return { kind: 'stale' };
      this.states.set(userId, { state, version: version + 1 });
      for (const { planned, rows } of entries) {
        this.alerts.set(`${userId}|${planned.alert.alert_id}`, planned);
        for (const row of rows) this.rows.set(deliveryId(row), { row, revision: 1 });
      }
      return { kind: 'committed' };
    },
    planned: async (userId, alertId) => this.alerts.get(`${userId}|${alertId}`),
    markEnqueued: async (userId, alertId) => {
      const key = `${userId}|${alertId}`;
      this.alerts.set(key, { ...this.alerts.get(key)!, is_enqueued: true });
    },
  };

  readonly digests: DigestStore = {
    state: async (userId) => this.plans.state(userId),
    commit: async (userId, { state, version }, rows) => {
      if ((this.states.get(userId)?.version ?? 0) !== version || rows.some((row) => this.rows.has(deliveryId(row)))) return false;
      this.states.set(userId, { state, version: version + 1 });
      for (const row of rows) this.rows.set(deliveryId(row), { row, revision: 1 });
      return true;
    },
  };

  readonly deliveries: DeliveryStore = {
    get: async (key) => this.rows.get(deliveryId(key)),
    replace: async ({ revision }, row) => {
      if (this.rows.get(deliveryId(row))?.revision !== revision) return undefined;
      const next = { row, revision: revision + 1 };
      this.rows.set(deliveryId(row), next);
      return next;
    },
  };

  readonly limits: LimitStore = {
    takeRate: async (limits, nowMs) => {
      const answer = takeRate(limits, this.buckets, nowMs);
      if (answer.kind === 'wait') return answer.waitMs;
      this.buckets = new Map([...this.buckets, ...answer.states]);
      return 0;
    },
    takeSmsSpend: async (limit, segments, nowMs) => {
      const answer = takeSpend(this.spend, limit, segments, nowMs);
      if (answer.kind === 'granted') this.spend = answer.spend;
      return answer;
    },
    isSmsSpent: async () => false,
  };
}

/** Notification, delivery queue, delivery and channels in one process, on a virtual clock. */
export class AlertPipeline {
  /** What waits on the delivery queue. */
  queue: { readonly order: DeliveryOrder; readonly dueMs: number }[] = [];
  readonly received: Received[] = [];
  /** What a channel answers; it takes everything unless told otherwise. */
  answer: (kind: ChannelKind, timeMs: number) => SendAnswer = () => ({ kind: 'sent', messageId: 'm' });

  constructor(readonly stores: Stores, public users: readonly User[], public nowMs: number) {}

  notificationPorts(): NotificationPorts {
    return {
      users: { all: async () => this.users }, plans: this.stores.plans, sendOrders: this.sendOrders, isSmsSpent: () => this.stores.limits.isSmsSpent(SMS_LIMIT, this.nowMs),
      trackOf: async () => ({ records: {}, raises: {} }),
      clock: { nowMs: () => this.nowMs }, nowMs: () => this.nowMs, pause: async () => undefined,
    };
  }

  deliveryPorts(): DeliveryPorts {
    return {
      users: { get: async (userId) => this.users.find(({ user_id }) => user_id === userId) },
      deliveries: this.stores.deliveries, stops: { forbids: async () => false }, limits: this.stores.limits, channels: this.channels(), sendOrders: this.sendOrders,
      stopChannel: async (userId, channelId) => {
        this.users = this.users.map((user) => (user.user_id !== userId ? user : {
          ...user, channels: user.channels.map((channel) => (channel.channel_id === channelId ? { ...channel, state: 'stopped' } : channel)),
        }));
      },
      smsLimit: SMS_LIMIT, clock: { nowMs: () => this.nowMs }, nowMs: () => this.nowMs, newOwner: randomUUID, random: () => 0.5,
    };
  }

  readonly sendOrders = async (orders: readonly DeliveryOrder[], delayMs = 0): Promise<void> => {
    for (const order of orders) this.queue.push({ order: JSON.parse(JSON.stringify(order)) as DeliveryOrder, dueMs: this.nowMs + Math.min(900_000, Math.ceil(delayMs / 1_000) * 1_000) });
  };

  notify(signals: readonly Signal[], changes: Partial<NotificationPorts> = {}): Promise<void> {
    return makeNotification({ ...this.notificationPorts(), ...changes })(signals);
  }

  takeDigests(changes: Partial<DigestPorts> = {}): Promise<void> {
    const { users, sendOrders, clock, nowMs } = this.notificationPorts();
    return makeDigests({ users, digests: this.stores.digests, sendOrders, clock, nowMs, ...changes })();
  }

  /** Delivers what is due until nothing waits, moving the clock on; a delivery that fails comes again after its visibility time-out. */
  async drain(changes: Partial<DeliveryPorts> = {}, untilMs = Infinity): Promise<void> {
    while (this.queue.length > 0) {
      const next = this.queue.reduce((first, other) => (other.dueMs < first.dueMs ? other : first));
      if (next.dueMs > untilMs) return;
      this.queue = this.queue.filter((other) => other !== next);
      this.nowMs = Math.max(this.nowMs, next.dueMs);
      await this.deliver(next.order, changes).catch(() => { this.queue.push({ order: next.order, dueMs: this.nowMs + VISIBILITY_MS }); });
    }
  }

  deliver(order: DeliveryOrder, changes: Partial<DeliveryPorts> = {}): Promise<void> {
    return makeDelivery({ ...this.deliveryPorts(), ...changes })(order);
  }

  async row(key: Pick<DeliveryRow, 'alert_id' | 'user_id' | 'channel_id'>): Promise<DeliveryRow | undefined> {
    return (await this.stores.deliveries.get(key))?.row;
  }

  ids(kind?: ChannelKind): string[] {
    return this.received.filter((one) => kind === undefined || one.kind === kind).map(({ alertId }) => alertId);
  }

  private channels(): Channels {
    const send = (kind: ChannelKind) => async ({ message, userId, content }: Parameters<Channels[ChannelKind]>[0]): Promise<SendAnswer> => {
      const answer = this.answer(kind, this.nowMs);
      if (answer.kind === 'sent') this.received.push({ kind, userId, alertId: contentId(content), timeMs: this.nowMs, text: JSON.stringify(message) });
      return answer;
    };
    return Object.fromEntries(CHANNEL_KINDS.map((kind) => [kind, send(kind)])) as unknown as Channels;
  }
}
