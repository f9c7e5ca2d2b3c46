import type { Aftermath } from '../contracts/aftermath';
import type { WireBar } from '../contracts/common';
import { OUTCOME_SCHEMA, type Outcome } from '../contracts/outcome';
import type { Signal } from '../contracts/signal';

/** What of a signal an outcome needs. */
export type DecidedLevels = Pick<Signal, 'signal_id' | 'decision' | 'side' | 'entry_price' | 'stop_price' | 'target1_price'>;

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

interface Moves {
  readonly return_fraction: number;
  readonly favourable_fraction: number;
  readonly adverse_fraction: number;
}

/** Signed moves from the entry. Where nothing traded the price is still the opportunity's own, hence the fallback. */
const movesOf = (aftermath: Aftermath, levels: DecidedLevels): Moves => {
  const sign = direction(levels.side);
  const move = (price: number | null): number => {
    const signed = (sign * ((price ?? aftermath.entry_price) - levels.entry_price)) / levels.entry_price;
    return signed === 0 ? 0 : signed;
  };
  const best = move(sign === 1 ? aftermath.high : aftermath.low);
  const worst = move(sign === 1 ? aftermath.low : aftermath.high);
  return {
    return_fraction: move(aftermath.price),
    favourable_fraction: Math.max(0, best),
    adverse_fraction: Math.min(0, worst),
  };
};

/**
 * What the opportunity was worth at the aftermath's horizon, measured from the signal's entry price (so the half spread paid on
 * entry counts) and signed in the direction of its side. Accepted and rejected signals are measured alike. A blind aftermath has
 * no returns and touched nothing.
 * @throws RangeError when aftermath and signal do not belong together.
 */
export const outcomeOf = (aftermath: Aftermath, signal: DecidedLevels): Outcome => {
  if (aftermath.opportunity_id !== signal.signal_id) {
    throw new RangeError(`outcomeOf: aftermath of "${aftermath.opportunity_id}" with signal "${signal.signal_id}": expected the same id`);
  }
  const isBlind = aftermath.status === 'blind';
  const moves = isBlind
    ? { return_fraction: null, favourable_fraction: null, adverse_fraction: null }
    : movesOf(aftermath, signal);
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
    ...moves,
    first_touch: isBlind ? 'none' : firstTouch(aftermath.bars, signal),
  };
};
