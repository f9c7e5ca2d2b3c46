import { NO_ALERTS_YET, parseAlertState, type AlertState } from '../../../../core/contracts/alert-state';
import { atLeast } from '../../../../core/contracts/common';
import type { Signal } from '../../../../core/contracts/signal';
import type { User } from '../../../../core/contracts/user';
import { WALL } from '../../../../core/contracts/wall-conditions';
import { confirm } from '../../../../core/finder/confirm';
import { DEFAULT_FINDER } from '../../../../core/finder/settings';
import { planAlert, type Planned, type PlanInput } from '../../../../core/alerts/plan/plan';
import { LATE_GRACE_MS } from '../../../../core/alerts/plan/freshness';
import { SAMPLE_TIME_MS, sampleSignal } from '../../../support/messages';
import { NOON_MS, wallOpportunity } from '../../../support/opportunity';
import { channelOf, userOf } from '../../../support/users';

const MINUTE_MS = 60_000;
let count = 0;
/** Another alert each time, valid for two minutes from `timeMs`. */
const signalAt = (timeMs: number, changes: Partial<Signal> = {}): Signal =>
  sampleSignal({ signal_id: `alert-${(count += 1)}`, valid_until_ms: timeMs + 2 * MINUTE_MS, ...changes });

const planAt = (nowMs: number, changes: Partial<PlanInput> = {}): Planned => {
  const plan = planAlert({ signal: signalAt(nowMs), user: userOf(), state: NO_ALERTS_YET, nowMs, records: {}, ...changes });
  if (plan.kind === 'none') throw new Error(`not planned: ${plan.reason}`);
  return plan;
};
const shown = ({ decisions }: Planned): string[] => decisions.map((one) => `${one.channel.channel_id} ${one.kind}${one.kind === 'send' ? '' : ` ${one.reason}`}`);

/** Plans one signal after the other, each on the state that the one before left, as it is read back from JSON. */
const planAll = (user: User, signals: readonly (readonly [number, Partial<Signal>])[], state: AlertState = NO_ALERTS_YET): Planned[] => {
  let current = state;
  return signals.map(([nowMs, changes]) => {
    const plan = planAt(nowMs, { user, state: current, signal: signalAt(nowMs, changes) });
    current = parseAlertState(JSON.parse(JSON.stringify(plan.state)));
    return plan;
  });
};

describe('the plan for one alert', () => {
  test('S3.21: goes at once to every channel that is enabled and confirmed, and to no other', () => {
    const user = userOf({
      channels: [
        channelOf('email'), channelOf('sms', { state: 'stopped' }), channelOf('push', { enabled: false }), channelOf('webhook', { state: 'muted' }),
        channelOf('telegram', { state: 'pending' }), channelOf('slack'),
      ],
    });
    const plan = planAt(SAMPLE_TIME_MS, { user });
    expect(shown(plan)).toEqual(['email send', 'sms hold stopped', 'push hold disabled', 'webhook hold muted', 'telegram hold pending', 'slack send']);
    expect(plan.state.sent_today).toEqual({ total: 1, critical: 0, by_channel: { email: 1, slack: 1 } });
  });

  test.each<[string, Partial<Signal>]>([
    ['another symbol', { symbol: 'ETHUSDT' }], ['another type', { opportunity_type: 'volume_spark' }], ['the other side', { side: 'sell' }],
    ['another exchange', { exchange: 'binance' }], ['less confidence', { confidence: 0.69 }],
  ])('S3.19: the user\'s conditions leave out %s', (_, changes) => {
    const user = userOf({ conditions: { symbols: ['TAOUSDT'], types: ['bb_squeeze_release'], sides: ['buy'], exchanges: ['bybit'], min_confidence: 0.7 } });
    const input = { user, state: NO_ALERTS_YET, nowMs: SAMPLE_TIME_MS, records: {} };
    expect(planAlert({ ...input, signal: signalAt(SAMPLE_TIME_MS) }).kind).toBe('planned');
    expect(planAlert({ ...input, signal: signalAt(SAMPLE_TIME_MS, changes) })).toEqual({ kind: 'none', reason: 'no-match' });
  });

  test('a rejected signal is nobody\'s alert', () => {
    const signal = signalAt(SAMPLE_TIME_MS, { decision: 'rejected' });
    expect(planAlert({ signal, user: userOf(), state: NO_ALERTS_YET, nowMs: SAMPLE_TIME_MS, records: {} })).toEqual({ kind: 'none', reason: 'rejected' });
  });

  test('D6: the same alert again is planned once', () => {
    const signal = signalAt(SAMPLE_TIME_MS);
    const { state } = planAt(SAMPLE_TIME_MS, { signal });
    expect(planAlert({ signal, user: userOf(), state, nowMs: SAMPLE_TIME_MS + 1, records: {} })).toEqual({ kind: 'none', reason: 'duplicate' });
  });

  test('the same input plans the same', () => {
    const signal = signalAt(SAMPLE_TIME_MS);
    expect(planAt(SAMPLE_TIME_MS, { signal })).toEqual(planAt(SAMPLE_TIME_MS, { signal }));
  });

  test('D1: late within the grace is sent and marked, later only in the digest', () => {
    const signal = signalAt(SAMPLE_TIME_MS);
    const at = (ageMs: number): Planned => planAt(signal.valid_until_ms + ageMs, { signal });
    expect([at(0).isLate, at(1).isLate, at(LATE_GRACE_MS).isLate]).toEqual([false, true, true]);
    expect(shown(at(LATE_GRACE_MS))).toEqual(['email send', 'sms send']);
    expect(shown(at(LATE_GRACE_MS + 1))).toEqual(['email digest expired', 'sms hold expired']);
    expect(at(LATE_GRACE_MS + 1).state.digest.items[0]).toMatchObject({ alert_id: signal.signal_id, reason: 'expired' });
  });
});

