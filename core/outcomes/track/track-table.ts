import { dayOf } from '../days';
import type { Result } from '../result';
import { DEFAULT_OUTCOME_SETTINGS, type OutcomeSettings } from '../settings';
import type { EquityPoint } from './equity';
import { orderedRecordOf, type OrderedRecord } from './track-record';
import { addTrackSums, type TrackSums, trackSumsOf } from './track-sums';

interface Group {
  readonly days: Map<string, TrackSums>;
  readonly points: EquityPoint[];
}

/**
 * Results in memory, by any grouping, for a run that is over: each group's days are its clusters. Memory grows with the results, since
 * their order is kept.
 */
export class TrackTable {
  private readonly groups = new Map<string, Group>();

  constructor(private readonly groupOf: (result: Result) => string | undefined, private readonly settings: OutcomeSettings = DEFAULT_OUTCOME_SETTINGS) {}

  add(result: Result): void {
    const name = this.groupOf(result);
    if (name === undefined) return;
    const group: Group = this.groups.get(name) ?? { days: new Map(), points: [] };
    this.groups.set(name, group);
    const day = dayOf(result.entryTimeMs, 'exchange');
    const sums = trackSumsOf(result);
    const before = group.days.get(day);
    group.days.set(day, before === undefined ? sums : addTrackSums(before, sums));
    if (typeof result.answer === 'object') group.points.push({ entryTimeMs: result.entryTimeMs, net: result.answer.net });
  }

  names(): string[] {
    return [...this.groups.keys()];
  }

  /** Over `spanMs` of observed time; `undefined` for a group without results. */
  record(name: string, spanMs: number): OrderedRecord | undefined {
    const group = this.groups.get(name);
    return group && orderedRecordOf([...group.days.values()], group.points, spanMs, this.settings);
  }
}
