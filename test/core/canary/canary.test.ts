import fc from 'fast-check';
import { CANARY_USER, canaryOpportunity, canaryTimeMs, isCanary } from '../../../core/canary/canary';
import { planAlert } from '../../../core/alerts/plan/plan';
import { NO_ALERTS_YET } from '../../../core/contracts/alert-state';
import { CHANNEL } from '../../../core/contracts/channel';
import { ContractError } from '../../../core/contracts/contract';
import { parseOpportunity } from '../../../core/contracts/opportunity';
import { CANARY_USER_ID, parseUser } from '../../../core/contracts/user';
import { confirm } from '../../../core/finder/confirm';
import { finderFor } from '../../../lambdas/finder/settings';
import { sampleSignal } from '../../support/messages';

const times = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2040, 0, 1) });
const MINUTE_MS = 60_000;

describe('D-17: the canary', () => {
  test('is an opportunity by the contract, whose bars the finder accepts whenever it sets out', () => {
    fc.assert(fc.property(times, (nowMs) => {
      const canary = canaryOpportunity(nowMs);
      expect(parseOpportunity(JSON.parse(JSON.stringify(canary)))).toEqual(canary);
      expect(confirm(canary, finderFor(canary.exchange, 1), nowMs + 2_000)).toMatchObject({ decision: 'accepted', reject_reasons: [] });
    }));
  });

  test('is never taken for the live market', () => {
    expect(canaryOpportunity(Date.UTC(2026, 0, 1)).market).toBe('simulated');
  });

  test('is told from everything else by its symbol, and its age by its id', () => {
    fc.assert(fc.property(times, (nowMs) => {
      const canary = canaryOpportunity(nowMs);
      expect(isCanary(canary)).toBe(true);
      expect(canaryTimeMs(canary.dedupe_key)).toBe(nowMs);
    }));
    expect(isCanary(sampleSignal())).toBe(false);
    expect(canaryTimeMs(sampleSignal().signal_id)).toBeUndefined();
  });

  test('a stopped clock of the market or a late decision has the finder reject it as it would reject any other', () => {
    const nowMs = Date.UTC(2026, 0, 1);
    const late = confirm(canaryOpportunity(nowMs), finderFor('bybit', 1), nowMs + MINUTE_MS);
    expect(late).toMatchObject({ decision: 'rejected', reject_reasons: ['stale_message'] });
  });

  test('one every five minutes for three days goes out at once each time: nothing of the plan may hold it back', () => {
    let state = NO_ALERTS_YET;
    for (let index = 0; index < 3 * 288; index += 1) {
      const nowMs = Date.UTC(2026, 2, 28) + index * 5 * MINUTE_MS;
      const signal = confirm(canaryOpportunity(nowMs), finderFor('bybit', 1), nowMs);
      const plan = planAlert({ signal, user: CANARY_USER, state, nowMs, records: {} });
      if (plan.kind !== 'planned') throw new Error(plan.reason);
      expect(plan.decisions.map(({ kind }) => kind)).toEqual(['send']);
      state = plan.state;
    }
  });
});

describe('the user of canaries', () => {
  test('has channels by the contract', () => {
    expect(CANARY_USER.channels.map((channel) => CHANNEL.parse(channel))).toEqual(CANARY_USER.channels);
  });

  test('is nobody else: the id is refused for a user', () => {
    expect(() => parseUser({ ...CANARY_USER })).toThrow(ContractError);
    expect(() => parseUser({ ...CANARY_USER })).toThrow(`user.v1: field "user_id" is "${CANARY_USER_ID}": expected another id`);
    expect(parseUser({ ...CANARY_USER, user_id: 'canary-2' }).user_id).toBe('canary-2');
  });
});