describe('C-1: the same thing again', () => {
  const [first, soon, later] = [SAMPLE_TIME_MS, SAMPLE_TIME_MS + 5 * MINUTE_MS, SAMPLE_TIME_MS + 20 * MINUTE_MS];
  const reasonsOf = (plans: readonly Planned[]): (string | undefined)[] => plans.map(({ holdReason }) => holdReason);

  test('is held in the cool-down, then unless it is bigger, until it is forgotten', () => {
    const plans = planAll(userOf(), [
      [first, { bb_squeeze_score: 0.9 }], [soon, { bb_squeeze_score: 0.99 }], [later, { bb_squeeze_score: 0.91 }],
      [later + 1, { bb_squeeze_score: 0.92 }], [later + 1 + 241 * MINUTE_MS, { bb_squeeze_score: 0.9 }],
    ]);
    expect(reasonsOf(plans)).toEqual([undefined, 'cooldown', 'not-bigger', undefined, undefined]);
  });

  test('bigger is measured against the last one sent, not the last one seen', () => {
    const plans = planAll(userOf(), [
      [first, { opportunity_type: 'volume_spark', volume_spike_x: 10 }], [later, { opportunity_type: 'volume_spark', volume_spike_x: 11.5 }],
      [later + 1, { opportunity_type: 'volume_spark', volume_spike_x: 12.1 }],
    ]);
    expect(reasonsOf(plans)).toEqual([undefined, 'not-bigger', undefined]);
  });

  test('a wall is as big as its value', () => {
    const wall = (valueUsdt: number): Partial<Signal> => {
      const found = confirm(wallOpportunity({ conditions: [atLeast(WALL.valueUsdt, valueUsdt, 10_000)] }), DEFAULT_FINDER, NOON_MS);
      return { opportunity_type: found.opportunity_type, conditions: found.conditions };
    };
    expect(reasonsOf(planAll(userOf(), [[first, wall(1_000_000)], [later, wall(1_190_000)], [later + 1, wall(1_210_000)]]))).toEqual([undefined, 'not-bigger', undefined]);
  });

  test('of another symbol, type or side is news', () => {
    const plans = planAll(userOf(), [[first, {}], [soon, { symbol: 'ETHUSDT' }], [soon, { side: 'sell' }], [soon, { opportunity_type: 'mixed_signal' }]]);
    expect(reasonsOf(plans)).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('critical passes the cool-down only if it is bigger', () => {
    const plans = planAll(userOf(), [[first, { confidence: 0.95 }], [soon, { confidence: 0.95 }], [soon, { confidence: 0.95, bb_squeeze_score: 0.99 }]]);
    expect(reasonsOf(plans)).toEqual([undefined, 'cooldown', undefined]);
  });
});

describe('quiet hours and snooze', () => {
  const night = { from: '22:00', to: '07:00', days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const };
  const midnight = Date.UTC(2026, 6, 1);

  test('at night an alert waits for the digest after quiet hours; a critical one does not', () => {
    const user = userOf({ quiet_hours: [{ ...night, days: [...night.days] }], digest: { enabled: true, at: ['06:00'], channels: ['email'], max_items: 20 } });
    const plan = planAt(midnight, { user });
    expect(shown(plan)).toEqual(['email digest quiet', 'sms hold quiet']);
    expect(new Date(plan.state.digest.due_ms ?? 0).toISOString()).toBe('2026-07-01T07:00:00.000Z');
    expect(shown(planAt(midnight, { user, signal: signalAt(midnight, { confidence: 0.95 }) }))).toEqual(['email send', 'sms send']);
  });

  test('D-16: a snoozed symbol is silent up to its time', () => {
    const state = { ...NO_ALERTS_YET, snoozed_until: { TAOUSDT: midnight } };
    expect(planAt(midnight - 1, { state }).holdReason).toBe('snoozed');
    expect(planAt(midnight, { state }).holdReason).toBeUndefined();
  });
});

describe('D-6: the hard caps', () => {
  const symbols = Array.from({ length: 40 }, (_, index) => `S${index}USDT`);
  const noon = Date.UTC(2026, 6, 1, 12);

  test('never more than the day, the hour and the channel allow', () => {
    const user = userOf({ limits: { per_day: 5, per_hour: 2, per_channel_per_day: { sms: 1 } }, critical: { enabled: false, min_confidence: 0.9, types: [], reserved_per_day: 0 } });
    const plans = planAll(user, symbols.map((symbol, index) => [noon + index * 10 * MINUTE_MS, { symbol }]));
    const sending = plans.filter(({ holdReason }) => holdReason === undefined);
    expect(sending).toHaveLength(5);
    expect(plans.slice(0, 6).filter(({ holdReason }) => holdReason === undefined)).toHaveLength(2);
    expect(plans.filter((plan) => shown(plan).includes('sms send'))).toHaveLength(1);
  });

  test('places kept for critical alerts are theirs alone, and theirs end at the day\'s cap', () => {
    const user = userOf({ limits: { per_day: 3, per_hour: 100, per_channel_per_day: {} }, critical: { enabled: true, min_confidence: 0.9, types: [], reserved_per_day: 1 } });
    const late = Date.UTC(2026, 6, 1, 23, 50);
    const normal = planAll(user, symbols.slice(0, 5).map((symbol) => [late, { symbol }]));
    expect(normal.map(({ holdReason }) => holdReason)).toEqual([undefined, undefined, 'budget', 'budget', 'budget']);
    const critical = planAll(user, symbols.slice(5, 8).map((symbol) => [late + 1, { symbol, confidence: 0.95 }]), normal.at(-1)?.state);
    expect(critical.map(({ holdReason }) => holdReason)).toEqual([undefined, 'budget', 'budget']);
    expect((critical[1]?.state.digest.due_ms ?? 0) - late).toBeLessThanOrEqual(5 * MINUTE_MS + 1);
  });

  test('a new local day has new places; a clock that is set back has not', () => {
    const user = userOf({ time_zone: 'Asia/Seoul', limits: { per_day: 1, per_hour: 100, per_channel_per_day: {} }, critical: { enabled: false, min_confidence: 0, types: [], reserved_per_day: 0 } });
    const midnightInSeoul = Date.UTC(2026, 6, 1, 15);
    const plans = planAll(user, [
      [midnightInSeoul - 2, { symbol: 'A' }], [midnightInSeoul - 1, { symbol: 'B' }], [midnightInSeoul, { symbol: 'C' }], [midnightInSeoul - 1, { symbol: 'D' }],
    ]);
    expect(plans.map(({ holdReason }) => holdReason)).toEqual([undefined, 'budget', undefined, 'budget']);
  });

  test('E4: a channel whose money is used up is held, the others send', () => {
    expect(shown(planAt(noon, { spentKinds: ['sms'] }))).toEqual(['email send', 'sms hold spend']);
  });

  test('a user without a channel loses nothing: it stays for the digest', () => {
    const plan = planAt(noon, { user: userOf({ channels: [] }) });
    expect(plan).toMatchObject({ holdReason: 'no-channel', decisions: [], state: { digest: { reasons: { 'no-channel': 1 } }, sent_today: { total: 0 } } });
  });
});
