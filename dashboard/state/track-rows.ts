import type { HORIZONS_MINUTES } from '../../core/contracts/aftermath';
import type { TrackPage, TrackPageRow } from '../../core/contracts/track-page';

export type TrackHorizon = (typeof HORIZONS_MINUTES)[number];
export type TrackDimension = Extract<TrackPageRow['dimension'], 'all' | 'volatility' | 'confidence'>;

/** Which part of the track record is looked at. */
export interface TrackChoice {
  readonly horizon: TrackHorizon;
  readonly dimension: TrackDimension;
}

const GROUP_ORDER = ['-', 'low', 'middle', 'high'];
const placeOf = ({ group }: TrackPageRow): number => (GROUP_ORDER.includes(group) ? GROUP_ORDER.indexOf(group) : Number(group));

/** Accepted before rejected, then by type and group: by name, not by result, which few numbers would shuffle. */
export const trackRows = ({ rows }: TrackPage, { horizon, dimension }: TrackChoice): readonly TrackPageRow[] => rows
  .filter((row) => row.horizon_minutes === horizon && row.dimension === dimension)
  .sort((a, b) => a.decision.localeCompare(b.decision) || a.type.localeCompare(b.type) || placeOf(a) - placeOf(b));
