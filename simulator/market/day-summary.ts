import { onGrid } from './grid';
import type { SymbolWalk } from './symbol-walk';

/** A symbol's rolling day and top of book at the end of its current second. Prices in USDT, volume and sizes in base units. */
export interface DaySummary {
  readonly last: number;
  readonly high: number;
  readonly low: number;
  readonly previousDay: number;
  readonly previousHour: number;
  readonly volume: number;
  readonly turnoverUsdt: number;
  readonly bid: number;
  readonly bidSize: number;
  readonly ask: number;
  readonly askSize: number;
}

export const daySummary = ({ spec: { priceGrid, quantityGrid }, bars, current }: SymbolWalk): DaySummary => {
  const day = bars.stats();
  return {
    last: onGrid(priceGrid, current.close), high: onGrid(priceGrid, day.high), low: onGrid(priceGrid, day.low),
    previousDay: onGrid(priceGrid, day.previousDayClose), previousHour: onGrid(priceGrid, day.previousHourClose),
    volume: onGrid(quantityGrid, day.volume), turnoverUsdt: day.turnover,
    bid: onGrid(priceGrid, current.bid), bidSize: onGrid(quantityGrid, current.bidSize),
    ask: onGrid(priceGrid, current.ask), askSize: onGrid(quantityGrid, current.askSize),
  };
};
