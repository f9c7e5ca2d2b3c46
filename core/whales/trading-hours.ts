import type { HourlyVolumeEvent } from '../market/depth-events';
import { medianOf } from './median';

const HOURS = 24;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** 1 January 1970 was a Thursday. */
const EPOCH_DAY_OF_WEEK = 4;

const hourOf = (timeMs: number): number => Math.floor(timeMs / HOUR_MS) % HOURS;

const isWeekend = (timeMs: number): boolean => [0, 6].includes((Math.floor(timeMs / DAY_MS) + EPOCH_DAY_OF_WEEK) % 7);

/** Fractions; undefined where the history does not tell. */
export interface HourFactors {
  readonly timeOfDay: number | undefined;
  readonly weekend: number | undefined;
}

/** `values` over the largest of them, each; undefined where one is missing or none is above 0. */
const shares = (values: readonly (number | undefined)[]): (number | undefined)[] => {
  const largest = Math.max(...values.map((value) => value ?? Number.NaN));
  return values.map((value) => (value !== undefined && largest > 0 ? value / largest : undefined));
};

/**
 * How busy the market is at this hour of the day, UTC, and on this kind of day (S2.26, C2.14), by a reference symbol's hourly volumes:
 *
 *     time_of_day_factor = median volume of the hour / that of the busiest hour
 *     weekend_factor     = median hour of weekends / the larger of the weekends' and the weekdays'       (on weekdays their own)
 *
 * No answer before a volume of each hour, or of each kind of day, is known.
 */
export class TradingHours {
  private hours: readonly (number | undefined)[] = [];
  private weekends: readonly (number | undefined)[] = [];

  replace({ hours }: HourlyVolumeEvent): void {
    const medianWhere = (belongs: (startTimeMs: number) => boolean): number | undefined =>
      medianOf(hours.filter(({ startTimeMs }) => belongs(startTimeMs)).map(({ quoteVolume }) => quoteVolume));
    this.hours = shares(Array.from({ length: HOURS }, (_, hour) => medianWhere((timeMs) => hourOf(timeMs) === hour)));
    this.weekends = shares([medianWhere((timeMs) => !isWeekend(timeMs)), medianWhere(isWeekend)]);
  }

  at(timeMs: number): HourFactors {
    return { timeOfDay: this.hours[hourOf(timeMs)], weekend: this.weekends[isWeekend(timeMs) ? 1 : 0] };
  }
}
