import type { EquityPoint } from '../../core/outcomes/track/equity';
import type { TrackCell } from '../../core/outcomes/track/track-page';
import { fromCounters } from '../../core/outcomes/track/track-sums';
import { readItems } from './table-batch';
import type { TableSettings } from './tables';

const pointOf = (entry: unknown): EquityPoint[] => {
  const [entryTimeMs, net] = Array.isArray(entry) ? (entry as readonly unknown[]) : [];
  return typeof entryTimeMs === 'number' && typeof net === 'number' ? [{ entryTimeMs, net }] : [];
};

/** What an item of the `precision` table holds. */
export const cellOfItem = (item: Readonly<Record<string, unknown>>): TrackCell =>
  ({ sums: fromCounters(item), log: Array.isArray(item['log']) ? item['log'].flatMap(pointOf) : [] });

/** Many cells of the track record at once, those that are there. Needs BatchGetItem. */
export const readTrackCells = async (settings: TableSettings, ids: readonly string[]): Promise<ReadonlyMap<string, TrackCell>> =>
  new Map((await readItems(settings, ids.map((id) => ({ id })))).map((item) => [String(item['id']), cellOfItem(item)]));
