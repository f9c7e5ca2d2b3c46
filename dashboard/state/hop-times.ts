import { percentileOf } from '../../core/outcomes/latency';
import type { Lines } from './lines';

/** How long one hop took lately. */
export interface HopTimes {
  readonly name: string;
  readonly count: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  /** Largest bound of any of them, either way. */
  readonly boundMs: number;
}

/** From the plan to the channel's server: told by the ledger's rows, all others by the decisions. */
const PLANNED_SENT = 'planned-sent';

/** By hop, over the lines that the page holds, in the order of the way; waits that a channel's retries took are in the last. */
export const hopTimesOf = ({ decision, delivery }: Pick<Lines, 'decision' | 'delivery'>): readonly HopTimes[] => {
  const hops = [
    ...[...decision.values()].flatMap(({ entry }) => entry.hops),
    ...[...delivery.values()].flatMap(({ entry: { took_ms: ms } }) => (ms === null ? [] : [{ name: PLANNED_SENT, ms, bound_ms: 0 }])),
  ];
  return [...new Set(hops.map(({ name }) => name))].flatMap((name) => {
    const all = hops.filter((hop) => hop.name === name);
    const values = all.map(({ ms }) => ms);
    const [medianMs, p99Ms] = [percentileOf(values, 50), percentileOf(values, 99)];
    return medianMs === undefined || p99Ms === undefined ? [] : [{ name, count: all.length, medianMs, p99Ms, boundMs: Math.max(...all.map(({ bound_ms }) => bound_ms)) }];
  });
};
