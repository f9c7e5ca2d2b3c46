import { entryKey, type Activity, type ActivityEntry, type ActivityKind } from '../../core/contracts/activity';
import { progressOf } from './delivery-progress';

/** A line of the activity log about one kind of thing. */
export type LineOf<Kind extends ActivityKind> = Activity & { readonly entry: Extract<ActivityEntry, { kind: Kind }> };

/** What the page holds of the activity log: one line per fact, by what the fact is about. */
export type Lines = { readonly [Kind in ActivityKind]: ReadonlyMap<string, LineOf<Kind>> };

/** Facts of a kind that are held at most: the oldest go first. A busy day has some hundred opportunities, each with four outcomes and some rows. */
export const LINE_CAPACITY: Readonly<Record<ActivityKind, number>> = {
  opportunity: 500, decision: 500, alert: 500, delivery: 2_000, outcome: 2_000, health: 64,
};

export const NO_LINES: Lines = {
  opportunity: new Map(), decision: new Map(), alert: new Map(), delivery: new Map(), outcome: new Map(), health: new Map(),
};

/** A row of the ledger and a part's health are one fact each, however they change; of the rest, each entry is. */
const factOf = (entry: ActivityEntry): string => {
  switch (entry.kind) {
    case 'delivery': return `${entry.alert_id}~${entry.user_id}~${entry.channel_id}`;
    case 'health': return entry.component;
    case 'opportunity': case 'decision': case 'alert': case 'outcome': return entryKey(entry);
  }
};

const isLater = (held: Activity, line: Activity): boolean =>
  (line.time_ms === held.time_ms ? line.activity_id > held.activity_id : line.time_ms > held.time_ms);

/** Whether a line says more than the one that is held, in whichever order the two came. */
const replaces = (held: Activity, line: Activity): boolean => {
  if (held.entry.kind !== 'delivery' || line.entry.kind !== 'delivery') return isLater(held, line);
  const step = progressOf(held.entry, line.entry);
  return step === 'same' ? isLater(held, line) : step === 'further';
};

const withoutOldest = <Kind extends ActivityKind>(held: Map<string, LineOf<Kind>>, capacity: number): Map<string, LineOf<Kind>> => {
  if (held.size <= capacity) return held;
  const newestFirst = [...held].sort(([, a], [, b]) => (isLater(b, a) ? -1 : 1));
  return new Map(newestFirst.slice(0, capacity));
};

const takeKind = <Kind extends ActivityKind>(held: ReadonlyMap<string, LineOf<Kind>>, lines: readonly Activity[], kind: Kind): ReadonlyMap<string, LineOf<Kind>> => {
  const isOfKind = (line: Activity): line is LineOf<Kind> => line.entry.kind === kind;
  const next = new Map(held);
  let hasChanged = false;
  for (const line of lines.filter(isOfKind)) {
    const key = factOf(line.entry);
    const before = next.get(key);
    if (before !== undefined && !replaces(before, line)) continue;
    next.set(key, line);
    hasChanged = true;
  }
  return hasChanged ? withoutOldest(next, LINE_CAPACITY[kind]) : held;
};

/** The same facts whatever was told twice and in whichever order; what did not change stays the same object. */
export const takeLines = (held: Lines, lines: readonly Activity[]): Lines => ({
  opportunity: takeKind(held.opportunity, lines, 'opportunity'),
  decision: takeKind(held.decision, lines, 'decision'),
  alert: takeKind(held.alert, lines, 'alert'),
  delivery: takeKind(held.delivery, lines, 'delivery'),
  outcome: takeKind(held.outcome, lines, 'outcome'),
  health: takeKind(held.health, lines, 'health'),
});
