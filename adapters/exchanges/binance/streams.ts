import type { Stream } from '../../../core/market/events';

/** Which of the venue's books and trades a connection asks for. */
export type Channel = Extract<Stream, 'depth' | 'diff' | 'trade'>;

export type BinanceMarket = 'spot' | 'usdm';

/**
 * Stream names behind the symbol (web-socket-streams.md; USDⓈ-M "WebSocket Market Streams"). Futures have no documented stream of single
 * trades: `aggTrade` sums the fills of one order at one price.
 */
const SUFFIXES: Readonly<Record<BinanceMarket, Readonly<Record<Channel, string>>>> = {
  spot: { depth: 'depth20@100ms', diff: 'depth@100ms', trade: 'trade' },
  usdm: { depth: 'depth20@100ms', diff: 'depth@100ms', trade: 'aggTrade' },
};

export const streamOf = (market: BinanceMarket, channel: Channel, symbol: string): string => `${symbol.toLowerCase()}@${SUFFIXES[market][channel]}`;

/**
 * Where a channel's combined streams are. Futures carry books and everything else on different paths; a stream that is asked for on the wrong one
 * is accepted and never delivers (USDⓈ-M "Important WebSocket Change Notice", 2026-03-06).
 */
export const urlOf = (wsUrl: string, market: BinanceMarket, channel: Channel): string => {
  const path = market === 'spot' ? '/stream' : channel === 'trade' ? '/market/stream' : '/public/stream';
  return wsUrl.replace(/\/+$/, '') + path;
};

/** A stream's name taken apart. */
export interface StreamName {
  readonly text: string;
  /** Upper case; `undefined` for a stream of all symbols. */
  readonly symbol: string | undefined;
  /** All behind the first `@`. */
  readonly name: string;
  /** Set for streams of books. */
  readonly depthKind: 'depth' | 'diff' | undefined;
}

const DEPTH = /^depth(5|10|20)?(?:@\d{1,4}ms)?$/;

export const parseStream = (text: string): StreamName => {
  const end = text.indexOf('@');
  const name = text.slice(end + 1);
  const depth = DEPTH.exec(name);
  return {
    text, name, symbol: end < 1 || text.startsWith('!') ? undefined : text.slice(0, end).toUpperCase(),
    depthKind: depth === null ? undefined : depth[1] === undefined ? 'diff' : 'depth',
  };
};
