import type { AlertState } from '../../contracts/alert-state';
import type { Channel, ChannelKind } from '../../contracts/channel';
import type { DigestItem, HoldReason, Severity } from '../../contracts/digest';
import type { Signal } from '../../contracts/signal';
import type { User } from '../../contracts/user';
import { observeArrival } from './budget';
import { addHeld, digestChannels } from './digest';
import { expectedValue, feedbackFactor, scoreOf, type ExpectedValue, type HitRecords } from './expected-value';
import { freshnessOf } from './freshness';
import { localTime } from './local-time';
import { onDay, Places } from './places';
import { matches, severityOf } from './priority';
import { isBelowRaise, type ConfidenceRaises } from './raised-threshold';
import { isQuiet } from './quiet-hours';
import { rememberSeen, rememberSent, repeatReason } from './repeats';

export interface PlanInput {
  readonly signal: Signal;
  readonly user: User;
  readonly state: AlertState;
  readonly nowMs: number;
  /** What came of earlier alerts; empty while nothing did. */
  readonly records: HitRecords;
  /** What a run of losses adds to the confidence that is asked for; absent where none did. */
  readonly raises?: ConfidenceRaises;
  /** Kinds of channel whose money is used up (the month's SMS). */
  readonly spentKinds?: readonly ChannelKind[];
}

/**
 * `send`: now. `digest`: not now, but this channel carries it in the user's next digest. `hold`: this channel carries it neither
 * now nor later.
 */
export type ChannelDecision = { readonly channel: Channel } & (
  | { readonly kind: 'send' }
  | { readonly kind: 'digest' | 'hold'; readonly reason: HoldReason }
);

export interface Planned {
  readonly kind: 'planned';
  readonly severity: Severity;
  readonly value: ExpectedValue | undefined;
  readonly score: number | null;
  /** Past its validity, within the grace: to be marked late. */
  readonly isLate: boolean;
  /** One for each channel of the user. */
  readonly decisions: readonly ChannelDecision[];
  /** Why no channel sends it; undefined where one does. */
  readonly holdReason: HoldReason | undefined;
  readonly state: AlertState;
}

/** Nothing to do, and nothing to store: the finder rejected it, the user did not ask for it, or it was planned before. */
export interface NotPlanned {
  readonly kind: 'none';
  readonly reason: 'rejected' | 'no-match' | 'duplicate';
}

interface Judged extends PlanInput {
  readonly severity: Severity;
  readonly score: number | null;
}

/** What holds the whole alert back, whichever channel; undefined: nothing but the budget may. */
const gateReason = ({ signal, user, state, nowMs, severity, raises = {} }: Judged): HoldReason | undefined => {
  if (freshnessOf(signal.valid_until_ms, nowMs) === 'expired') return 'expired';
  if (nowMs < (state.snoozed_until[signal.symbol] ?? 0)) return 'snoozed';
  const repeat = repeatReason(signal, severity, state, user.re_alert, nowMs);
  if (repeat !== undefined) return repeat;
  if (severity === 'critical') return undefined;
  if (isBelowRaise(signal, user, raises)) return 'losses';
  return isQuiet(user, nowMs) ? 'quiet' : undefined;
};

/** What keeps a channel from carrying anything at the moment. */
const channelReason = ({ enabled, state, kind }: Channel, spentKinds: readonly ChannelKind[]): HoldReason | undefined => {
  if (!enabled) return 'disabled';
  if (state !== 'confirmed') return state;
  return spentKinds.includes(kind) ? 'spend' : undefined;
};

type ChannelReasons = ReadonlyMap<Channel, HoldReason | undefined>;

const reasonsOf = ({ user, spentKinds = [] }: Judged, reasonOf: (channel: Channel) => HoldReason | undefined): ChannelReasons =>
  new Map(user.channels.map((channel) => [channel, channelReason(channel, spentKinds) ?? reasonOf(channel)]));

/** A channel on standby carries nothing while another one could, if only it had a place. */
const withStandby = (reasons: ChannelReasons): ChannelReasons => {
  const isCarried = [...reasons].some(([{ is_standby }, reason]) => is_standby !== true && (reason === undefined || reason === 'budget'));
  return isCarried ? new Map([...reasons].map(([channel, reason]) => [channel, channel.is_standby === true ? reason ?? 'standby' : reason])) : reasons;
};

