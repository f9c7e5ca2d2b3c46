import { PutCommand, UpdateCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { makeDocumentClient } from '../../../adapters/aws/clients';
import { makeTrackStore } from '../../../adapters/aws/track-store';
import type { LossNews } from '../../../core/contracts/loss-news';
import { DEFAULT_THRESHOLD_RULE } from '../../../core/outcomes/threshold-rule';
import { resultOf } from '../../../core/outcomes/result';
import { cellId, cellsOf } from '../../../core/outcomes/track/cells';
import { addTrackSums, countersOf, NO_RESULTS, type TrackSums } from '../../../core/outcomes/track/track-sums';
import { makeDailyLook } from '../../../lambdas/performance/daily-look';
import { atPort, startEmulators, type Emulators } from '../../support/emulators';
import { outcomeOfNet } from '../../support/outcome';

/** Midnight in Seoul at the end of 2026-01-07. */
const MIDNIGHT_MS = Date.UTC(2026, 0, 7, 15);
const HOUR_MS = 3_600_000;
const MIXED = Array.from({ length: 30 }, (_, index) => (index % 2 === 0 ? 0.01 : -0.01));
const RULE = { ...DEFAULT_THRESHOLD_RULE, raiseExpectedRuns: 0.02 };
const LOSSES = Array.from({ length: 16 }, () => -0.01);

describe('the daily look', () => {
  let aws: Emulators;
  let runs = 0;
  let table: string;

  beforeAll(async () => { aws = await startEmulators(); });
  afterAll(async () => { await aws.stop(); });
  beforeEach(async () => {
    runs += 1;
    table = `look-${runs}`;
    await aws.createTable(table, 'id');
  });

  const client = () => makeDocumentClient(atPort(aws.tablePort));
  const track = () => makeTrackStore({ client: client(), tableName: table });

  /** The cells as counting accepted sparks at the reference horizon leaves them: for each list, one every `minutes` from `startMs`. */
  const counted = async (...runs: readonly (readonly [nets: readonly number[], startMs: number, minutes?: number])[]): Promise<void> => {
    const cells = new Map<string, { sums: TrackSums; log: number[][] }>();
    for (const [nets, startMs, minutes = 1] of runs) {
      for (const [index, net] of nets.entries()) {
        const outcome = outcomeOfNet(net, { horizon_minutes: 15, entry_time_ms: startMs + index * minutes * 60_000 });
        for (const { key, add, log } of cellsOf(resultOf(outcome)!)) {
          const cell = cells.get(cellId(key)) ?? { sums: NO_RESULTS, log: [] };
          cells.set(cellId(key), { sums: addTrackSums(cell.sums, add), log: log === undefined ? cell.log : [...cell.log, [log.entryTimeMs, log.net]] });
        }
      }
    }
    for (const [id, { sums, log }] of cells) await client().send(new PutCommand({ TableName: table, Item: { id, ...countersOf(sums), log } }));
  };

  test('S3.23: at midnight in Seoul it tells what the day that ended was worth', async () => {
    await counted([[0.01, -0.01, -0.02, 0.03], MIDNIGHT_MS - HOUR_MS], [[0.5], MIDNIGHT_MS]);
    const report = await makeDailyLook({ track: track(), market: 'simulated' })(MIDNIGHT_MS);
    expect(report).toMatchObject({
      day: '2026-01-07',
      lines: [{ type: 'volume_spark', n: 4, hitRate: 0.5, hasEnoughData: false, netSum: expect.closeTo(0.01, 10) as number, maxDrawdown: expect.closeTo(0.03, 10) as number, longestLosses: 2, worstNet: expect.closeTo(-0.02, 10) as number }],
    });
  });

  test('a day without outcomes has no line', async () => {
    expect(await makeDailyLook({ track: track(), market: 'simulated' })(MIDNIGHT_MS)).toEqual({ day: '2026-01-07', lines: [] });
  });

  /** A table that answers as real ones do, except to what `onSend` meddles with. */
  const trackThrough = (onSend: (command: UpdateCommand, send: () => Promise<unknown>) => Promise<unknown>) => {
    const real = client();
    const send = (command: UpdateCommand): Promise<unknown> => onSend(command, () => real.send(command));
    return makeTrackStore({ client: { send } as Pick<DynamoDBDocumentClient, 'send'>, tableName: table });
  };
  const isUpdate = (command: unknown, start: string): boolean => command instanceof UpdateCommand && command.input.UpdateExpression?.startsWith(start) === true;

  const lookInto = (told: LossNews[], store = track()) =>
    makeDailyLook({ track: store, market: 'simulated', rule: RULE, onNews: (_, news) => { told.push(news); } });

  test('S3.25: a long run of losses, across midnight too, warns and raises once, however often it is looked at', async () => {
    await counted([MIXED, MIDNIGHT_MS - 26 * HOUR_MS], [LOSSES, MIDNIGHT_MS - 25 * HOUR_MS, 10]);
    const told: LossNews[] = [];
    const look = lookInto(told);
    await look(MIDNIGHT_MS);
    expect(told).toMatchObject([{ losses: 17, raise: { from: 0, to: 0.05 } }]);
    await Promise.all([look(MIDNIGHT_MS), look(MIDNIGHT_MS + 1)]);
    await look(MIDNIGHT_MS + 24 * HOUR_MS);
    expect(told).toHaveLength(1);
    expect(await track().threshold('simulated', 'volume_spark')).toMatchObject({ state: { raise: 0.05, untilMs: MIDNIGHT_MS + 24 * HOUR_MS }, untold: undefined });
  });

  test('S3.25: a run that a hit ended before midnight is told', async () => {
    await counted([MIXED, MIDNIGHT_MS - 20 * HOUR_MS], [[...LOSSES, 0.01], MIDNIGHT_MS - 14 * HOUR_MS]);
    const told: LossNews[] = [];
    await lookInto(told)(MIDNIGHT_MS);
    expect(told).toMatchObject([{ losses: 17 }]);
  });

  test('S3.25: a run of twelve days is one run', async () => {
    await counted([MIXED, MIDNIGHT_MS - 20 * HOUR_MS], [Array.from({ length: 72 }, () => -0.01), MIDNIGHT_MS - 18 * HOUR_MS, 240]);
    const told: LossNews[] = [];
    const look = lookInto(told);
    for (let day = 0; day <= 12; day += 1) await look(MIDNIGHT_MS + day * 24 * HOUR_MS);
    expect(new Set(told.map(({ since_ms }) => since_ms)).size).toBe(1);
    expect(told.filter(({ raise }) => raise !== null)).toHaveLength(1);
  });

  test('X3: what was kept is told though the answer to the write was lost', async () => {
    await counted([MIXED, MIDNIGHT_MS - 3 * HOUR_MS], [LOSSES, MIDNIGHT_MS - 2 * HOUR_MS]);
    const told: LossNews[] = [];
    const withLostAnswers = trackThrough(async (command, send) => {
      if (isUpdate(command, 'SET #raise')) await send();
      return send();
    });
    await lookInto(told, withLostAnswers)(MIDNIGHT_MS);
    expect(told).toHaveLength(1);
  });

  test('what was kept and not told, since the function ended in between, is told by the next look', async () => {
    await counted([MIXED, MIDNIGHT_MS - 3 * HOUR_MS], [LOSSES, MIDNIGHT_MS - 2 * HOUR_MS]);
    const told: LossNews[] = [];
    const dying = trackThrough(async (command, send) => {
      const answer = await send();
      if (isUpdate(command, 'SET #raise')) throw new Error('ended after the write');
      return answer;
    });
    await expect(lookInto(told, dying)(MIDNIGHT_MS)).rejects.toThrow('ended after the write');
    expect(told).toEqual([]);
    await lookInto(told)(MIDNIGHT_MS);
    await lookInto(told)(MIDNIGHT_MS);
    expect(told).toMatchObject([{ losses: 17 }]);
  });

  test('two looks at once keep one run and one raise, and tell no other', async () => {
    await counted([MIXED, MIDNIGHT_MS - 3 * HOUR_MS], [LOSSES, MIDNIGHT_MS - 2 * HOUR_MS]);
    const told: LossNews[] = [];
    await Promise.all([1, 2, 3].map(() => lookInto(told)(MIDNIGHT_MS)));
    expect(new Set(told.map((news) => JSON.stringify(news))).size).toBe(1);
    expect((await track().threshold('simulated', 'volume_spark')).state.raise).toBe(0.05);
  });
});
