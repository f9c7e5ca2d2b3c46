import type { Outcome } from '../contracts/outcome';
import { DEFAULT_OUTCOME_SETTINGS } from './settings';

/** What of an outcome its result is made of. Items from before costs were kept have `return_fraction` alone. */
export type Settled = Pick<Outcome, 'status' | 'return_fraction'>
  & Partial<Pick<Outcome, 'exit_return_fraction' | 'fee_fraction' | 'exit_spread_fraction'>>;

/**
 * What the opportunity earned after cost, as a fraction of the entry: the return where its thesis leaves, less the fees of both ways
 * and half a spread on leaving. The half spread on entering is in the return, which starts from the price that had to be paid.
 * `feeFraction` replaces the fees that the outcome was stored with ("what if they were lower"). `undefined` where there is no outcome.
 */
export const netReturnOf = (outcome: Settled, feeFraction?: number): number | undefined => {
  if (outcome.status === 'blind' || outcome.return_fraction === null) return undefined;
  const fees = feeFraction ?? outcome.fee_fraction ?? DEFAULT_OUTCOME_SETTINGS.roundTripCostFraction;
  return (outcome.exit_return_fraction ?? outcome.return_fraction) - fees - (outcome.exit_spread_fraction ?? 0);
};

/**
 * Did following the opportunity pay? A hit has earned more than it cost; a move that only covers its cost is a miss. `undefined`
 * where there is no outcome (blind).
 */
export const isHit = (outcome: Settled, feeFraction?: number): boolean | undefined => {
  const net = netReturnOf(outcome, feeFraction);
  return net === undefined ? undefined : net > 0;
};
