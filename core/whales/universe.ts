import { SYMBOL } from '../contracts/common';
import type { Instrument } from '../market/instrument';
import type { WhaleSettings } from './settings';

type UniverseSettings = Pick<WhaleSettings, 'topCoinsLimit' | 'excludedBases' | 'quoteCoin' | 'rankMargin'>;

/**
 * A symbol that may be swept: quoted in the one asset, and its *base* asset not stable. The source excludes stable coins by suffixes of
 * symbols, and every symbol quoted in USDT ends in one of them (C2.7).
 */
const isEligible = ({ symbol, baseCoin, quoteCoin }: Instrument, settings: UniverseSettings): boolean =>
  quoteCoin === settings.quoteCoin && !settings.excludedBases.includes(baseCoin) && SYMBOL.safeParse(symbol).success;

const byTurnover = (a: Instrument, b: Instrument): number =>
  (b.turnover24h ?? 0) - (a.turnover24h ?? 0) || (a.symbol < b.symbol ? -1 : 1);

/**
 * The symbols to sweep (S2.2): the first `topCoinsLimit` by traded value of 24 hours, best first; equal ones in symbol order. A present
 * member counts as `rankMargin` ranks better than it is, so that two symbols around the last rank do not change places all the time.
 */
export const sweptSymbols = (instruments: readonly Instrument[], members: ReadonlySet<string>, settings: UniverseSettings): readonly string[] => {
  const ranked = instruments.filter((instrument) => isEligible(instrument, settings)).sort(byTurnover).map(({ symbol }, index) => ({ symbol, rank: index + 1 }));
  const placeOf = ({ symbol, rank }: { symbol: string; rank: number }): number => rank - (members.has(symbol) ? settings.rankMargin : 0);
  const kept = [...ranked].sort((a, b) => placeOf(a) - placeOf(b) || a.rank - b.rank).slice(0, settings.topCoinsLimit);
  return kept.sort((a, b) => a.rank - b.rank).map(({ symbol }) => symbol);
};
