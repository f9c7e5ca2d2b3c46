import type { BinanceMarket, StreamClass } from './dialect';

export const STREAM_KINDS = ['depth', 'diff', 'trade', 'aggTrade', 'bookTicker'] as const;
export type StreamKind = (typeof STREAM_KINDS)[number];

const SUFFIXES: Readonly<Record<string, StreamKind>> = {
  'depth20@100ms': 'depth', 'depth@100ms': 'diff', trade: 'trade', aggTrade: 'aggTrade', bookTicker: 'bookTicker',
};
const SUFFIX_OF: Readonly<Record<StreamKind, string>> = { depth: 'depth20@100ms', diff: 'depth@100ms', trade: 'trade', aggTrade: 'aggTrade', bookTicker: 'bookTicker' };

export interface StreamName {
  readonly kind: StreamKind;
  /** As the venue lists it, upper case. */
  readonly symbol: string;
}

/** A stream that this venue serves; `undefined` for all others, which the real one accepts as well and which stay silent here. */
export const parseStream = (name: string): StreamName | undefined => {
  const at = name.indexOf('@');
  const symbol = name.slice(0, Math.max(0, at));
  const kind = SUFFIXES[name.slice(at + 1)];
  return kind === undefined || symbol === '' || symbol !== symbol.toLowerCase() ? undefined : { kind, symbol: symbol.toUpperCase() };
};

export const streamName = (kind: StreamKind, symbol: string): string => `${symbol.toLowerCase()}@${SUFFIX_OF[kind]}`;

/** The class of futures path that delivers a stream; `trade` is not documented and comes with the books. */
export const classOf = (kind: StreamKind, market: BinanceMarket): StreamClass => (market === 'usdm' && kind === 'aggTrade' ? 'market' : 'public');
