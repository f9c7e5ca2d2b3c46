import { finderAtSpeed, DEFAULT_FINDER, type FinderSettings } from '../../core/finder/settings';
import type { Venue } from '../../core/market/instrument';
import { roundTripFeeFraction } from '../../core/market/fees';

/** What the finder decides with on a venue, whose fees a target must pay for; `speed`: market seconds per real second. */
export const finderFor = (venue: Venue, speed: number): FinderSettings =>
  finderAtSpeed({ ...DEFAULT_FINDER, roundTripCostFraction: roundTripFeeFraction(venue) }, speed);
