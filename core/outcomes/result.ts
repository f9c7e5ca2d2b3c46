import type { Market, OpportunityType } from '../contracts/common';
import type { Outcome, OutcomeControls } from '../contracts/outcome';
import { netReturnOf } from './hit';
import { type HorizonId, minutesHorizon } from './horizon';
import { type Regime, regimeOf } from './regime';

/** Why there is no answer: `blind`, we did not see the whole horizon; `halted`, there was no market to see. */
export type MissingAnswer = 'blind' | 'halted';

/** What came of one opportunity, in fractions of the entry and in the direction of its side. */
export interface Answer {
  readonly net: number;
  readonly favourable: number;
  readonly adverse: number;
  readonly controls: OutcomeControls | undefined;
}

/** One opportunity at one horizon as statistics see it, whichever market and whichever clock the horizon has. */
export interface Result {
  readonly id: string;
  readonly market: Market;
  readonly symbol: string;
  readonly type: OpportunityType;
  readonly decision: Outcome['decision'];
  readonly side: Outcome['side'];
  readonly horizon: HorizonId;
  readonly entryTimeMs: number;
  /** Which settings decided: a preset's name or the hash of the settings. */
  readonly settings: string | undefined;
  /** What the signal stated of itself, 0 to 1. */
  readonly confidence: number | undefined;
  readonly regime: Regime;
  readonly answer: Answer | MissingAnswer;
}

/** Reasons that lie with the market, not with our feed. */
const HALTS: ReadonlySet<string> = new Set(['delisted', 'halted']);

const answerOf = (outcome: Outcome): Answer | MissingAnswer => {
  const net = netReturnOf(outcome);
  if (net === undefined) return HALTS.has(outcome.blind_reason ?? '') ? 'halted' : 'blind';
  return { net, favourable: outcome.favourable_fraction ?? 0, adverse: outcome.adverse_fraction ?? 0, controls: outcome.controls ?? undefined };
};

/** `undefined` for an outcome that was stored before it knew when it was entered. */
export const resultOf = (outcome: Outcome): Result | undefined => {
  if (outcome.entry_time_ms === null) return undefined;
  return {
    id: outcome.opportunity_id, market: outcome.market, symbol: outcome.symbol, type: outcome.opportunity_type, decision: outcome.decision,
    side: outcome.side, horizon: minutesHorizon(outcome.horizon_minutes), entryTimeMs: outcome.entry_time_ms,
    settings: outcome.config_hash ?? undefined, confidence: outcome.confidence ?? undefined, regime: regimeOf(outcome.entry_time_ms, outcome.volatility), answer: answerOf(outcome),
  };
};
