import type { AlertStateStore } from '../../adapters/aws/alert-state-store';
import { TOPIC_EMAIL } from '../../core/alerts/default-user';
import { matches, severityOf } from '../../core/alerts/plan/priority';
import { NO_ALERTS_YET, type AlertState } from '../../core/contracts/alert-state';
import type { Channel } from '../../core/contracts/channel';
import type { PlannedAlert } from '../../core/contracts/planned-alert';
import type { Signal } from '../../core/contracts/signal';
import { DEFAULT_USER, type User } from '../../core/contracts/user';
import { confirm } from '../../core/finder/confirm';
import { finderFor } from '../../lambdas/finder/settings';
import { makeNotification } from '../../lambdas/notification/handler';
import { Random } from '../../simulator/market/random';
import { batchesOf } from './invoke';
import { OpportunitySource } from './opportunities';

const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 0, 5, 12);
/** So many symbols share the storm, as a wild market does it. */
const SYMBOLS = 500;
/** Of the signals, critical ones; as many as the default user keeps places for. */
const CRITICAL = 3;
const [SURE, UNSURE] = [1, 0.6];

/** What became of the storm for one user. */
export interface UserStorm {
  readonly userId: string;
  readonly asked: number;
  readonly askedCritical: number;
  readonly sent: number;
  readonly sentNormal: number;
  readonly sentCritical: number;
  readonly sentSms: number;
  readonly perDay: number;
  readonly perHour: number;
  readonly perDaySms: number;
  readonly inDigest: number;
  readonly more: number;
  readonly lost: number;
  readonly broken: readonly string[];
}

export interface StormResult {
  readonly opportunities: number;
  readonly accepted: number;
  readonly critical: number;
  readonly users: readonly UserStorm[];
}

/** States and plans in memory, under the conditions of the tables: the plan is asked here, not the database. */
class MemoryPlans implements AlertStateStore {
  readonly states = new Map<string, { readonly state: AlertState; readonly version: number }>();
  readonly alerts = new Map<string, PlannedAlert>();

  state: AlertStateStore['state'] = async (userId) => this.states.get(userId) ?? { state: NO_ALERTS_YET, version: 0 };

  commit: AlertStateStore['commit'] = async (userId, { state, version }, entries) => {
    const before = entries.filter(({ planned }) => this.alerts.has(`${userId}|${planned.alert.alert_id}`));
    if (before.length > 0) return { kind: 'planned-before', alertIds: before.map(({ planned }) => planned.alert.alert_id) };
    if ((this.states.get(userId)?.version ?? 0) !== version) return { kind: 'stale' };
    this.states.set(userId, { state, version: version + 1 });
    for (const { planned } of entries) this.alerts.set(`${userId}|${planned.alert.alert_id}`, planned);
    return { kind: 'committed' };
  };

  planned: AlertStateStore['planned'] = async (userId, alertId) => this.alerts.get(`${userId}|${alertId}`);

  /** The orders are counted, not sent. */
  markEnqueued: AlertStateStore['markEnqueued'] = async () => undefined;

  of(userId: string): PlannedAlert[] {
    return [...this.alerts.values()].filter(({ user_id }) => user_id === userId);
  }
}

const SMS: Channel = { ...TOPIC_EMAIL, channel_id: 'sms', kind: 'sms', address: '+821000000000', opt_in: { time_ms: 0, text: 'Nothing leaves this machine' } };

/** Users with caps of their own: as delivered, with few places, with many, and one who asks for one side of half of it alone. */
const usersOf = (criticalConfidence: number): User[] => {
  const base: User = { ...DEFAULT_USER, channels: [TOPIC_EMAIL, SMS], critical: { ...DEFAULT_USER.critical, min_confidence: criticalConfidence } };
  return [
    { ...base, user_id: 'default' },
    { ...base, user_id: 'few', limits: { per_day: 4, per_hour: 1, per_channel_per_day: { sms: 1 } } },
    { ...base, user_id: 'many', limits: { per_day: 200, per_hour: 60, per_channel_per_day: { sms: 10 } } },
    { ...base, user_id: 'picky', conditions: { ...base.conditions, symbols: Array.from({ length: SYMBOLS / 2 }, (_, index) => `S${index}USDT`) } },
  ];
};

