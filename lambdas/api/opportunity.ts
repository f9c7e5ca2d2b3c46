import type { OpportunityReader, OpportunityRecord } from '../../adapters/aws/opportunity-reader';
import type { Market } from '../../core/contracts/common';
import { OPPORTUNITY_DETAIL_SCHEMA, type OpportunityDetail } from '../../core/contracts/opportunity-detail';
import type { DeliveryRow } from '../../core/contracts/delivery';
import type { Signal } from '../../core/contracts/signal';
import type { TrackPage } from '../../core/contracts/track-page';
import type { User } from '../../core/contracts/user';
import { alertCostOf, US_EAST_1_PRICES } from '../../core/outcomes/alert-cost';
import { alertUseOf } from '../../core/outcomes/alert-use';
import { clockBoundsAt, stampsOf, wireHops } from '../../core/outcomes/latency';
import type { NamedGroup } from '../../core/outcomes/track/track-page';
import { ApiError, type ApiRequest } from './http';

export interface OpportunityPorts {
  readonly opportunities: OpportunityReader;
  readonly users: { all(): Promise<readonly User[]> };
  readonly track: (market: Market, only: readonly NamedGroup[]) => Promise<TrackPage>;
  /** Market seconds per second: hops are told in the machine's time. */
  readonly speed: number;
  /** The market's time at an instant of the machine, both epoch ms. */
  readonly marketTimeMs: (machineMs: number) => number;
}

const firstSentMs = (rows: readonly DeliveryRow[]): number | undefined => {
  const sent = rows.flatMap(({ sent_ms }) => (sent_ms === null ? [] : [sent_ms]));
  return sent.length === 0 ? undefined : Math.min(...sent);
};

/** From the venue to the first message that left. */
const hopsFor = (signal: Signal, rows: readonly DeliveryRow[], { speed, marketTimeMs }: OpportunityPorts): OpportunityDetail['hops'] => {
  const sentMs = firstSentMs(rows);
  return wireHops(stampsOf(signal, sentMs === undefined ? null : marketTimeMs(sentMs)), clockBoundsAt(speed), speed);
};

const costOf = (rows: readonly DeliveryRow[]): OpportunityDetail['cost'] => {
  if (rows.length === 0) return null;
  const { usd, parts } = alertCostOf(alertUseOf(rows), US_EAST_1_PRICES);
  return { usd, parts, region: US_EAST_1_PRICES.region, as_of: US_EAST_1_PRICES.asOf };
};

/** What came of those of its type, on its symbol and by its settings. */
const trackFor = async ({ signal, aftermaths }: OpportunityRecord, track: OpportunityPorts['track']): Promise<OpportunityDetail['track']> => {
  const settings = aftermaths.find(({ config_hash }) => config_hash !== null)?.config_hash ?? undefined;
  const groups: readonly NamedGroup[] = [{ dimension: 'symbol', group: signal.symbol }, ...(settings === undefined ? [] : [{ dimension: 'settings', group: settings } as const])];
  const { min_outcomes, rows } = await track(signal.market, groups);
  return { min_outcomes, rows: rows.filter(({ type }) => type === signal.opportunity_type) };
};

/** `GET /api/opportunities/<id>`: why it was found, what was decided, who was told and what came of it. */
export const makeOpportunityRoute = (ports: OpportunityPorts) => async ({ parts }: ApiRequest): Promise<OpportunityDetail> => {
  const id = parts[2] ?? '';
  const [record, users] = await Promise.all([ports.opportunities.get(id), ports.users.all()]);
  if (record === undefined) throw new ApiError(404, 'there is no opportunity of that id, or not any more');
  const addressees = users.flatMap(({ user_id: userId, channels }) => channels.map(({ channel_id: channelId }) => ({ userId, channelId })));
  const [deliveries, track] = await Promise.all([ports.opportunities.deliveries(id, addressees), trackFor(record, ports.track)]);
  return {
    schema: OPPORTUNITY_DETAIL_SCHEMA, signal: record.signal, bars: [...record.bars],
    aftermaths: record.aftermaths.map((aftermath) => ({ ...aftermath, controls: [] })), outcomes: [...record.outcomes],
    deliveries: [...deliveries], track, hops: hopsFor(record.signal, deliveries, ports), cost: costOf(deliveries),
  };
};
