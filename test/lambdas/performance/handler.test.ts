import fc from 'fast-check';
import { makeDocumentClient } from '../../../adapters/aws/clients';
import { makeOutcomeStore, precisionId } from '../../../adapters/aws/outcome-store';
import { HORIZONS_MINUTES, type Aftermath } from '../../../core/contracts/aftermath';
import { parseOutcome, type Outcome } from '../../../core/contracts/outcome';
import type { Signal } from '../../../core/contracts/signal';
import { outcomeOf } from '../../../core/outcomes/outcome';
import { wilsonInterval } from '../../../core/outcomes/wilson';
import { addSums, NO_OUTCOMES, sumsOf, type PrecisionSums } from '../../../core/outcomes/precision';
import { resultOf } from '../../../core/outcomes/result';
import { cellId, cellsOf } from '../../../core/outcomes/track/cells';
import { addTrackSums, countersOf, NO_RESULTS, type TrackSums } from '../../../core/outcomes/track/track-sums';
import { makePerformance } from '../../../lambdas/performance/handler';
import { parsePerformanceMessage, type PerformanceMessage } from '../../../lambdas/performance/message';
import { startChaosProxy, type ChaosProxy } from '../../support/chaos-proxy';
import { atPort, startEmulators, type Emulators } from '../../support/emulators';
import { makeKiller } from '../../support/faulty-ports';
import { sampleAftermath, sampleSignal } from '../../support/messages';

const numbered = (index: number, changes: Partial<Signal> = {}): Signal => sampleSignal({ signal_id: `bybit|TAOUSDT|squeeze@1|${index}|buy`, ...changes });

/** What the tables must hold in the end, computed without them. */
const expectedSums = (outcomes: readonly Outcome[]): Map<string, PrecisionSums> => {
  const sums = new Map<string, PrecisionSums>();
  for (const outcome of outcomes) sums.set(precisionId(outcome), addSums(sums.get(precisionId(outcome)) ?? NO_OUTCOMES, sumsOf(outcome)));
  return sums;
};