const stormSignals = (count: number, random: Random): Signal[] => {
  const source = new OpportunitySource();
  const critical = new Set<number>();
  while (critical.size < Math.min(CRITICAL, count)) critical.add(random.below(count));
  return Array.from({ length: count }, (_, index) => {
    const timeMs = START_MS + Math.floor((index * MINUTE_MS) / count);
    const isCritical = critical.has(index);
    const symbol = isCritical ? `CRITICAL${index}USDT` : `S${random.below(SYMBOLS)}USDT`;
    const opportunity = source.accepted(timeMs, { symbol, confidence: isCritical ? SURE : random.between(0, UNSURE) });
    return confirm(opportunity, finderFor(opportunity.exchange, 1), timeMs);
  });
};

const tallyUser = (user: User, signals: readonly Signal[], plans: MemoryPlans): UserStorm => {
  const { limits, user_id: userId } = user;
  const asked = signals.filter((signal) => signal.decision === 'accepted' && matches(signal, user));
  const sent = plans.of(userId).filter(({ hold_reason }) => hold_reason === null);
  const { items = [], more = 0 } = plans.states.get(userId)?.state.digest ?? {};
  const [inDigest, sentCritical] = [items.reduce((sum, { count }) => sum + count, 0), sent.filter(({ severity }) => severity === 'critical').length];
  const [sentNormal, sentSms] = [sent.length - sentCritical, sent.filter(({ channels }) => channels.some(({ kind }) => kind === 'sms')).length];
  const askedCritical = asked.filter((signal) => severityOf(signal, user) === 'critical').length;
  const perDaySms = limits.per_channel_per_day.sms ?? limits.per_day;
  const lost = asked.length - sent.length - inDigest - more;
  const bounds: readonly (readonly [string, boolean])[] = [
    ['more than the day\'s cap was sent', sent.length <= limits.per_day], ['more than the hour\'s cap was sent', sentNormal <= limits.per_hour],
    ['more than the cap of SMS was sent', sentSms <= perDaySms],
    ['a critical one was held back though there was a place', sentCritical >= Math.min(askedCritical, user.critical.reserved_per_day, limits.per_day)],
    [`${lost} are neither sent nor in the digest`, lost === 0],
  ];
  return {
    userId, asked: asked.length, askedCritical, sent: sent.length, sentNormal, sentCritical, sentSms, perDay: limits.per_day, perHour: limits.per_hour, perDaySms,
    inDigest, more, lost, broken: bounds.filter(([, holds]) => !holds).map(([what]) => what),
  };
};

/** `count` opportunities in one minute of the market, decided by the finder and planned by the notification function in batches of ten. */
export const playStorm = async (count: number, seed: number): Promise<StormResult> => {
  const signals = stormSignals(count, new Random(seed, 12, 0));
  const criticalConfidence = Math.max(...signals.map(({ confidence }) => confidence));
  const users = usersOf(criticalConfidence);
  const plans = new MemoryPlans();
  let nowMs = START_MS;
  const notify = makeNotification({
    users: { all: async () => users }, plans, sendOrders: async () => undefined, isSmsSpent: async () => false, trackOf: async () => ({ records: {}, raises: {} }),
    clock: { nowMs: () => nowMs }, nowMs: () => nowMs, pause: async () => undefined,
  });
  for (const batch of batchesOf(signals)) {
    nowMs = batch.at(-1)?.exchange_time_ms ?? nowMs;
    await notify(batch);
  }
  const accepted = signals.filter(({ decision }) => decision === 'accepted');
  return {
    opportunities: count, accepted: accepted.length, critical: accepted.filter(({ confidence }) => confidence >= criticalConfidence).length,
    users: users.map((user) => tallyUser(user, signals, plans)),
  };
};
