import type { OutcomeRecord, OutcomeStore } from '../../adapters/aws/outcome-store';
import { isCanary } from '../../core/canary/canary';
import { AFTERMATH_SCHEMA } from '../../core/contracts/aftermath';
import type { Outcome } from '../../core/contracts/outcome';
import { outcomeOf } from '../../core/outcomes/outcome';
import type { PerformanceMessage } from './message';

export interface PerformancePorts {
  readonly outcomes: OutcomeStore;
  /** Told once for each outcome that was counted. */
  readonly onCounted?: (outcome: Outcome) => void;
}

/** Outcomes that can be stated now: none before the decision is known. */
const dueOutcomes = ({ signal, uncounted }: OutcomeRecord): readonly Outcome[] =>
  (signal === undefined ? [] : uncounted.map((aftermath) => outcomeOf(aftermath, signal)));

/**
 * Keeps decisions and what followed them, in whatever order they come, and counts each outcome exactly once as soon as both
 * halves are there. Accepted and rejected are counted alike, so that a reject that would have paid is seen too. Canaries are no results.
 */
export const makePerformance = ({ outcomes, onCounted }: PerformancePorts) => async (message: PerformanceMessage): Promise<void> => {
  if (isCanary(message)) return;
  const record = await (message.schema === AFTERMATH_SCHEMA ? outcomes.addAftermath(message) : outcomes.addSignal(message));
  for (const outcome of dueOutcomes(record)) {
    if (await outcomes.countOnce(outcome)) onCounted?.(outcome);
  }
};