/** After the gates: the places of the day, and of each channel. Who has a channel for it and no place is over the budget. */
const budgetReasons = (judged: Judged): ChannelReasons => {
  const { user, state, nowMs, severity, score } = judged;
  const places = new Places(user, state, nowMs);
  const onChannel = withStandby(reasonsOf(judged, (channel) => (places.admitsOn(channel, severity, score) ? undefined : 'budget')));
  if (places.admitsAlert(severity, score)) return onChannel;
  return new Map([...onChannel].map(([channel, reason]) => [channel, reason ?? 'budget']));
};

/** The alert's own reason: that of the channels which could have carried it, as far as there are any. */
const wholeReason = (reasons: ChannelReasons): HoldReason | undefined => {
  const all = [...reasons.values()];
  if (all.includes(undefined)) return undefined;
  return all.includes('budget') ? 'budget' : 'no-channel';
};

const itemOf = ({ signal, severity, score, nowMs }: Judged, reason: HoldReason): DigestItem => ({
  alert_id: signal.signal_id, symbol: signal.symbol, exchange: signal.exchange, market: signal.market, opportunity_type: signal.opportunity_type,
  side: signal.side, confidence: signal.confidence, severity, score, reason, time_ms: nowMs, count: 1,
});

const held = (judged: Judged, state: AlertState, reason: HoldReason): AlertState =>
  (judged.user.digest.enabled ? { ...state, digest: addHeld(state.digest, itemOf(judged, reason), judged.user, judged.nowMs) } : state);

const sent = ({ signal, user, severity, nowMs }: Judged, state: AlertState, channels: readonly Channel[]): AlertState => {
  const by_channel = { ...state.sent_today.by_channel };
  for (const { channel_id } of channels) by_channel[channel_id] = (by_channel[channel_id] ?? 0) + 1;
  const critical = state.sent_today.critical + (severity === 'critical' ? 1 : 0);
  return {
    ...state,
    sent_today: { total: state.sent_today.total + 1, critical, by_channel },
    sent_hour_ms: [...state.sent_hour_ms, nowMs],
    last_sent: rememberSent(state.last_sent, signal, user.re_alert, nowMs),
  };
};

const decisionsOf = (user: User, reasons: ChannelReasons, isHeld: boolean): ChannelDecision[] => {
  const inDigest = new Set(isHeld ? digestChannels(user) : []);
  return [...reasons].map(([channel, reason]) =>
    (reason === undefined ? { channel, kind: 'send' } : { channel, kind: inDigest.has(channel) ? 'digest' : 'hold', reason }));
};

const planned = (judged: Judged, before: AlertState): Pick<Planned, 'decisions' | 'holdReason' | 'state'> => {
  const { signal, user, nowMs, score } = judged;
  const gate = gateReason(judged);
  const reasons = gate === undefined ? budgetReasons(judged) : reasonsOf(judged, () => gate);
  const holdReason = gate ?? wholeReason(reasons);
  // Only what asked for a place teaches the budget; what a gate held is no arrival to keep places for.
  const learnt = gate === undefined ? observeArrival(before.learnt, localTime(nowMs, user.time_zone).hour, score) : before.learnt;
  const state = { ...before, learnt, seen: rememberSeen(before.seen, signal.signal_id) };
  const sending = [...reasons].filter(([, reason]) => reason === undefined).map(([channel]) => channel);
  return {
    decisions: decisionsOf(user, reasons, holdReason !== undefined),
    holdReason,
    state: holdReason === undefined ? sent(judged, state, sending) : held(judged, state, holdReason),
  };
};

/**
 * What becomes of one signal for one user: which channels send it now, what is kept for the digest and why, and the state for the
 * next one. Pure: the same input plans the same, so an attempt that was cut off is made again from the stored state.
 *
 * In order: expired, snoozed, cool-down and "bigger", a raised threshold, quiet hours, each channel's own state, then the budget (hard caps, threshold).
 */
export const planAlert = (input: PlanInput): Planned | NotPlanned => {
  const { signal, user, nowMs } = input;
  if (signal.decision !== 'accepted') return { kind: 'none', reason: 'rejected' };
  if (!matches(signal, user)) return { kind: 'none', reason: 'no-match' };
  if (input.state.seen.includes(signal.signal_id)) return { kind: 'none', reason: 'duplicate' };
  const state = onDay(input.state, user, nowMs);
  const value = expectedValue(signal, input.records);
  const score = scoreOf(value, feedbackFactor(state, signal.opportunity_type));
  const severity = severityOf(signal, user);
  const isLate = freshnessOf(signal.valid_until_ms, nowMs) === 'late';
  return { kind: 'planned', severity, value, score, isLate, ...planned({ ...input, state, severity, score }, state) };
};
