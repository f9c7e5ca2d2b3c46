import type { TradeEvent } from '../../../core/market/events';
import { lastTradeMs, trueTrades } from './history';
import type { Rig } from './rig';

const textOf = ({ symbol, tradeId, price, quantity, side, exchangeTimeMs }: TradeEvent, skewMs = 0): string =>
  [symbol, tradeId, price, quantity, side, exchangeTimeMs - skewMs].join(' ');

export interface TradeComparison {
  readonly lost: readonly string[];
  readonly invented: readonly string[];
  readonly repeated: number;
}

/**
 * Holds the trades that reached the scanner against the market itself, from the second after the first one to the last one.
 * `skewMs`: by how much the venue's stamps are ahead. The rig stops listening.
 */
export const compareTrades = (rig: Rig, symbols: readonly string[], skewMs = 0): TradeComparison => {
  rig.stopListening();
  const lastMs = lastTradeMs(rig) - skewMs;
  const truth = trueTrades(rig, lastMs);
  const result = { lost: [] as string[], invented: [] as string[], repeated: 0 };
  for (const symbol of symbols) {
    const seen = rig.log.trades(symbol).map((trade) => textOf(trade, skewMs));
    const heard = new Set(seen);
    const all = new Map((truth.get(symbol) ?? []).map((trade) => [textOf(trade), trade.exchangeTimeMs]));
    const times = seen.flatMap((text) => all.get(text) ?? []);
    const [fromMs, toMs] = [Math.min(...times), Math.max(...times)];
    result.lost.push(...[...all].filter(([text, timeMs]) => timeMs > fromMs && timeMs < toMs && !heard.has(text)).map(([text]) => text));
    result.invented.push(...[...heard].filter((text) => !all.has(text)));
    result.repeated += seen.length - heard.size;
  }
  return result;
};
