import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { makeDocumentClient } from '../../../adapters/aws/clients';
import { makeTrackStore } from '../../../adapters/aws/track-store';
import { DEFAULT_THRESHOLD_RULE, type ThresholdAnswer } from '../../../core/outcomes/threshold-rule';
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
      day: '2026-01-07', warnings: [],
      lines: [{ type: 'volume_spark', n: 4, hitRate: 0.5, hasEnoughData: false, netSum: expect.closeTo(0.01, 10) as number, maxDrawdown: expect.closeTo(0.03, 10) as number, longestLosses: 2, worstNet: expect.closeTo(-0.02, 10) as number }],
    });
  });

  test('a day without outcomes has no line', async () => {
    expect(await makeDailyLook({ track: track(), market: 'simulated' })(MIDNIGHT_MS)).toEqual({ day: '2026-01-07', lines: [], warnings: [] });
  });

  test('S3.25: a long run of losses, across midnight too, warns and raises once, however often it is looked at', async () => {
    await counted([MIXED, MIDNIGHT_MS - 26 * HOUR_MS], [LOSSES, MIDNIGHT_MS - 25 * HOUR_MS, 10]);
    const told: ThresholdAnswer[] = [];
    const rule = { ...DEFAULT_THRESHOLD_RULE, raiseExpectedRuns: 0.02 };
    const look = makeDailyLook({ track: track(), market: 'simulated', rule, onWarning: (_, answer) => { told.push(answer); } });
    const first = await look(MIDNIGHT_MS);
    expect(first.warnings).toMatchObject([{ type: 'volume_spark', answer: { warning: { losses: 17 }, raise: { from: 0, to: 0.05 } } }]);
    const again = await Promise.all([look(MIDNIGHT_MS), look(MIDNIGHT_MS + 1)]);
    expect(again.flatMap(({ warnings }) => warnings)).toEqual([]);
    expect(told).toHaveLength(1);
    expect((await track().threshold('simulated', 'volume_spark')).state).toMatchObject({ raise: 0.05, untilMs: MIDNIGHT_MS + 24 * HOUR_MS });
  });

  test('two looks at once: one of them tells', async () => {
    await counted([MIXED, MIDNIGHT_MS - 3 * HOUR_MS], [LOSSES, MIDNIGHT_MS - 2 * HOUR_MS]);
    const told: ThresholdAnswer[] = [];
    const looks = [1, 2, 3].map(() => makeDailyLook({ track: track(), market: 'simulated', onWarning: (_, answer) => { told.push(answer); } })(MIDNIGHT_MS));
    await Promise.all(looks);
    expect(told).toHaveLength(1);
  });
});
