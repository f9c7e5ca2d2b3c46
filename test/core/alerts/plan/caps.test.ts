import fc from 'fast-check';
import { planAlert } from '../../../../core/alerts/plan/plan';
import { planBatch } from '../../../../core/alerts/plan/plan-batch';
import { localTime } from '../../../../core/alerts/plan/local-time';
import { NO_ALERTS_YET, parseAlertState } from '../../../../core/contracts/alert-state';
import { OPPORTUNITY_TYPES } from '../../../../core/contracts/common';
import { sampleSignal } from '../../../support/messages';
import { channelOf, userOf } from '../../../support/users';

const TEMPLATE = sampleSignal();
const STARTS = ['2026-03-07', '2026-03-28', '2026-10-24', '2026-10-31', '2026-07-01'].map((day) => Date.parse(`${day}T12:00:00Z`));

const users = fc.record({
  time_zone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Seoul', 'Asia/Kolkata'),
  perDay: fc.integer({ min: 0, max: 12 }), perHour: fc.integer({ min: 0, max: 5 }), sms: fc.integer({ min: 0, max: 3 }),
  reserved: fc.integer({ min: 0, max: 4 }), coolDownSeconds: fc.integer({ min: 0, max: 3_600 }), quiet: fc.boolean(),
}).map(({ time_zone, perDay, perHour, sms, reserved, coolDownSeconds, quiet }) => userOf({
  time_zone, limits: { per_day: perDay, per_hour: perHour, per_channel_per_day: { sms } },
  critical: { enabled: reserved > 0, min_confidence: 0.9, types: [], reserved_per_day: Math.min(reserved, perDay) },
  re_alert: { cool_down_seconds: coolDownSeconds, bigger_fraction: 0.2, forget_after_seconds: 7_200 },
  quiet_hours: quiet ? [{ from: '22:00', to: '07:00', days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] }] : [],
}));

/** Some hundred alerts over about two days, around a change of clocks; some arrive late, some together. */
const arrivals = fc.array(fc.record({
  gapMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60_000 }), fc.integer({ min: 0, max: 3_600_000 })), ageMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 900_000 })),
  symbol: fc.integer({ min: 0, max: 30 }), type: fc.constantFrom(...OPPORTUNITY_TYPES), confidence: fc.double({ min: 0.3, max: 1, noNaN: true }),
}), { minLength: 50, maxLength: 200 });

const countBy = <T>(items: readonly T[], keyOf: (item: T) => string): number[] => {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return [...counts.values()];
};

describe('D-6: whatever the user\'s limits, the zone and the alerts are', () => {
  test('no cap is exceeded, every alert is sent or kept, and a restart at any point changes nothing', () => {
    fc.assert(fc.property(users, fc.constantFrom(...STARTS), arrivals, (user, startMs, events) => {
      let state = NO_ALERTS_YET;
      let nowMs = startMs;
      const sent: { timeMs: number; isCritical: boolean; bySms: boolean }[] = [];
      let held = 0;
      events.forEach(({ gapMs, ageMs, symbol, type, confidence }, index) => {
        nowMs += gapMs;
        const signal = { ...TEMPLATE, signal_id: `alert-${index}`, symbol: `S${symbol}USDT`, opportunity_type: type, confidence, valid_until_ms: nowMs - ageMs + 120_000 };
        const plan = planAlert({ signal, user, state, nowMs, records: {} });
        if (plan.kind === 'none') throw new Error(plan.reason);
        if (index % 10 === 0) {
          const restored = parseAlertState(JSON.parse(JSON.stringify(state)));
          expect(JSON.stringify(planAlert({ signal, user, state: restored, nowMs, records: {} }))).toBe(JSON.stringify(plan));
        }
        if (plan.holdReason === undefined) sent.push({ timeMs: nowMs, isCritical: plan.severity === 'critical', bySms: plan.decisions.some(({ kind, channel }) => kind === 'send' && channel.kind === 'sms') });
        else held += 1;
        state = plan.state;
      });
      const dayOf = ({ timeMs }: { timeMs: number }): string => localTime(timeMs, user.time_zone).day;
      expect(Math.max(0, ...countBy(sent, dayOf))).toBeLessThanOrEqual(user.limits.per_day);
      expect(Math.max(0, ...countBy(sent.filter(({ bySms }) => bySms), dayOf))).toBeLessThanOrEqual(user.limits.per_channel_per_day.sms ?? 0);
      for (const one of sent.filter(({ isCritical }) => !isCritical)) {
        expect(sent.filter(({ timeMs }) => timeMs > one.timeMs - 3_600_000 && timeMs < one.timeMs).length).toBeLessThan(Math.max(1, user.limits.per_hour));
      }
      expect(state.digest.more + state.digest.items.reduce((sum, { count }) => sum + count, 0)).toBe(held);
      expect(sent.length + held).toBe(events.length);
    }), { numRuns: 30 });
  });
});

describe('signals that arrive together', () => {
  const nowMs = Date.UTC(2026, 6, 1, 12);
  const signal = (id: string, confidence: number) => ({ ...TEMPLATE, signal_id: id, symbol: `${id}USDT`, confidence, valid_until_ms: nowMs + 1 });

  test('E5: critical first, then by expected value, whatever the order in which they came', () => {
    const user = userOf({ channels: [channelOf('push')], limits: { per_day: 2, per_hour: 2, per_channel_per_day: {} }, critical: { enabled: true, min_confidence: 0.9, types: [], reserved_per_day: 0 } });
    const { plans, state } = planBatch({ signals: [signal('A', 0.5), signal('B', 0.8), signal('C', 0.95), signal('D', 0.6)], user, state: NO_ALERTS_YET, nowMs, records: {} });
    expect(plans.map((one) => [one.signal.signal_id, one.plan.kind === 'planned' ? one.plan.holdReason : one.plan.reason])).toEqual([
      ['C', undefined], ['B', undefined], ['D', 'budget'], ['A', 'budget'],
    ]);
    expect(state.sent_today.total).toBe(2);
  });
});
