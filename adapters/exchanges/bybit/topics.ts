import type { Stream } from '../../../core/market/events';
import type { MarketFrame } from '../../../core/market/market-frame';

/**
 * Channels by the names of the requirements (S1.3) and the topics that deliver them. The venue has neither a wildcard nor
 * `bookticker` nor a 3-second candle (C1.1, C1.2): one topic per symbol, and bars are built from the trades.
 */
const FAMILIES = {
  tickers: { prefix: 'tickers.', stream: 'ticker', kind: 'ticker' },
  bookticker: { prefix: 'orderbook.1.', stream: 'book-top', kind: 'book-top' },
  'candle.3': { prefix: 'publicTrade.', stream: 'trade', kind: 'trades' },
} as const satisfies Record<string, { prefix: string; stream: Stream; kind: MarketFrame['kind'] }>;

export type Channel = keyof typeof FAMILIES;

const CHANNELS = Object.keys(FAMILIES) as Channel[];

export const topicOf = (channel: Channel, symbol: string): string => FAMILIES[channel].prefix + symbol;

export const kindOf = (channel: Channel): MarketFrame['kind'] => FAMILIES[channel].kind;

export const streamOf = (channel: Channel): Stream => FAMILIES[channel].stream;

export interface ParsedTopic {
  readonly channel: Channel;
  readonly symbol: string;
}

/** The channel and symbol of a topic that we subscribe to; `undefined` for every other topic of the venue. */
export const parseTopic = (topic: string): ParsedTopic | undefined => {
  for (const channel of CHANNELS) {
    const { prefix } = FAMILIES[channel];
    if (topic.startsWith(prefix)) return { channel, symbol: topic.slice(prefix.length) };
  }
  return undefined;
};
