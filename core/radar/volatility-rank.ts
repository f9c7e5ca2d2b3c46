import type { TickerFields } from '../market/events';
import type { RadarSettings } from './settings';

export interface Ranked {
  readonly symbol: string;
  readonly volatilityPct: number;
}

/** High to low in per cent of the low. */
export const rangePct = (high: number, low: number): number => ((high - low) / low) * 100;

/** Last to previous price in per cent of the previous, without sign. */
export const changePct = (last: number, previous: number): number => (Math.abs(last - previous) / previous) * 100;

/** 24-hour volatility in per cent by the chosen measure (C1.12), or undefined where the ticker does not say. */
export const volatilityPct = (ticker: TickerFields, measure: RadarSettings['volatilityMeasure']): number | undefined => {
  const { highPrice24h: high, lowPrice24h: low, lastPrice: last, previousPrice24h: previous } = ticker;
  if (measure === 'range') return high && low ? rangePct(high, low) : undefined;
  return last && previous ? changePct(last, previous) : undefined;
};

/**
 * The symbols that pass the filters (S1.33, S1.34), most volatile first; equal volatilities in symbol order. Rank = index + 1.
 * The definition, by sorting all: `Ranking` gives the same one ticker at a time.
 */
export const rankByVolatility = (tickers: Iterable<readonly [string, TickerFields]>, settings: RadarSettings): readonly Ranked[] => {
  const ranked: Ranked[] = [];
  for (const [symbol, ticker] of tickers) {
    const volatility = volatilityPct(ticker, settings.volatilityMeasure);
    if (volatility === undefined || volatility < settings.minVolatilityPct) continue;
    if ((ticker.turnover24h ?? 0) < settings.minTurnover24hUsdt) continue;
    ranked.push({ symbol, volatilityPct: volatility });
  }
  return ranked.sort((a, b) => b.volatilityPct - a.volatilityPct || (a.symbol < b.symbol ? -1 : 1));
};
