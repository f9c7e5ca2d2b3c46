const FAMILIES = ['tickers.', 'orderbook.1.', 'publicTrade.'] as const;

export type Family = 'tickers' | 'book' | 'trades';

export interface Topic {
  readonly family: Family;
  readonly symbol: string;
}

const NAMES: Record<(typeof FAMILIES)[number], Family> = { 'tickers.': 'tickers', 'orderbook.1.': 'book', 'publicTrade.': 'trades' };

/** A topic that this venue serves, whatever the symbol; `undefined` for wildcards, other depths and everything else. */
export const parseTopic = (text: string): Topic | undefined => {
  const prefix = FAMILIES.find((family) => text.startsWith(family));
  return prefix && { family: NAMES[prefix], symbol: text.slice(prefix.length) };
};
