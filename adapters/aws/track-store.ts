import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { randomUUID } from 'node:crypto';
import type { Market, OpportunityType } from '../../core/contracts/common';
import { parseLossNews, type LossNews } from '../../core/contracts/loss-news';
import type { DayCell } from '../../core/outcomes/day-report';
import { REFERENCE_HORIZONS } from '../../core/outcomes/horizon';
import { NO_RAISE, type ThresholdState } from '../../core/outcomes/threshold-rule';
import { cellId, type CellKey } from '../../core/outcomes/track/cells';
import { fromCounters, type TrackSums } from '../../core/outcomes/track/track-sums';
import { wrote, type TableSettings } from './tables';
import { cellOfItem } from './track-cells';

/** The state of a type's threshold rule, and which version of it was read. */
export interface VersionedThreshold {
  readonly state: ThresholdState;
  readonly version: number;
  /** What a look decided and is not known to have told: it may have died in between. */
  readonly untold: LossNews | undefined;
}

/** Reads the track record's cells, and keeps what the daily look decides. All of it stands in the `precision` table. */
export interface TrackStore {
  /** Accepted signals of a type on a day of the report, at the reference horizon; `undefined` where nothing was counted. */
  dayCell(market: Market, type: OpportunityType, day: string): Promise<DayCell | undefined>;
  /** All accepted signals of a type at the reference horizon. */
  allTime(market: Market, type: OpportunityType): Promise<TrackSums>;
  /** The same of those that stated a confidence in this tenth, 0 to 9: what an alert's expected value is shrunk towards. */
  ofConfidence(market: Market, type: OpportunityType, band: number): Promise<TrackSums>;
  threshold(market: Market, type: OpportunityType): Promise<VersionedThreshold>;
  /** False: somebody else has written since `version` was read. True also where the answer to this write was lost. */
  keepThreshold(market: Market, type: OpportunityType, kept: VersionedThreshold): Promise<boolean>;
  /** What stood untold at `version` is told. */
  markTold(market: Market, type: OpportunityType, version: number): Promise<void>;
}

const reference = (market: Market, type: OpportunityType, dimension: CellKey['dimension'], group: string): CellKey =>
  ({ market, type, decision: 'accepted', horizon: REFERENCE_HORIZONS.minutes, dimension, group });

const thresholdId = (market: Market, type: OpportunityType): string => `threshold#${market}#${type}`;

const numberOr = <T>(value: unknown, otherwise: T): number | T => (typeof value === 'number' ? value : otherwise);

const thresholdOfItem = (found: Readonly<Record<string, unknown>> | undefined): VersionedThreshold => {
  if (found === undefined) return { state: NO_RAISE, version: 0, untold: undefined };
  const untold = found['untold'] ?? undefined;
  return {
    version: numberOr(found['version'], 0),
    state: {
      raise: numberOr(found['raise'], 0), untilMs: numberOr(found['until_ms'], 0),
      raisedForRunMs: numberOr(found['raised_for_run_ms'], undefined), warnedOfRunMs: numberOr(found['warned_of_run_ms'], undefined),
      openRunMs: numberOr(found['open_run_ms'], undefined), lookedMs: numberOr(found['looked_ms'], 0),
    },
    untold: untold === undefined ? undefined : parseLossNews(untold),
  };
};

export const makeTrackStore = ({ client, tableName: TableName }: TableSettings): TrackStore => {
  const item = async (id: string): Promise<Record<string, unknown> | undefined> =>
    (await client.send(new GetCommand({ TableName, Key: { id }, ConsistentRead: true }))).Item;

  return {
    dayCell: async (market, type, day) => {
      const found = await item(cellId(reference(market, type, 'report', day)));
      if (found === undefined) return undefined;
      return { type, ...cellOfItem(found) };
    },
    allTime: async (market, type) => fromCounters((await item(cellId(reference(market, type, 'all', '-')))) ?? {}),
    ofConfidence: async (market, type, band) => fromCounters((await item(cellId(reference(market, type, 'confidence', String(band))))) ?? {}),
    threshold: async (market, type) => thresholdOfItem(await item(thresholdId(market, type))),
    keepThreshold: async (market, type, { state, version, untold }) => wrote(client.send(new UpdateCommand({
      TableName, Key: { id: thresholdId(market, type) },
      UpdateExpression: `SET #raise = :raise, until_ms = :until, raised_for_run_ms = :raised, warned_of_run_ms = :warned, open_run_ms = :open,
        looked_ms = :looked, untold = :untold, writer = :me, #version = :next`,
      ConditionExpression: `${version === 0 ? 'attribute_not_exists(id)' : '#version = :version'} OR writer = :me`,
      ExpressionAttributeNames: { '#raise': 'raise', '#version': 'version' },
      ExpressionAttributeValues: {
        ':raise': state.raise, ':until': state.untilMs, ':raised': state.raisedForRunMs ?? null, ':warned': state.warnedOfRunMs ?? null,
        ':open': state.openRunMs ?? null, ':looked': state.lookedMs, ':untold': untold ?? null,
        // The writer's own token: a write that was made but whose answer was lost is recognised as one's own by the SDK's next attempt.
        ':me': randomUUID(), ':next': version + 1, ...(version === 0 ? {} : { ':version': version }),
      },
    }))),
    markTold: async (market, type, version) => {
      await wrote(client.send(new UpdateCommand({
        TableName, Key: { id: thresholdId(market, type) }, UpdateExpression: 'REMOVE untold', ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' }, ExpressionAttributeValues: { ':version': version },
      })));
    },
  };
};
