import { keptFor } from '../../adapters/kept-for';
import { MARKET, SYMBOL, type Market } from '../../core/contracts/common';
import type { TrackPage } from '../../core/contracts/track-page';
import { trackPageCells, trackPageOf, type NamedGroup, type TrackCell } from '../../core/outcomes/track/track-page';
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

/** A hash, or a preset's name; no `#`, which parts the cell's key. */
const SETTINGS = /^[A-Za-z0-9._:-]{1,100}$/;

/** @throws ApiError where it is none, or where both are asked for. */
const groupOf = ({ query }: ApiRequest): NamedGroup | undefined => {
  const [symbol, settings] = [query.get('symbol'), query.get('settings')];
  if (symbol !== null && settings !== null) throw new ApiError(400, 'query parameters "symbol" and "settings" are both given: expected one of them');
  if (symbol !== null) {
    const { data: group, error } = SYMBOL.safeParse(symbol);
    if (group === undefined) throw new ApiError(400, `query parameter "symbol" is ${JSON.stringify(symbol.slice(0, 40))}: ${error?.issues[0]?.message ?? 'expected a symbol'}`);
    return { dimension: 'symbol', group };
  }
  if (settings === null) return undefined;
  if (!SETTINGS.test(settings)) throw new ApiError(400, `query parameter "settings" is ${JSON.stringify(settings.slice(0, 40))}: expected 1 to 100 of A-Z a-z 0-9 . _ : -`);
  return { dimension: 'settings', group: settings };
};

/** Reads a page, whole or of some groups. */
export const readTrack = async ({ cells, marketNowMs }: Omit<TrackPorts, 'nowMs'>, market: Market, only?: readonly NamedGroup[]): Promise<TrackPage> => {
  const of = { market, nowMs: marketNowMs(), only };
  const found = await cells(trackPageCells(of));
  return trackPageOf(of, (id) => found.get(id));
};

/** `GET /api/track?market=<market>`, whole or with `&symbol=<symbol>` or `&settings=<hash>`: five cells, read anew. */
export const makeTrackRoute = (ports: TrackPorts) => {
  const kept = keptFor<TrackPage>(KEEP_MS, ports.nowMs);
  return async (request: ApiRequest): Promise<TrackPage> => {
    const [market, only] = [marketOf(request), groupOf(request)];
    return only === undefined ? kept(market, () => readTrack(ports, market)) : readTrack(ports, market, [only]);
  };
};
