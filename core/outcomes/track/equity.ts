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

/** Results in a row that were no hits. */
export interface LosingRun {
  readonly losses: number;
  /** Entries of its first and of its last loss. */
  readonly sinceMs: number;
  readonly lastMs: number;
  /** No result is known before it, so it may have begun earlier; and none after it, so it may go on. */
  readonly isFirst: boolean;
  readonly isOpen: boolean;
}

/** Every run of losses, in the order of entry. */
export const losingRunsOf = (points: readonly EquityPoint[]): readonly LosingRun[] => {
  const ordered = [...points].sort((a, b) => a.entryTimeMs - b.entryTimeMs);
  const runs: LosingRun[] = [];
  for (const [index, { entryTimeMs, net }] of ordered.entries()) {
    if (net > 0) continue;
    const before = runs.at(-1);
    const isOpen = index === ordered.length - 1;
    if (before !== undefined && (ordered[index - 1]?.net ?? 1) <= 0) runs[runs.length - 1] = { ...before, losses: before.losses + 1, lastMs: entryTimeMs, isOpen };
    else runs.push({ losses: 1, sinceMs: entryTimeMs, lastMs: entryTimeMs, isFirst: index === 0, isOpen });
  }
  return runs;
};
