import { VOLATILITY_TERCILES, type HORIZONS_MINUTES } from '../../core/contracts/aftermath';
import type { TrackPage, TrackPageRow } from '../../core/contracts/track-page';
import { DAY_SESSIONS, WEEK_PARTS } from '../../core/outcomes/regime';

export type TrackHorizon = (typeof HORIZONS_MINUTES)[number];
export type TrackDimension = Exclude<TrackPageRow['dimension'], 'symbol' | 'settings'>;

/** Which part of the track record is looked at; a symbol's stands with its opportunities. */
export interface TrackChoice {
  readonly horizon: TrackHorizon;
  readonly dimension: TrackDimension;
}

/** Of the groups that have names; tenths of the confidence are numbers. */
const GROUP_ORDER: readonly string[] = ['-', ...VOLATILITY_TERCILES, ...DAY_SESSIONS, ...WEEK_PARTS];
const placeOf = ({ group }: TrackPageRow): number => (GROUP_ORDER.includes(group) ? GROUP_ORDER.indexOf(group) : Number(group));

/** Accepted before rejected, then by type and group: by name, not by result, which few numbers would shuffle. */
export const trackRows = ({ rows }: TrackPage, { horizon, dimension }: TrackChoice): readonly TrackPageRow[] => rows
  .filter((row) => row.horizon_minutes === horizon && row.dimension === dimension)
  .sort((a, b) => a.decision.localeCompare(b.decision) || a.type.localeCompare(b.type) || placeOf(a) - placeOf(b));
