import { MARKET, type Market } from '../../core/contracts/common';
import type { TrackPage } from '../../core/contracts/track-page';
import { trackPageCells, trackPageOf, type TrackCell } from '../../core/outcomes/track/track-page';
import { ApiError, type ApiRequest } from './http';

export interface TrackPorts {
  readonly cells: (ids: readonly string[]) => Promise<ReadonlyMap<string, TrackCell>>;
  /** The market's: which days are the last ones. */
  readonly marketNowMs: () => number;
  /** The machine's, monotonic enough for a pause. */
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
  const kept = new Map<Market, { readonly page: TrackPage; readonly untilMs: number }>();
  return async (request: ApiRequest): Promise<TrackPage> => {
    const market = marketOf(request);
    const known = kept.get(market);
    if (known !== undefined && nowMs() < known.untilMs) return known.page;
    const marketMs = marketNowMs();
    const found = await cells(trackPageCells(market, marketMs));
    const page = trackPageOf(market, marketMs, (id) => found.get(id));
    kept.set(market, { page, untilMs: nowMs() + KEEP_MS });
    return page;
  };
};
