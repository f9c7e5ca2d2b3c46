import type { Aftermath } from '../../core/contracts/aftermath';
import type { WireBar } from '../../core/contracts/common';
import type { OpportunityDetail } from '../../core/contracts/opportunity-detail';
import { DEFAULT_FINDER } from '../../core/finder/settings';
import { bollingerSeries, type BollingerBand } from '../../core/indicators/bollinger-bands';
import { blindSpansOf, type BlindSpan } from './blind-spans';

export interface ChartData {
  /** Before and after the entry, oldest first, times strictly rising. */
  readonly bars: readonly WireBar[];
  /** Of the closes, by the finder's settings; undefined where too few bars go before. */
  readonly bands: readonly (BollingerBand | undefined)[];
  /** Start of the bar that the entry is marked at; undefined without bars. */
  readonly entryMs: number | undefined;
  /** How many bars came after the entry. */
  readonly afterCount: number;
  readonly blindSpans: readonly BlindSpan[];
}

const longest = (aftermaths: readonly Aftermath[]): readonly WireBar[] =>
  aftermaths.reduce<readonly WireBar[]>((best, { bars }) => (bars.length > best.length ? bars : best), []);

/** Bars that followed count from the entry, not from the full minute: only those that begin after all before them are drawn. */
const rising = (bars: readonly WireBar[]): readonly WireBar[] =>
  bars.filter(([startMs], index) => index === 0 || startMs > (bars[index - 1]?.[0] ?? -1));

/** What the chart draws of an opportunity. */
export const chartDataOf = ({ bars: before, aftermaths }: OpportunityDetail): ChartData => {
  const lastMs = before.at(-1)?.[0] ?? -1;
  const after = longest(aftermaths).filter(([startMs]) => startMs > lastMs);
  const bars = rising([...before, ...after]);
  const { bandBars, bandDeviations } = DEFAULT_FINDER;
  return {
    bars, bands: bollingerSeries(bars.map(([, , , , close]) => close), bandBars, bandDeviations),
    entryMs: (after[0] ?? before.at(-1))?.[0], afterCount: after.length, blindSpans: blindSpansOf(bars, aftermaths),
  };
};
