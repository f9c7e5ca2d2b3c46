import type { Aftermath } from '../contracts/aftermath';
import type { WireBar } from '../contracts/common';
import { OUTCOME_SCHEMA, type Outcome } from '../contracts/outcome';
import type { Signal } from '../contracts/signal';
import { roundTripFeeFraction } from '../market/fees';
import { type ExitRule, exitReturnOf, type Moves } from './exit-return';
import { controlSumsOf } from './null/control-sums';

/** What of a signal an outcome needs. */
export type DecidedLevels = Pick<Signal, 'signal_id' | 'decision' | 'side' | 'thesis' | 'confidence' | 'entry_price' | 'stop_price' | 'target1_price'>;

const direction = (side: Signal['side']): 1 | -1 => (side === 'buy' ? 1 : -1);

/** The first bar that reached a level decides; a bar that reached both counts as stopped, since its inner order is unknown. */
export const firstTouch = (bars: readonly WireBar[], levels: DecidedLevels): Outcome['first_touch'] => {
  const { stop_price: stop, target1_price: target } = levels;
  if (stop === null || target === null) return 'none';
  const isBuy = levels.side === 'buy';
  for (const [, , high, low] of bars) {
    if (isBuy ? low <= stop : high >= stop) return 'stop';
    if (isBuy ? high >= target : low <= target) return 'target1';
  }
  return 'neither';
};

/** Where nothing traded the price is still the opportunity's own, hence the fallback. */
const movesOf = (aftermath: Aftermath, levels: DecidedLevels): Moves => {
  const sign = direction(levels.side);
  const move = (price: number | null): number => {
    const signed = (sign * ((price ?? aftermath.entry_price) - levels.entry_price)) / levels.entry_price;
    return signed === 0 ? 0 : signed;
  };
  return {
    end: move(aftermath.price),
    best: move(sign === 1 ? aftermath.high : aftermath.low),
    worst: move(sign === 1 ? aftermath.low : aftermath.high),
  };
};

const distanceFraction = (price: number | null, { entry_price: entry }: DecidedLevels): number | undefined =>
  (price === null ? undefined : Math.abs(price - entry) / entry);

const exitRuleOf = (levels: DecidedLevels): ExitRule => ({
  thesis: levels.thesis, stopFraction: distanceFraction(levels.stop_price, levels), targetFraction: distanceFraction(levels.target1_price, levels),
});

type Worth = Pick<Outcome, 'return_fraction' | 'favourable_fraction' | 'adverse_fraction' | 'first_touch'
  | 'exit_return_fraction' | 'fee_fraction' | 'exit_spread_fraction' | 'net_return_fraction' | 'controls'>;

const NO_WORTH: Worth = {
  return_fraction: null, favourable_fraction: null, adverse_fraction: null, first_touch: 'none',
  exit_return_fraction: null, fee_fraction: null, exit_spread_fraction: null, net_return_fraction: null, controls: null,
};

const worthOf = (aftermath: Aftermath, levels: DecidedLevels): Worth => {
  const [moves, rule, fees] = [movesOf(aftermath, levels), exitRuleOf(levels), roundTripFeeFraction(aftermath.exchange)];
  const exitReturn = exitReturnOf(moves, rule);
  const spread = aftermath.spread_fraction;
  return {
    return_fraction: moves.end,
    favourable_fraction: Math.max(0, moves.best),
    adverse_fraction: Math.min(0, moves.worst),
    first_touch: firstTouch(aftermath.bars, levels),
    exit_return_fraction: exitReturn,
    fee_fraction: fees,
    exit_spread_fraction: spread === null ? null : spread / 2,
    net_return_fraction: exitReturn - fees - (spread ?? 0) / 2,
    controls: controlSumsOf(aftermath.controls, rule, fees + (spread ?? 0)),
  };
};

/**
 * What the opportunity was worth at the aftermath's horizon, measured from the signal's entry price (so the half spread paid on
 * entry counts) and signed in the direction of its side; net of fees and of half the spread then, since the one on leaving is not
 * observed. Accepted and rejected signals are measured alike. A blind aftermath has
 * no returns and touched nothing.
 * @throws RangeError when aftermath and signal do not belong together.
 */
export const outcomeOf = (aftermath: Aftermath, signal: DecidedLevels): Outcome => {
  if (aftermath.opportunity_id !== signal.signal_id) {
    throw new RangeError(`outcomeOf: aftermath of "${aftermath.opportunity_id}" with signal "${signal.signal_id}": expected the same id`);
  }
  return {
    schema: OUTCOME_SCHEMA,
    opportunity_id: aftermath.opportunity_id,
    symbol: aftermath.symbol,
    market: aftermath.market,
    opportunity_type: aftermath.opportunity_type,
    side: signal.side,
    decision: signal.decision,
    horizon_minutes: aftermath.horizon_minutes,
    status: aftermath.status,
    exchange: aftermath.exchange,
    entry_time_ms: aftermath.entry_time_ms,
    thesis: signal.thesis,
    blind_reason: aftermath.blind_reason,
    config_hash: aftermath.config_hash,
    confidence: signal.confidence,
    volatility: aftermath.volatility,
    ...(aftermath.status === 'blind' ? NO_WORTH : worthOf(aftermath, signal)),
  };
};
