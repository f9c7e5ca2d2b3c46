import { HORIZONS_MINUTES } from '../core/contracts/aftermath';
import { CHANNEL_KINDS, type ChannelKind } from '../core/contracts/channel';
import { parseOutcome } from '../core/contracts/outcome';
import { PrecisionTable, type PrecisionRow } from '../core/outcomes/precision';
import { precisionLine } from '../core/outcomes/precision-line';
import { asRecord, type Json } from './template/json';

/** What the tables and queues hold at the end, for the opportunities of one run. */
export interface TallyInput {
  /** Ids of every opportunity that entered the queue in this run or waited in it at the start. */
  readonly opportunityIds: ReadonlySet<string>;
  readonly leftOverIds: ReadonlySet<string>;
  /** `signal_id`, `decision`. */
  readonly signals: readonly Json[];
  /** `signal_id`, `hold_reason`: one for each user. */
  readonly planned: readonly Json[];
  /** `alert_id`, `channel_kind`, `state`: the ledger. */
  readonly deliveries: readonly Json[];
  /** `opportunity_id` and an outcome for each horizon under `h1`, `h5`, `h15`, `h60`. */
  readonly outcomes: readonly Json[];
  /** Ids still in the opportunity queue, and in its dead-letter queue. */
  readonly waitingIds: ReadonlySet<string>;
  readonly deadIds: ReadonlySet<string>;
  /** Of signals that wait to be planned, or were given up before. */
  readonly unplannedIds: ReadonlySet<string>;
}

export interface HorizonTally {
  readonly minutes: number;
  readonly complete: number;
  /** The feed was not whole, so there is no outcome. */
  readonly blind: number;
  /** The horizon is not over, or its message is on the way. */
  readonly pending: number;
}

export interface ChannelTally {
  readonly kind: ChannelKind;
  readonly sent: number;
  readonly failed: number;
  readonly waiting: number;
}

/** Each group adds up to the number above it. */
export interface RunTally {
  readonly opportunities: number;
  readonly leftOver: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly inFlight: number;
  readonly dead: number;
  /** Neither decided nor in a queue: anything but 0 is a loss. */
  readonly unaccounted: number;
  /** Of the accepted: sent on at least one channel, on none and not any more, kept back, asked for by no user. */
  readonly alerts: { readonly sent: number; readonly failed: number; readonly held: number; readonly unasked: number; readonly inFlight: number };
  /** Messages of them, by kind of channel. */
  readonly channels: readonly ChannelTally[];
  /** Of all opportunities. */
  readonly outcomes: readonly HorizonTally[];
  /** What the complete ones were worth, by type, decision and horizon. */
  readonly precision: readonly PrecisionRow[];
}

const byId = (items: readonly Json[], id: string): ReadonlyMap<unknown, Json> => new Map(items.map((item) => [item[id], item]));

const precisionOf = (outcomes: readonly (Json | undefined)[]): readonly PrecisionRow[] => {
  const table = new PrecisionTable();
  const stated = outcomes.flatMap((item) => HORIZONS_MINUTES.map((minutes) => asRecord(item?.[`h${minutes}`])));
  for (const outcome of stated.filter(({ status }) => status === 'complete')) table.add(parseOutcome(outcome));
  return table.rows();
};

const SENT: readonly unknown[] = ['sent', 'delivered', 'read'];
const WAITING: readonly unknown[] = ['queued', 'claimed'];

const grouped = (items: readonly Json[], key: string): ReadonlyMap<unknown, readonly Json[]> => {
  const groups = new Map<unknown, Json[]>();
  for (const item of items) groups.set(item[key], [...(groups.get(item[key]) ?? []), item]);
  return groups;
};

/** What became of one alert, over all users and channels. */
const alertState = (planned: readonly Json[], rows: readonly Json[], isOnItsWay: boolean): keyof RunTally['alerts'] => {
  const states = rows.map(({ state }) => state);
  if (states.some((state) => SENT.includes(state))) return 'sent';
  if (states.some((state) => WAITING.includes(state))) return 'inFlight';
  if (states.includes('failed')) return 'failed';
  if (planned.length > 0) return 'held';
  // A signal that no user's conditions match leaves no trace but that it has left the queues.
  return isOnItsWay ? 'inFlight' : 'unasked';
};

