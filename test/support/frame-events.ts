import type { MarketEvent, TickerFields, TradeEvent } from '../../core/market/events';
import { FIELD_NAMES, MarketFrame, type MarketInput } from '../../core/market/market-frame';
import type { SymbolTable } from '../../core/market/symbol-table';
import { FINGERPRINT_WORDS, fingerprintText } from '../../core/market/trade-fingerprint';

/** The id that a trade has in `eventsOf`, from the one that the venue gave it. */
export const frameTradeId = (tradeId: string): string => {
  const words = new Int32Array(FINGERPRINT_WORDS);
  fingerprintText(tradeId, words, 0);
  return words.join('.');
};

const fieldsOf = (frame: MarketFrame): TickerFields =>
  Object.fromEntries(FIELD_NAMES.flatMap((name) => {
    const value = frame.valueOf(name);
    return value === undefined ? [] : [[name, value]];
  }));

const tradesOf = (frame: MarketFrame, symbol: string): TradeEvent[] => Array.from({ length: frame.tradeCount }, (_, row) => ({
  kind: 'trade', symbol, price: frame.tradePrices[row]!, quantity: frame.tradeQuantities[row]!, side: frame.tradeIsBuy[row] === 1 ? 'buy' : 'sell',
  tradeId: [...frame.tradeFingerprints.subarray(row * FINGERPRINT_WORDS, (row + 1) * FINGERPRINT_WORDS)].join('.'),
  exchangeTimeMs: frame.tradeTimesMs[row]!, receivedTimeMs: frame.receivedTimeMs,
}));

/** What a frame says, as objects that may be kept: a trade's id is its fingerprint's text. */
export const eventsOf = (input: MarketInput, symbols: SymbolTable): readonly MarketEvent[] => {
  if (!(input instanceof MarketFrame)) return [input];
  const symbol = symbols.nameOf(input.symbolId);
  const { exchangeTimeMs, receivedTimeMs, isSnapshot } = input;
  if (input.kind === 'trades') return tradesOf(input, symbol);
  if (input.kind === 'ticker') return [{ kind: 'ticker', symbol, isSnapshot, fields: fieldsOf(input), exchangeTimeMs, receivedTimeMs }];
  const [bidPrice, bidQuantity, askPrice, askQuantity] = (['bidPrice', 'bidQuantity', 'askPrice', 'askQuantity'] as const).map((name) => input.valueOf(name));
  return [{ kind: 'book-top', symbol, bidPrice, bidQuantity, askPrice, askQuantity, exchangeTimeMs, receivedTimeMs }];
};
