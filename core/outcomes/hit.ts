import type { Outcome } from '../contracts/outcome';
import { DEFAULT_OUTCOME_SETTINGS } from './settings';

/**
 * Did following the opportunity pay? A hit is a signed return at the horizon of more than the round trip's cost.
 * The return already starts from the price that had to be paid (ask for a buy, bid for a sell, where known), so the cost is fees
 * alone; half a spread on leaving is not counted. A move that only covers its cost is a miss.
 * `undefined` where there is no outcome (blind).
 */
export const isHit = (
  outcome: Pick<Outcome, 'status' | 'return_fraction'>,
  roundTripCostFraction: number = DEFAULT_OUTCOME_SETTINGS.roundTripCostFraction,
): boolean | undefined => {
  if (outcome.status === 'blind' || outcome.return_fraction === null) return undefined;
  return outcome.return_fraction > roundTripCostFraction;
};
