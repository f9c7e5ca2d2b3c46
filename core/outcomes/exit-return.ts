import type { Signal } from '../contracts/signal';

/** Signed in the direction of a side, as fractions of the entry: the move to the end, the best and the worst point on the way. */
export interface Moves {
  readonly end: number;
  readonly best: number;
  readonly worst: number;
}

/** How a position is left. Distances of stop and target from the entry as positive fractions; `undefined` where none was set. */
export interface ExitRule {
  readonly thesis: Signal['thesis'];
  readonly stopFraction: number | undefined;
  readonly targetFraction: number | undefined;
}

/**
 * What a thesis earns before cost (C3.13). Momentum says that the move goes on: it is held to the horizon. Reversion says that the
 * price turns back to where it came from: it is left at the target as soon as that is reached, at the stop when that is, and at the
 * horizon otherwise. Where both lie within the range the stop counts: the order is then unknown, and that never flatters. It needs
 * no more than the extremes, so that a signal and a control are judged by one rule.
 */
export const exitReturnOf = ({ end, best, worst }: Moves, { thesis, stopFraction, targetFraction }: ExitRule): number => {
  if (thesis === 'momentum') return end;
  if (stopFraction !== undefined && worst <= -stopFraction) return -stopFraction;
  if (targetFraction !== undefined && best >= targetFraction) return targetFraction;
  return end;
};