describe('the performance function', () => {
  let aws: Emulators;
  let proxy: ChaosProxy;
  let runs = 0;
  let names: { tableName: string; precisionTableName: string };

  beforeAll(async () => { aws = await startEmulators(); });
  afterAll(async () => { await aws.stop(); });
  const freshTables = async (): Promise<void> => {
    runs += 1;
    names = { tableName: `outcomes-${runs}`, precisionTableName: `precision-${runs}` };
    await Promise.all([aws.createTable(names.tableName, 'opportunity_id'), aws.createTable(names.precisionTableName, 'id')]);
  };
  beforeEach(async () => {
    proxy = await startChaosProxy(aws.tablePort);
    await freshTables();
  });
  afterEach(async () => { await proxy.close(); });

  const store = () => makeOutcomeStore({ client: makeDocumentClient(atPort(proxy.port)), ...names });
  const deliver = (message: PerformanceMessage) => makePerformance({ outcomes: store() })(message);
  /** The sums alone: precision, interval and time stand beside them and are looked at apart. */
  const precision = async () => new Map((await aws.itemsIn(names.precisionTableName))
    .filter(({ id }) => String(id).startsWith('precision#')).map(({ id, ...sums }) => [id as string, sums]));
  const track = async () => new Map((await aws.itemsIn(names.precisionTableName))
    .filter(({ id }) => String(id).startsWith('track#')).map(({ id, ...cell }) => [id as string, cell]));
  const outcomesIn = async (): Promise<Outcome[]> => (await aws.itemsIn(names.tableName))
    .flatMap((item) => HORIZONS_MINUTES.map((horizon) => item[`h${horizon}`]).filter((outcome) => outcome !== undefined).map(parseOutcome));

  /** The cells of the track record hold what adding the outcomes up in memory gives. */
  const expectTrack = async (outcomes: readonly Outcome[]): Promise<void> => {
    const wanted = new Map<string, { sums: TrackSums; log: number }>();
    for (const { key, add, log } of outcomes.flatMap((outcome) => cellsOf(resultOf(outcome)!))) {
      const before = wanted.get(cellId(key)) ?? { sums: NO_RESULTS, log: 0 };
      wanted.set(cellId(key), { sums: addTrackSums(before.sums, add), log: before.log + (log === undefined ? 0 : 1) });
    }
    const found = await track();
    expect([...found.keys()].sort()).toEqual([...wanted.keys()].sort());
    for (const [id, { sums, log }] of wanted) {
      const { log: kept = [], ...counters } = found.get(id)!;
      const expected = countersOf(sums);
      expect(Object.keys(counters).sort()).toEqual(Object.keys(expected).sort());
      for (const [name, value] of Object.entries(expected)) expect(counters[name]).toBeCloseTo(value, 10);
      expect(kept).toHaveLength(log);
    }
  };

  const expectExactly = async (outcomes: readonly Outcome[]): Promise<void> => {
    const order = (a: Outcome, b: Outcome) => precisionId(a).localeCompare(precisionId(b)) || a.opportunity_id.localeCompare(b.opportunity_id);
    expect((await outcomesIn()).sort(order)).toEqual([...outcomes].sort(order));
    const wanted = expectedSums(outcomes);
    const found = await precision();
    expect([...found.keys()].sort()).toEqual([...wanted.keys()].sort());
    for (const [id, { returnSumFraction, stopFirst, target1First, ...counts }] of wanted) {
      expect(found.get(id)).toMatchObject({ ...counts, stop_first: stopFirst, target1_first: target1First });
      expect(found.get(id)!['return_sum_fraction']).toBeCloseTo(returnSumFraction, 12);
    }
    await expectTrack(outcomes);
  };

  test.each(['signal first', 'aftermath first'])('stores the outcome and counts it when both halves are there, %s', async (order) => {
    const signal = sampleSignal();
    const aftermath = sampleAftermath(signal, 5);
    const messages = order === 'signal first' ? [signal, aftermath] : [aftermath, signal];
    await deliver(messages[0]!);
    expect(await precision()).toEqual(new Map());
    await deliver(messages[1]!);
    await expectExactly([outcomeOf(aftermath, signal)]);
  });

  test('rejected ones are measured apart from accepted ones', async () => {
    const pairs = [numbered(1), numbered(2, { decision: 'rejected', reject_reasons: ['x'] })].map((signal) => [signal, sampleAftermath(signal, 1)] as const);
    for (const message of pairs.flat()) await deliver(message);
    await expectExactly(pairs.map(([signal, aftermath]) => outcomeOf(aftermath, signal)));
    expect((await precision()).size).toBe(2);
  });

  test('precision per type stands in the table with its Wilson interval, of all that was counted, also when counted at once', async () => {
    const pairs = [1, 2, 3, 4, 5].map((index) => [numbered(index), sampleAftermath(numbered(index), 5, { price: index === 1 ? 7.0 : 7.9 })] as const);
    await Promise.all(pairs.flat().map((message) => deliver(message)));
    const { low, high } = wilsonInterval(4, 5)!;
    expect((await precision()).get('precision#live#bb_squeeze_release#accepted#5')).toMatchObject({ n: 5, hits: 4, precision: 0.8, wilson_low: low, wilson_high: high });
  });

  test('a blind horizon is counted as blind, not as a miss', async () => {
    const signal = sampleSignal();
    await deliver(signal);
    await deliver(sampleAftermath(signal, 15, { status: 'blind', blind_reason: 'gap: closed', price: null, high: null, low: null, bars: [] }));
    expect((await precision()).get('precision#live#bb_squeeze_release#accepted#15')).toMatchObject({ n: 0, hits: 0, blind: 1 });
  });

  test('what came first stays, also when something else comes later under the same id', async () => {
    const signal = sampleSignal();
    const [first, late] = [sampleAftermath(signal, 1), sampleAftermath(signal, 5)];
    for (const message of [first, { ...first, price: 1 }, signal, { ...first, price: 2 }, { ...signal, entry_price: 1 }, late]) await deliver(message);
    await expectExactly([outcomeOf(first, signal), outcomeOf(late, signal)]);
  });

  const part = fc.record({
    index: fc.integer({ min: 0, max: 3 }),
    kind: fc.constantFrom('signal' as const, ...HORIZONS_MINUTES),
    copies: fc.integer({ min: 1, max: 3 }),
  });

  test('any order, repetition and concurrency of messages gives the same outcomes and the same counts', async () => {
    await fc.assert(fc.asyncProperty(
      fc.uniqueArray(part, { minLength: 1, maxLength: 14, selector: ({ index, kind }) => `${index}-${kind}` }),
      fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 60, maxLength: 60 }), fc.integer({ min: 1, max: 5 }),
      async (parts, shuffle, width) => {
        await freshTables();
        const signalOf = (index: number) => numbered(index, { decision: index % 2 === 0 ? 'accepted' : 'rejected' });
        const aftermathOf = (index: number, horizon: Aftermath['horizon_minutes']) =>
          sampleAftermath(signalOf(index), horizon, { price: 7.5 + index * 0.013 + horizon * 0.0007, ...(index === 3 ? { status: 'blind', blind_reason: 'gap' } : {}) });
        const messages = parts.flatMap(({ index, kind, copies }) =>
          Array.from({ length: copies }, (): PerformanceMessage => (kind === 'signal' ? signalOf(index) : aftermathOf(index, kind))))
          .map((message, position) => ({ message, rank: shuffle[position]! })).sort((a, b) => a.rank - b.rank).map(({ message }) => message);
        for (let start = 0; start < messages.length; start += width) await Promise.all(messages.slice(start, start + width).map(deliver));
        const decided = new Set(parts.filter(({ kind }) => kind === 'signal').map(({ index }) => index));
        await expectExactly(parts.flatMap(({ index, kind }) => (kind === 'signal' || !decided.has(index) ? [] : [outcomeOf(aftermathOf(index, kind), signalOf(index))])));
      }), { numRuns: 12 });
  });

  test('X3, D11: lost answers change no count', async () => {
    proxy.setPlan((operation, nth) => ((operation === 'UpdateItem' || operation === 'TransactWriteItems') && nth % 2 === 1 ? 'lose-ack' : undefined));
    const signals = Array.from({ length: 5 }, (_, index) => numbered(index));
    for (const signal of signals) await deliver(signal);
    for (const signal of signals) await deliver(sampleAftermath(signal, 60));
    expect(proxy.calls.get('TransactWriteItems')).toBe(10);
    await expectExactly(signals.map((signal) => outcomeOf(sampleAftermath(signal, 60), signal)));
  });

  test('two transactions that meet on the same sums: the one that DynamoDB cancels is tried again', async () => {
    const conflict = JSON.stringify({
      __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException', message: 'Transaction cancelled',
      CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' }],
    });
    proxy.setPlan((operation, nth) => (operation === 'TransactWriteItems' && nth <= 3 ? { refuse: conflict } : undefined));
    const signal = sampleSignal();
    await deliver(signal);
    await deliver(sampleAftermath(signal, 1));
    expect(proxy.calls.get('TransactWriteItems')).toBe(4);
    await expectExactly([outcomeOf(sampleAftermath(signal, 1), signal)]);
  });

  test('a transaction that is cancelled for another reason fails its message at once', async () => {
    const invalid = JSON.stringify({
      __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException', message: 'Transaction cancelled',
      CancellationReasons: [{ Code: 'None' }, { Code: 'ValidationError', Message: 'type mismatch for attribute' }],
    });
    proxy.setPlan((operation) => (operation === 'TransactWriteItems' ? { refuse: invalid } : undefined));
    await deliver(sampleSignal());
    await expect(deliver(sampleAftermath(sampleSignal(), 1))).rejects.toThrow('Transaction cancelled');
    expect(proxy.calls.get('TransactWriteItems')).toBe(1);
  });

  describe.each(['before', 'after'] as const)('C2, D7: killed %s', (moment) => {
    test.each([1, 2])('call %i to a service: the next delivery counts it once', async (n) => {
      const signal = sampleSignal();
      await deliver(signal);
      const killer = makeKiller(n, moment);
      const dying = makePerformance({ outcomes: killer.port({ ...store() }) });
      await expect(dying(sampleAftermath(signal, 1))).rejects.toThrow(`${moment} call ${n}`);
      await deliver(sampleAftermath(signal, 1));
      await deliver(sampleAftermath(signal, 1));
      await expectExactly([outcomeOf(sampleAftermath(signal, 1), signal)]);
    });
  });

  test('the call to look back carries the time that it was due', () => {
    const call = { schema: 'daily-look.v1', scheduled_time: '2026-01-07T15:00:00Z' };
    expect(parsePerformanceMessage(call)).toEqual(call);
    expect(() => parsePerformanceMessage({ ...call, scheduled_time: 'midnight' })).toThrow('daily-look.v1: field "scheduled_time" is "midnight"');
  });

  test('a message of another kind is refused by its schema', () => {
    expect(() => parsePerformanceMessage({ schema: 'alert.v1' })).toThrow('performance message: field "schema" is "alert.v1": expected "signal.v1", "aftermath.v1" or "daily-look.v1"');
    for (const raw of [null, 7, {}, []]) expect(() => parsePerformanceMessage(raw)).toThrow('field "schema" is absent');
    expect(() => parsePerformanceMessage({ ...sampleAftermath(sampleSignal(), 1), horizon_minutes: 2 })).toThrow('aftermath.v1: field "horizon_minutes" is 2');
  });
});
