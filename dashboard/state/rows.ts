import { HORIZONS_MINUTES } from '../../core/contracts/aftermath';
import { LINE_CAPACITY, type LineOf, type Lines } from './lines';

type Horizon = (typeof HORIZONS_MINUTES)[number];

/** All that the log says of one opportunity. Where the finding itself is no longer in the log, the decision stands for it. */
export interface OpportunityRow {
  readonly id: string;
  readonly timeMs: number;
  readonly finding: LineOf<'opportunity'>['entry'] | LineOf<'decision'>['entry'];
  readonly decision: LineOf<'decision'>['entry'] | undefined;
  /** In the order of `HORIZONS_MINUTES`; undefined while it has not come. */
  readonly outcomes: readonly (LineOf<'outcome'>['entry'] | undefined)[];
}

export const ROW_CAPACITY = 500;

const newestFirst = (a: { timeMs: number; id: string }, b: { timeMs: number; id: string }): number => b.timeMs - a.timeMs || (a.id < b.id ? 1 : -1);

const outcomeOf = ({ outcome }: Lines, id: string, horizon: Horizon): LineOf<'outcome'>['entry'] | undefined => outcome.get(`outcome~${id}~${horizon}`)?.entry;

/** Undefined where the log says nothing of it. */
export const opportunityRow = (lines: Lines, id: string): OpportunityRow | undefined => {
  const found = lines.opportunity.get(`opportunity~${id}`);
  const decided = lines.decision.get(`decision~${id}`);
  const line = found ?? decided;
  if (line === undefined) return undefined;
  return { id, timeMs: line.time_ms, finding: line.entry, decision: decided?.entry, outcomes: HORIZONS_MINUTES.map((horizon) => outcomeOf(lines, id, horizon)) };
};

/** Newest first, at most `ROW_CAPACITY`. */
export const opportunityRows = (lines: Lines): readonly OpportunityRow[] => {
  const ids = new Set([...lines.opportunity.values(), ...lines.decision.values()].map(({ entry }) => entry.opportunity_id));
  return [...ids].flatMap((id) => opportunityRow(lines, id) ?? []).sort(newestFirst).slice(0, ROW_CAPACITY);
};

type DeliveryEntry = LineOf<'delivery'>['entry'];

/** What was planned for one user, or a digest of what was held, with its rows of the ledger. */
export interface AlertRow {
  readonly id: string;
  readonly timeMs: number;
  readonly alertId: string;
  readonly userId: string;
  /** Undefined for a digest, and where the plan is no longer in the log. */
  readonly plan: LineOf<'alert'>['entry'] | undefined;
  readonly deliveries: readonly DeliveryEntry[];
  /** Channels that it was planned for and that the ledger says nothing of yet. */
  readonly awaitedChannels: readonly string[];
}

const rowsByAlert = ({ delivery }: Lines): ReadonlyMap<string, readonly LineOf<'delivery'>[]> => {
  const groups = new Map<string, LineOf<'delivery'>[]>();
  for (const line of delivery.values()) {
    const key = `${line.entry.alert_id}~${line.entry.user_id}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [line]);
    else group.push(line);
  }
  return groups;
};

const byChannel = (a: DeliveryEntry, b: DeliveryEntry): number => (a.channel_id < b.channel_id ? -1 : 1);

/** From when on every row of the ledger is held, epoch ms: of an older alert it may be that its rows were pushed out. */
const ledgerFromMs = ({ delivery }: Lines): number =>
  (delivery.size < LINE_CAPACITY.delivery ? 0 : Math.min(...[...delivery.values()].map(({ time_ms }) => time_ms)));

const awaitedOf = (plan: LineOf<'alert'> | undefined, rows: readonly LineOf<'delivery'>[], fromMs: number): readonly string[] => (plan === undefined || plan.time_ms < fromMs ? []
  : plan.entry.channels.filter((channel) => !rows.some(({ entry }) => entry.channel_id === channel)));

/** Newest first, at most `ROW_CAPACITY`. */
export const alertRows = (lines: Lines): readonly AlertRow[] => {
  const deliveries = rowsByAlert(lines);
  const fromMs = ledgerFromMs(lines);
  const planned = new Map([...lines.alert.values()].map((line) => [`${line.entry.opportunity_id}~${line.entry.user_id}`, line]));
  return [...new Set([...planned.keys(), ...deliveries.keys()])].flatMap((id) => {
    const [plan, rows] = [planned.get(id), deliveries.get(id) ?? []];
    const first = plan ?? rows[0];
    if (first === undefined) return [];
    const alertId = first.entry.kind === 'alert' ? first.entry.opportunity_id : first.entry.alert_id;
    return [{
      id, timeMs: first.time_ms, alertId, userId: first.entry.user_id, plan: plan?.entry, deliveries: rows.map(({ entry }) => entry).sort(byChannel),
      awaitedChannels: awaitedOf(plan, rows, fromMs),
    }];
  }).sort(newestFirst).slice(0, ROW_CAPACITY);
};
