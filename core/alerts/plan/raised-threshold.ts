import type { OpportunityType } from '../../contracts/common';
import type { Signal } from '../../contracts/signal';
import type { User } from '../../contracts/user';

/** Added to the least confidence of a type's alerts while a raise holds, fractions; a type that is not named has none. */
export type ConfidenceRaises = Readonly<Partial<Record<OpportunityType, number>>>;

/** What one detector at its threshold states: hardly anything is below it, so a raise that counted from less would hold nothing. */
export const LEAST_CONFIDENCE = 0.35;

/**
 * After a run of losses that chance hardly explains, a type's alerts must state more for a while (S3.25): the user's minimum, or
 * `LEAST_CONFIDENCE` where that is less, and the raise.
 */
export const isBelowRaise = ({ opportunity_type: type, confidence }: Signal, { conditions }: Pick<User, 'conditions'>, raises: ConfidenceRaises): boolean => {
  const raise = raises[type] ?? 0;
  return raise > 0 && confidence < Math.max(LEAST_CONFIDENCE, conditions.min_confidence) + raise;
};
