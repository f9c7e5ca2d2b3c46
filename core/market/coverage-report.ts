import type { GapCause, Stream } from './events';

/** The radar's streams: books in depth are another session's. */
export type CoveredStream = Extract<Stream, 'ticker' | 'book-top' | 'trade'>;

/** Why a stream was not seen: what the gap said, or the wait between asking for it and its first data. */
export type BlindCause = GapCause | 'subscribing';

/** How much of what was asked for was seen. */
export interface CoverageFigure {
  readonly subscribedMs: number;
  readonly blindMs: number;
  /** (subscribed - blind) / subscribed, 0 to 1; undefined while nothing was subscribed for any time. */
  readonly fraction: number | undefined;
}

export interface BlindWindow {
  readonly cause: BlindCause;
  /** Our clock: last data before, first data after; `toMs` is undefined while it lasts. */
  readonly fromMs: number;
  readonly toMs: number | undefined;
}

/** One stream of one symbol over all its subscriptions, with the windows that are still remembered, oldest first. */
export interface CoverageRow extends CoverageFigure {
  readonly symbol: string;
  readonly stream: CoveredStream;
  readonly windows: readonly BlindWindow[];
}

/** Coverage without its rows: what is printed with every statistic. Each figure is the time-weighted one over its streams. */
export interface CoverageTotals {
  readonly total: CoverageFigure;
  readonly byStream: Readonly<Record<CoveredStream, CoverageFigure>>;
  /** Blind time by cause, summed over streams; causes that never came are absent. */
  readonly blindMsByCause: Readonly<Partial<Record<BlindCause, number>>>;
}

export interface CoverageReport extends CoverageTotals {
  /** Every stream that was ever subscribed, in the order of the symbols' ids. */
  readonly rows: readonly CoverageRow[];
  /** Closed windows that are no longer listed; their time is in the figures. */
  readonly forgottenWindows: number;
}

export const coverageFigure = (subscribedMs: number, blindMs: number): CoverageFigure =>
  ({ subscribedMs, blindMs, fraction: subscribedMs > 0 ? (subscribedMs - blindMs) / subscribedMs : undefined });

/** `99.98 %`, cut off and never rounded up: 100 % means that nothing was missed. `none` where nothing was subscribed. */
export const coverageText = ({ fraction }: CoverageFigure): string =>
  (fraction === undefined ? 'none' : `${(Math.floor(fraction * 10_000) / 100).toFixed(2)} %`);

/** `99.98 % (ticker 100.00 %, book-top 99.90 %, trade 99.90 %)`. */
export const coverageLine = ({ total, byStream }: CoverageTotals): string => {
  const streams = (Object.keys(byStream) as CoveredStream[]).map((stream) => `${stream} ${coverageText(byStream[stream])}`);
  return `${coverageText(total)} (${streams.join(', ')})`;
};
