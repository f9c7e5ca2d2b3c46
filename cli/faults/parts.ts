import { makeDeliveryStore, type DeliveryStore } from '../../adapters/aws/delivery-store';
import { mapLimited } from '../../adapters/map-limited';
import { parseJson } from '../../core/contracts/contract';
import { contentId, parseDeliveryOrder } from '../../core/contracts/delivery';
import type { Random } from '../../simulator/market/random';
import { makeFunctions, type Connections, type FunctionName, type Functions, type FunctionSettings } from './functions';
import { batchesOf, invoke, untilDone } from './invoke';
import type { KillCycle } from './kill-cycle';
import { makeKiller } from './killer';

/** One way to break what a function is handed. */
export interface Part {
  readonly name: 'duplicated' | 'killed' | 'answers lost';
  /** Hands the messages over; resolves when all are done. */
  deliver(to: FunctionName, bodies: readonly string[]): Promise<void>;
  /** Copies, deaths or lost answers so far. */
  faults(): number;
  /** Deaths between sending a message and writing that down, by `messageKey`. */
  deathsInWindow(): ReadonlyMap<string, number>;
}

/** One message as a person would count it. */
export const messageKey = (alertId: string, channelKind: string): string => `${channelKind}|${alertId}`;

const NONE: ReadonlyMap<string, number> = new Map();
const COPIES = 10;
const SIDE_BY_SIDE = 3;
/** How long the queue hides a message after a delivery that failed: longer than a claim on a row lasts. */
const HIDDEN_MS = 90_000;

const shuffled = <T>(items: readonly T[], random: Random): T[] =>
  items.map((item) => ({ item, place: random.uniform() })).sort((a, b) => a.place - b.place).map(({ item }) => item);

export const duplicatedPart = (functions: Functions, random: Random): Part => {
  let copies = 0;
  /** What was put back on a queue has had its copies. */
  const known = new Set<string>();
  return {
    name: 'duplicated', faults: () => copies, deathsInWindow: () => NONE,
    deliver: async (to, bodies) => {
      const fresh = bodies.filter((body) => !known.has(body));
      fresh.forEach((body) => known.add(body));
      const all = shuffled([...bodies, ...Array.from({ length: COPIES - 1 }, () => fresh).flat()], random);
      copies += all.length - bodies.length;
      await untilDone(all, async (open) => (await mapLimited(batchesOf(open), SIDE_BY_SIDE, (batch) => invoke(functions[to], batch))).flat());
    },
  };
};

export const lostAnswersPart = (functions: Functions, lost: () => number): Part => ({
  name: 'answers lost', faults: lost, deathsInWindow: () => NONE,
  deliver: (to, bodies) => untilDone(bodies, async (open) => (await mapLimited(batchesOf(open), 1, (batch) => invoke(functions[to], batch))).flat()),
});

/** Deliveries differ by kind of channel in the calls that they make. */
const kindOfWork = (to: FunctionName, body: string): string => (to === 'delivery' ? `delivery by ${parseJson(parseDeliveryOrder, body).channel_kind}` : to);

/** The message of an order is out and the ledger does not say so. */
const isInWindow = async (deliveries: DeliveryStore, body: string): Promise<string | undefined> => {
  const { content, user_id, channel_id, channel_kind } = parseJson(parseDeliveryOrder, body);
  const alertId = contentId(content);
  const stored = await deliveries.get({ alert_id: alertId, user_id, channel_id });
  return stored?.row.state === 'claimed' ? messageKey(alertId, channel_kind) : undefined;
};

export const killedPart = (settings: FunctionSettings & { readonly connections: Connections }, cycle: KillCycle): Part => {
  const { world, connections } = settings;
  const alive = makeFunctions(settings);
  const deliveries = makeDeliveryStore({ client: connections.tables, tableName: 'deliveries' });
  const inWindow = new Map<string, number>();
  let deaths = 0;

  const dieOver = async (to: FunctionName, body: string): Promise<readonly string[]> => {
    const kind = kindOfWork(to, body);
    const { call, moment } = cycle.next(kind);
    const killer = makeKiller(call, moment);
    let sent = 0;
    const failed = await invoke(makeFunctions({ ...settings, killer, onSent: () => { sent += 1; } })[to], [body]);
    if (!killer.isDead()) {
      cycle.survived(kind);
      return failed;
    }
    cycle.died(kind);
    deaths += 1;
    const key = sent > 0 ? await isInWindow(deliveries, body) : undefined;
    if (key !== undefined) inWindow.set(key, (inWindow.get(key) ?? 0) + 1);
    world.machineMs += HIDDEN_MS;
    return [body];
  };

  return {
    name: 'killed', faults: () => deaths, deathsInWindow: () => inWindow,
    deliver: async (to, bodies) => {
      for (const body of bodies) await untilDone(await dieOver(to, body), (open) => invoke(alive[to], open));
    },
  };
};
