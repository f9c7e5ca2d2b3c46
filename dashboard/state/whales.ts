import type { StreamTier, WhaleStreamMessage } from '../../core/contracts/whale-stream';
import type { WhaleCategory, WhaleOrder } from '../../core/contracts/whale-order';

export interface Whales {
  /** Undefined before the stream has said anything. */
  readonly tier: StreamTier | undefined;
  readonly isConnected: boolean;
  /** A token was given that opens no tier. */
  readonly isTokenRefused: boolean;
  readonly levels: ReadonlyMap<string, WhaleOrder>;
  /** The last that left, newest first: what became of them. */
  readonly gone: readonly WhaleOrder[];
}

export const NO_WHALES: Whales = { tier: undefined, isConnected: false, isTokenRefused: false, levels: new Map(), gone: [] };

/** Levels held at most; a stream that sends more is cut to those with the most value. */
export const LEVEL_CAPACITY = 500;
export const GONE_CAPACITY = 20;

const byHash = (orders: readonly WhaleOrder[]): Map<string, WhaleOrder> => {
  const kept = orders.length <= LEVEL_CAPACITY ? orders : [...orders].sort((a, b) => b.usd_value - a.usd_value).slice(0, LEVEL_CAPACITY);
  return new Map(kept.map((order) => [order.order_hash, order]));
};

const without = (levels: ReadonlyMap<string, WhaleOrder>, hash: string): Map<string, WhaleOrder> => {
  const rest = new Map(levels);
  rest.delete(hash);
  return rest;
};

/** A snapshot is all there is; the others change one level. */
export const takeWhaleMessage = (whales: Whales, message: WhaleStreamMessage): Whales => {
  const heard = { ...whales, tier: message.tier, isConnected: true };
  switch (message.type) {
    case 'snapshot': return { ...heard, levels: byHash(message.orders) };
    case 'order': return { ...heard, levels: byHash([...new Map(whales.levels).set(message.order.order_hash, message.order).values()]) };
    case 'removed': {
      const gone = [message.order, ...whales.gone.filter(({ order_hash }) => order_hash !== message.order.order_hash)].slice(0, GONE_CAPACITY);
      return { ...heard, levels: without(whales.levels, message.order.order_hash), gone };
    }
  }
};

export const GRADES: readonly WhaleCategory[] = ['diamond', 'gold', 'basic'];

/** By recommended grade, best first, then by value. */
export const gradedLevels = ({ levels }: Whales): readonly WhaleOrder[] => [...levels.values()].sort((a, b) =>
  GRADES.indexOf(a.categories.by_recommended) - GRADES.indexOf(b.categories.by_recommended) || b.usd_value - a.usd_value || (a.order_hash < b.order_hash ? -1 : 1));
