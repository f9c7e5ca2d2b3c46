import { MINUTE_MS } from '../market/bar';

/** Returns in an hour, and the mids they lie between. */
const RETURNS = 60;

/** Plain data. Minutes since the epoch, mids in quote currency. */
export interface MinuteMidsData {
  /** Closed minutes in which a mid was seen, oldest first. */
  closed: { readonly minute: number; readonly mid: number }[];
  open: { readonly minute: number; mid: number } | null;
}

export const noMids = (): MinuteMidsData => ({ closed: [], open: null });

/**
 * Volatility of an hour from the last mid of each minute (S2.26):
 *
 *     symbol_volatility_1h = sd(r) * sqrt(60)        r = ln(mid_t / mid_(t-1)) over the last 60 minutes, sd with n - 1
 *
 * Returns between minutes that do not follow each other are left out: what happened in between is not one minute's.
 */
export class MinuteMids {
  private known: number | undefined;
  private isStale = true;

  constructor(private readonly data: MinuteMidsData, private readonly minReturns: number) {}

  add(mid: number, timeMs: number): void {
    const minute = Math.floor(timeMs / MINUTE_MS);
    const { open } = this.data;
    if (open !== null && minute < open.minute) return;
    if (open?.minute === minute) open.mid = mid;
    else this.begin(minute, mid);
  }

  /** A fraction; undefined below `minReturns` returns. */
  get volatility1h(): number | undefined {
    if (!this.isStale) return this.known;
    this.isStale = false;
    const returns = this.returns();
    this.known = returns.length < this.minReturns ? undefined : sampleDeviation(returns) * Math.sqrt(RETURNS);
    return this.known;
  }

  private begin(minute: number, mid: number): void {
    const { data } = this;
    if (data.open !== null) data.closed.push({ ...data.open });
    data.open = { minute, mid };
    data.closed = data.closed.filter((closed) => closed.minute >= minute - 1 - RETURNS);
    this.isStale = true;
  }

  private returns(): number[] {
    const { closed } = this.data;
    return closed.flatMap(({ minute, mid }, index) => {
      const before = closed[index - 1];
      return before?.minute === minute - 1 ? [Math.log(mid / before.mid)] : [];
    });
  }
}

const sampleDeviation = (values: readonly number[]): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
};
