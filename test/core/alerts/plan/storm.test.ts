import fc from 'fast-check';
import { planAlert } from '../../../../core/alerts/plan/plan';
import { NO_ALERTS_YET, parseAlertState } from '../../../../core/contracts/alert-state';
import type { Signal } from '../../../../core/contracts/signal';
import { Random } from '../../../../simulator/market/random';
import { sampleSignal } from '../../../support/messages';
import { userOf } from '../../../support/users';

const STORM = 10_000;
const TEMPLATE = sampleSignal();

/** 10,000 alerts in one minute on 500 symbols, of which `critical` are critical. */
const stormOf = (random: Random, startMs: number, critical: number): { signal: Signal; timeMs: number }[] => {
  const places = new Set<number>();
  while (places.size < critical) places.add(random.below(STORM));
  return Array.from({ length: STORM }, (_, index) => {
    const timeMs = startMs + Math.floor((index * 60_000) / STORM);
    const symbol = places.has(index) ? `CRITICAL${index}` : `S${random.below(500)}USDT`;
    const confidence = places.has(index) ? 0.95 : random.between(0.3, 0.85);
    return { timeMs, signal: { ...TEMPLATE, signal_id: `alert-${index}`, symbol, confidence, valid_until_ms: timeMs + 120_000 } };
  });
};

const runStorm = (seed: number, critical: number, hourOfDay: number) => {
  const user = userOf({ critical: { enabled: true, min_confidence: 0.9, types: [], reserved_per_day: 3 } });
  const storm = stormOf(new Random(seed, 3, 0), Date.UTC(2026, 6, 1, hourOfDay), critical);
  let state = NO_ALERTS_YET;
  const tally = { sent: 0, critical: 0, sms: 0, held: 0 };
  for (const { signal, timeMs } of storm) {
    const plan = planAlert({ signal, user, state, nowMs: timeMs, records: {} });
    if (plan.kind === 'none') throw new Error(`not planned: ${plan.reason}`);
    state = plan.state;
    const isSent = plan.holdReason === undefined;
    tally.sent += isSent ? 1 : 0;
    tally.held += isSent ? 0 : 1;
    tally.critical += isSent && plan.severity === 'critical' ? 1 : 0;
    tally.sms += plan.decisions.some(({ kind, channel }) => kind === 'send' && channel.kind === 'sms') ? 1 : 0;
  }
  return { tally, state, user };
};

describe('E5: a storm of 10,000 alerts in a minute', () => {
  test('caps hold, critical ones get through, and the digest has lost none', () => {
    fc.assert(fc.property(fc.integer(), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 23 }), (seed, critical, hourOfDay) => {
      const { tally, state, user } = runStorm(seed, critical, hourOfDay);
      expect(tally.sent).toBeLessThanOrEqual(user.limits.per_day);
      expect(tally.sent - tally.critical).toBeLessThanOrEqual(user.limits.per_hour);
      expect(tally.sms).toBeLessThanOrEqual(2);
      expect(tally.critical).toBe(critical);
      expect(tally.sent + tally.held).toBe(STORM);
      expect(state.digest.more + state.digest.items.reduce((sum, { count }) => sum + count, 0)).toBe(tally.held);
    }), { numRuns: 2 });
  });

  test('more critical ones than the day has places: the cap holds, and the digest that names them comes within minutes', () => {
    const { tally, state, user } = runStorm(1, 40, 12);
    expect(tally.sent).toBe(user.limits.per_day);
    expect(tally.critical).toBeGreaterThanOrEqual(user.limits.per_day - user.limits.per_hour);
    expect(state.digest.items.filter(({ severity }) => severity === 'critical')).toHaveLength(40 - tally.critical);
    expect((state.digest.due_ms ?? Infinity) - Date.UTC(2026, 6, 1, 12)).toBeLessThan(7 * 60_000);
  });

  test('the state stays small, and is read back as it was', () => {
    const { state } = runStorm(2, 3, 9);
    const text = JSON.stringify(state);
    expect(text.length).toBeLessThan(40_000);
    expect(parseAlertState(JSON.parse(text))).toEqual(state);
  });
});
