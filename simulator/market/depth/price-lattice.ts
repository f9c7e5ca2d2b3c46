import type { Grid } from '../grid';
import { onGrid } from '../grid';
import type { SymbolSpec } from '../symbol-spec';

/** Bound once: a lookup of the global object per draw is slow in sandboxed runtimes such as a test runner's. */
const { imul, max, round, sqrt } = Math;

const DAY_SECONDS = 86_400;
/** A usual spread holds at most this many places, so that wide spreads do not leave hundreds of empty ones. */
const PLACES_PER_SPREAD = 4;

/**
 * The prices at which a simulated book has levels: one place per `strideTicks` ticks, each a little off the even spacing, as real
 * books are. Places are whole numbers that rise with the price; about one of them is crossed in a usual second.
 */
export class PriceLattice {
  private readonly jitterTicks: number;

  constructor(readonly priceGrid: Grid, readonly strideTicks: number) {
    this.jitterTicks = max(1, round(strideTicks / 2));
  }

  tickOf(place: number): number {
    return place * this.strideTicks + ((imul(place, 0x9e3779b1) >>> 8) % this.jitterTicks);
  }

  /** Price in quote currency. */
  priceOf(place: number): number {
    return onGrid(this.priceGrid, this.tickOf(place));
  }

  /** Where a price in ticks lies, in places and parts of one. */
  locate(ticks: number): number {
    return ticks / this.strideTicks;
  }

  /** Log of the price at a position that need not be whole. */
  logOf(position: number): number {
    return Math.log(onGrid(this.priceGrid, position * this.strideTicks));
  }
}

/** Standard deviation of the log return over a usual second. */
export const usualDeviation = (spec: SymbolSpec): number => spec.dailyVolatility / sqrt(DAY_SECONDS);

/** A place per usual second's move, more where the spread is wide; never less than a tick. */
export const latticeOf = (spec: SymbolSpec): PriceLattice => {
  const fraction = max(usualDeviation(spec), spec.spreadBps / 10_000 / PLACES_PER_SPREAD);
  return new PriceLattice(spec.priceGrid, max(1, round((fraction * spec.startPrice) / onGrid(spec.priceGrid, 1))));
};
