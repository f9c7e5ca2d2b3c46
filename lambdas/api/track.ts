import { keptFor } from '../../adapters/kept-for';
import { MARKET, type Market } from '../../core/contracts/common';
import type { TrackPage } from '../../core/contracts/track-page';
import { trackPageCells, trackPageOf, type TrackCell } from '../../core/outcomes/track/track-page';
import { ApiError, type ApiRequest } from './http';

export interface TrackPorts {
  readonly cells: (ids: readonly string[]) => Promise<ReadonlyMap<string, TrackCell>>;
  /** The market's: which days are the last ones. */
  readonly marketNowMs: () => number;
  /** The machine's: how long a page is kept. */
  readonly nowMs: () => number;
}

/** A page of a thousand cells is not read anew for every look of every reader. */
const KEEP_MS = 10_000;

const marketOf = ({ query }: ApiRequest): Market => {
  const value = query.get('market') ?? '';
  if (!(MARKET.options as readonly string[]).includes(value)) throw new ApiError(400, `query parameter "market" is ${JSON.stringify(value.slice(0, 40))}: expected ${MARKET.options.join(', ')}`);
  return value as Market;
};

/** `GET /api/track?market=<market>`. */
export const makeTrackRoute = ({ cells, marketNowMs, nowMs }: TrackPorts) => {
  const kept = keptFor<TrackPage>(KEEP_MS, nowMs);
  const read = async (market: Market): Promise<TrackPage> => {
    const marketMs = marketNowMs();
    const found = await cells(trackPageCells(market, marketMs));
    return trackPageOf(market, marketMs, (id) => found.get(id));
  };
  return async (request: ApiRequest): Promise<TrackPage> => {
    const market = marketOf(request);
    return kept(market, () => read(market));
  };
};
