import { onGrid } from '../grid';
import type { Random } from '../random';
import type { SymbolSpec } from '../symbol-spec';

/** Bound once: a lookup of the global object per draw is slow in sandboxed runtimes such as a test runner's. */
const { exp, log, max, round, sqrt } = Math;

/** Levels a few places behind the touch hold this many times what the touch holds. */
const DEEPER = { multiple: 1.6, places: 8 };
/** How much of a level's log size stays when it trembles. */
const PERSISTENCE = 0.8;

/** Quantities of unplanted levels, in steps: log-normal around a size that grows with the distance from the touch. */
export class LevelSizes {
  private readonly usualSteps: number;

  /** `sigma` is the deviation of the log size: at 0.3 a level rarely stands 3.5 times above its neighbours. */
  constructor(spec: SymbolSpec, private readonly sigma: number) {
    this.usualSteps = spec.topNotionalUsdt / spec.startPrice / onGrid(spec.quantityGrid, 1);
  }

  /** A new level, `distance` places behind the touch. */
  fresh(random: Random, distance: number): number {
    return max(1, round(this.usual(distance) * random.logNormal(this.sigma)));
  }

  /** The level a little later: its log size goes back towards the usual one and is shaken. */
  trembled(random: Random, distance: number, steps: number): number {
    const usual = log(this.usual(distance)) - (this.sigma * this.sigma) / 2;
    const shaken = this.sigma * sqrt(1 - PERSISTENCE * PERSISTENCE) * random.normal();
    return max(1, round(exp(usual + PERSISTENCE * (log(steps) - usual) + shaken)));
  }

  private usual(distance: number): number {
    return this.usualSteps * (DEEPER.multiple - (DEEPER.multiple - 1) * exp(-max(0, distance) / DEEPER.places));
  }
}