const alertsOf = ({ planned, deliveries, waitingIds, unplannedIds }: TallyInput, accepted: readonly string[]): Pick<RunTally, 'alerts' | 'channels'> => {
  const [plans, rows] = [grouped(planned, 'signal_id'), grouped(deliveries, 'alert_id')];
  const alerts = { sent: 0, failed: 0, held: 0, unasked: 0, inFlight: 0 };
  for (const id of accepted) alerts[alertState(plans.get(id) ?? [], rows.get(id) ?? [], waitingIds.has(id) || unplannedIds.has(id))] += 1;
  const own = accepted.flatMap((id) => rows.get(id) ?? []);
  const channels = CHANNEL_KINDS.flatMap((kind): ChannelTally[] => {
    const states = own.filter(({ channel_kind }) => channel_kind === kind).map(({ state }) => state);
    const count = (those: readonly unknown[]): number => states.filter((state) => those.includes(state)).length;
    return states.length === 0 ? [] : [{ kind, sent: count(SENT), failed: count(['failed']), waiting: count(WAITING) }];
  });
  return { alerts, channels };
};

export const tallyRun = (input: TallyInput): RunTally => {
  const ids = [...input.opportunityIds];
  const [signals, outcomes] = [byId(input.signals, 'signal_id'), byId(input.outcomes, 'opportunity_id')];
  const decided = (decision: string): string[] => ids.filter((id) => signals.get(id)?.['decision'] === decision);
  const undecided = ids.filter((id) => !signals.has(id));
  const accepted = decided('accepted');
  const dead = undecided.filter((id) => input.deadIds.has(id) && !input.waitingIds.has(id)).length;
  const inFlight = undecided.filter((id) => input.waitingIds.has(id)).length;
  const horizon = (minutes: number): HorizonTally => {
    const statuses = ids.map((id) => asRecord(outcomes.get(id)?.[`h${minutes}`])['status']);
    const complete = statuses.filter((status) => status === 'complete').length;
    const blind = statuses.filter((status) => status === 'blind').length;
    return { minutes, complete, blind, pending: ids.length - complete - blind };
  };
  return {
    opportunities: ids.length,
    leftOver: ids.filter((id) => input.leftOverIds.has(id)).length,
    accepted: accepted.length, rejected: decided('rejected').length, inFlight, dead, unaccounted: undecided.length - inFlight - dead,
    ...alertsOf(input, accepted),
    outcomes: HORIZONS_MINUTES.map(horizon),
    precision: precisionOf(ids.map((id) => outcomes.get(id))),
  };
};

const LABEL_WIDTH = 36;
const row = (indent: number, label: string, count: number, note = ''): string =>
  `${' '.repeat(indent)}${label}`.padEnd(LABEL_WIDTH) + String(count).padStart(6) + (note === '' ? '' : `   ${note}`);

/** The closing table, one line each. */
export const tallyLines = (tally: RunTally, outbox: { readonly shown: number; readonly repeats: number }): string[] => [
  row(0, 'opportunities', tally.opportunities, tally.leftOver === 0 ? '' : `of these ${tally.leftOver} left over from the run before`),
  row(2, 'accepted', tally.accepted),
  row(2, 'rejected', tally.rejected),
  row(2, 'in flight', tally.inFlight),
  row(2, 'dead-letter queue', tally.dead),
  ...(tally.unaccounted === 0 ? [] : [row(2, 'UNACCOUNTED FOR', tally.unaccounted)]),
  row(0, 'alerts for the accepted', tally.accepted),
  row(2, 'sent', tally.alerts.sent, `messages shown in the outbox: ${outbox.shown}, repeats not shown: ${outbox.repeats}`),
  ...tally.channels.map(({ kind, sent, failed, waiting }) => row(4, `by ${kind}`, sent, `failed: ${failed}, waiting: ${waiting}`)),
  row(2, 'held (for the digest)', tally.alerts.held),
  row(2, 'failed', tally.alerts.failed),
  row(2, 'no user asked for it', tally.alerts.unasked),
  row(2, 'in flight', tally.alerts.inFlight),
  `${'outcomes after (market time)'.padEnd(LABEL_WIDTH)}complete   blind  pending   total`,
  ...tally.outcomes.map(({ minutes, complete, blind, pending }) =>
    `${String(minutes).padStart(6)} min`.padEnd(LABEL_WIDTH) + String(complete).padStart(8) + String(blind).padStart(8) + String(pending).padStart(9) + String(complete + blind + pending).padStart(8)),
  ...(tally.precision.length === 0 ? [] : ['a hit earned more than the round trip costs (95 % Wilson interval)']),
  ...tally.precision.map((kind) => `  ${precisionLine(kind)}`),
];
