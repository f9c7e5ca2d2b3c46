import type { WireExcursion } from '../../contracts/aftermath';
import type { OutcomeControls } from '../../contracts/outcome';
import { type ExitRule, exitReturnOf, type Moves } from '../exit-return';

const movesOf = ([end, highest, lowest]: WireExcursion, sign: 1 | -1): Moves =>
  (sign === 1 ? { end, best: highest, worst: lowest } : { end: -end, best: -lowest, worst: -highest });

/**
 * What entering at the controls' minutes would have earned, in either direction, by the opportunity's exit rule and at
 * `costFraction`, which here holds the whole spread: a control's entry is a last price, not an ask or bid. `null` without controls.
 */
export const controlSumsOf = (controls: readonly WireExcursion[], rule: ExitRule, costFraction: number): OutcomeControls | null => {
  if (controls.length === 0) return null;
  const netsOf = (sign: 1 | -1): number[] => controls.map((control) => exitReturnOf(movesOf(control, sign), rule) - costFraction);
  const [buys, sells] = [netsOf(1), netsOf(-1)];
  const hits = (nets: readonly number[]): number => nets.filter((net) => net > 0).length;
  const sum = (nets: readonly number[]): number => nets.reduce((total, net) => total + net, 0);
  return {
    n: controls.length, buy_hits: hits(buys), sell_hits: hits(sells), buy_net_sum_fraction: sum(buys), sell_net_sum_fraction: sum(sells),
  };
};
