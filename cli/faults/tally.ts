import { CHANNEL_KINDS, type ChannelKind } from '../../core/contracts/channel';
import type { Opportunity } from '../../core/contracts/opportunity';
import type { Json } from '../../local/template/json';
import type { Part } from './parts';
import { messageKey } from './parts';

/** A message that came out: by which kind of channel, and for which opportunity; undefined where its text names none. */
export interface Arrival {
  readonly kind: ChannelKind;
  readonly alertId: string | undefined;
}

export interface PartTally {
  readonly part: Part['name'];
  readonly opportunities: number;
  /** Copies, deaths or lost answers. */
  readonly faults: number;
  readonly decided: number;
  readonly accepted: number;
  readonly planned: number;
  readonly ledgerRows: number;
  readonly out: Readonly<Partial<Record<ChannelKind, number>>>;
  readonly lost: number;
  readonly repeated: number;
  /** Deaths between sending a message and writing that down: so many may be repeated. */
  readonly repeatBound: number;
  /** What does not hold; empty where all does. */
  readonly broken: readonly string[];
}

export interface TallyInput {
  readonly part: Part;
  readonly opportunities: readonly Opportunity[];
  readonly kinds: readonly ChannelKind[];
  /** `signal_id`, `decision`. */
  readonly signals: readonly Json[];
  /** `signal_id`. */
  readonly planned: readonly Json[];
  /** `alert_id`, `state`. */
  readonly rows: readonly Json[];
  readonly arrivals: readonly Arrival[];
}

const OUT: readonly unknown[] = ['sent', 'delivered'];

const countBy = (keys: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
};

/** Of the part's own opportunities. */
const own = (items: readonly Json[], key: string, ids: ReadonlySet<unknown>): Json[] => items.filter((item) => ids.has(item[key]));

const accept = (opportunities: readonly Opportunity[]): readonly string[] => opportunities.filter(({ side }) => side === 'buy').map(({ dedupe_key }) => dedupe_key);

export const tallyPart = ({ part, opportunities, kinds, signals, planned, rows, arrivals }: TallyInput): PartTally => {
  const ids = new Set<unknown>(opportunities.map(({ dedupe_key }) => dedupe_key));
  const acceptable = accept(opportunities);
  const decided = own(signals, 'signal_id', ids);
  const accepted = decided.filter(({ decision }) => decision === 'accepted').length;
  const plans = own(planned, 'signal_id', ids).length;
  const ledger = own(rows, 'alert_id', ids);
  const wanted = acceptable.flatMap((id) => kinds.map((kind) => messageKey(id, kind)));
  const seen = countBy(arrivals.flatMap(({ kind, alertId }) => (alertId === undefined ? [] : [messageKey(alertId, kind)])));
  const lost = wanted.filter((key) => !seen.has(key)).length;
  const repeats = [...seen].map(([key, count]) => [key, count - 1] as const).filter(([, count]) => count > 0);
  const window = part.deathsInWindow();
  const unasked = arrivals.filter(({ kind, alertId }) => alertId === undefined || !wanted.includes(messageKey(alertId, kind))).length;
  const expectations: readonly (readonly [string, boolean])[] = [
    [`decided ${decided.length}, expected ${opportunities.length}`, decided.length === opportunities.length],
    [`accepted ${accepted}, expected ${acceptable.length}`, accepted === acceptable.length],
    [`planned ${plans}, expected ${acceptable.length}`, plans === acceptable.length],
    [`ledger rows ${ledger.length}, expected ${wanted.length}`, ledger.length === wanted.length],
    ['a row of the ledger does not say that its message is out', ledger.every(({ state }) => OUT.includes(state))],
    [`lost ${lost}, expected 0`, lost === 0],
    ['a message was repeated more often than its worker died after sending it', repeats.every(([key, count]) => count <= (window.get(key) ?? 0))],
    [`${unasked} messages came out that nobody was to get`, unasked === 0],
  ];
  return {
    part: part.name, opportunities: opportunities.length, faults: part.faults(), decided: decided.length, accepted, planned: plans, ledgerRows: ledger.length,
    out: Object.fromEntries(kinds.map((kind) => [kind, arrivals.filter((one) => one.kind === kind).length])),
    lost, repeated: repeats.reduce((sum, [, count]) => sum + count, 0), repeatBound: [...window.values()].reduce((sum, count) => sum + count, 0),
    broken: expectations.filter(([, holds]) => !holds).map(([what]) => what),
  };
};

const summed = (a: PartTally, b: PartTally): PartTally => ({
  part: a.part, opportunities: a.opportunities + b.opportunities, faults: a.faults + b.faults, decided: a.decided + b.decided, accepted: a.accepted + b.accepted,
  planned: a.planned + b.planned, ledgerRows: a.ledgerRows + b.ledgerRows, lost: a.lost + b.lost, repeated: a.repeated + b.repeated, repeatBound: a.repeatBound + b.repeatBound,
  out: Object.fromEntries(CHANNEL_KINDS.flatMap((kind) => (a.out[kind] === undefined ? [] : [[kind, a.out[kind] + (b.out[kind] ?? 0)]]))),
  broken: [...a.broken, ...b.broken],
});

/** One line for each part, over all rounds. */
export const byPart = (tallies: readonly PartTally[]): PartTally[] => {
  const parts = new Map<string, PartTally>();
  for (const tally of tallies) {
    const known = parts.get(tally.part);
    parts.set(tally.part, known === undefined ? tally : summed(known, tally));
  }
  return [...parts.values()];
};
