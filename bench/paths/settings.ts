import { DEFAULT_RADAR, type RadarSettings } from '../../core/radar/settings';

/** The default thresholds with every symbol watched: live, only 50 are, and the frames of the others are not subscribed. */
export const wholeMarket = (symbolCount: number): RadarSettings =>
  ({ ...DEFAULT_RADAR, activeSymbolsLimit: symbolCount, leaveRank: symbolCount, displaceRank: symbolCount });
