import type { PriceLevel } from '../../../core/market/depth-events';
import type { DepthFrame, DepthSide } from '../../../core/market/depth-frame';
import type { SymbolTable } from '../../../core/market/symbol-table';
import { readLevelPairs, refuse, type FrameContext, type FrameFields } from './frame-fields';
import type { StreamName } from './streams';

/** A message about one book before it is in columns; means the same as a `DepthFrame`, NaN for an id that it has not included. */
export interface DepthMessage {
  readonly kind: 'depth' | 'diff';
  readonly symbol: string;
  readonly hasExchangeTime: boolean;
  readonly exchangeTimeMs: number;
  readonly receivedTimeMs: number;
  readonly firstUpdateId: number;
  readonly lastUpdateId: number;
  readonly previousUpdateId: number;
  readonly bids: readonly PriceLevel[];
  readonly asks: readonly PriceLevel[];
}

/** `pu` before a contract's first update. */
const NO_UPDATE = -1;

/**
 * `depthUpdate` and spot's partial depth. The stream's name says whether it is a book's best levels or its changes; a raw frame without a
 * name can only be changes. `undefined` for another stream's book, and for one of no known symbol, as a REST answer is.
 */
export const decodeDepth = (fields: FrameFields, stream: StreamName | undefined, context: FrameContext): DepthMessage | undefined => {
  const isPartial = 'lastUpdateId' in fields.payload;
  const kind = stream === undefined && !isPartial ? 'diff' : stream?.depthKind;
  if (kind === undefined) return undefined;
  const ownTimeMs = fields.firstTimeMs();
  const exchangeTimeMs = ownTimeMs ?? (isPartial ? context.untimedMs ?? context.receivedTimeMs : undefined) ?? refuse('E', undefined, 'an event time');
  const [bids, asks] = isPartial ? ['bids', 'asks'] as const : ['b', 'a'] as const;
  return {
    kind, symbol: fields.symbol(), hasExchangeTime: ownTimeMs !== undefined, exchangeTimeMs, receivedTimeMs: context.receivedTimeMs ?? exchangeTimeMs,
    ...(isPartial ? { firstUpdateId: Number.NaN, lastUpdateId: fields.id('lastUpdateId'), previousUpdateId: Number.NaN } : readIds(fields)),
    bids: readLevelPairs(fields.payload[bids], bids), asks: readLevelPairs(fields.payload[asks], asks),
  };
};

const readIds = (fields: FrameFields): Pick<DepthMessage, 'firstUpdateId' | 'lastUpdateId' | 'previousUpdateId'> => {
  const { pu } = fields.payload;
  const [firstUpdateId, lastUpdateId] = [fields.id('U'), fields.id('u')];
  if (firstUpdateId > lastUpdateId) refuse('U', firstUpdateId, `at most "u", which is ${lastUpdateId}`);
  return { firstUpdateId, lastUpdateId, previousUpdateId: pu === undefined || pu === NO_UPDATE ? Number.NaN : fields.id('pu') };
};

/** Puts a message into the columns of a frame. */
export const loadDepth = (frame: DepthFrame, message: DepthMessage, symbols: SymbolTable): void => {
  frame.kind = message.kind;
  frame.symbolId = symbols.idOf(message.symbol);
  frame.hasExchangeTime = message.hasExchangeTime;
  frame.exchangeTimeMs = message.exchangeTimeMs;
  frame.receivedTimeMs = message.receivedTimeMs;
  frame.firstUpdateId = message.firstUpdateId;
  frame.lastUpdateId = message.lastUpdateId;
  frame.previousUpdateId = message.previousUpdateId;
  loadSide(frame.bids, message.bids);
  loadSide(frame.asks, message.asks);
};

const loadSide = (side: DepthSide, levels: readonly PriceLevel[]): void => {
  side.count = 0;
  for (const [price, quantity] of levels) side.add(price, quantity);
};
