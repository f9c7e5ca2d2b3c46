/** One settled result on its place in time. */
export interface EquityPoint {
  readonly entryTimeMs: number;
  /** Net return, a fraction of the stake. */
  readonly net: number;
}

export interface Equity {
  /** Sum of the net returns after each result, in the order of entry: what equal stakes, never compounded, would have made. */
  readonly curve: readonly EquityPoint[];
  /** Largest fall of the curve from a high before it (the start counts as one), in stakes, >= 0. */
  readonly maxDrawdown: number;
  readonly longestLosses: number;
}

/**
 * The equal-stake curve with its maximum drawdown (M. Magdon-Ismail, A. Atiya, "Maximum Drawdown", Risk 17(10), 2004) and longest run of
 * losses. It depends on order, so no counter can hold it: results are put in the order of their entries first.
 */
export const equityOf = (points: readonly EquityPoint[]): Equity => {
  const curve: EquityPoint[] = [];
  let [value, high, maxDrawdown, losses, longestLosses] = [0, 0, 0, 0, 0];
  for (const { entryTimeMs, net } of [...points].sort((a, b) => a.entryTimeMs - b.entryTimeMs)) {
    value += net;
    high = Math.max(high, value);
    maxDrawdown = Math.max(maxDrawdown, high - value);
    losses = net > 0 ? 0 : losses + 1;
    longestLosses = Math.max(longestLosses, losses);
    curve.push({ entryTimeMs, net: value });
  }
  return { curve, maxDrawdown, longestLosses };
};

/** How many of the last results in a row were no hits, and since when; undefined when the last one was a hit, or there is none. */
export const losingStreakOf = (points: readonly EquityPoint[]): { readonly losses: number; readonly sinceMs: number } | undefined => {
  const ordered = [...points].sort((a, b) => a.entryTimeMs - b.entryTimeMs);
  const lastHit = ordered.findLastIndex(({ net }) => net > 0);
  const first = ordered[lastHit + 1];
  return first === undefined ? undefined : { losses: ordered.length - 1 - lastHit, sinceMs: first.entryTimeMs };
};
