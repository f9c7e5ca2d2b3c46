import type { AlertState } from '../../contracts/alert-state';
import type { Signal } from '../../contracts/signal';
import { expectedValue, feedbackFactor, scoreOf } from './expected-value';
import { planAlert, type NotPlanned, type Planned, type PlanInput } from './plan';
import { byPriority, severityOf } from './priority';

export interface PlanBatchInput extends Omit<PlanInput, 'signal'> {
  readonly signals: readonly Signal[];
}

export interface PlannedBatch {
  /** In the order in which they were planned: the most important first. */
  readonly plans: readonly { readonly signal: Signal; readonly plan: Planned | NotPlanned }[];
  readonly state: AlertState;
}

/** Signals that arrived together, for one user: those with the better claim choose first, so a critical one never waits behind others. */
export const planBatch = ({ signals, ...input }: PlanBatchInput): PlannedBatch => {
  const ranked = signals.map((signal) => ({
    signal,
    severity: severityOf(signal, input.user),
    score: scoreOf(expectedValue(signal, input.records), feedbackFactor(input.state, signal.opportunity_type)),
    time_ms: signal.exchange_time_ms,
    alert_id: signal.signal_id,
  })).sort(byPriority);
  let { state } = input;
  const plans = ranked.map(({ signal }) => {
    const plan = planAlert({ ...input, state, signal });
    if (plan.kind === 'planned') state = plan.state;
    return { signal, plan };
  });
  return { plans, state };
};
