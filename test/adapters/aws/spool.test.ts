import fc from 'fast-check';
import { Spool, type SpoolEntry } from '../../../adapters/aws/spool';

const entry = (sequence: number, more: Partial<SpoolEntry> = {}): SpoolEntry =>
  ({ sequence, body: String(sequence), bytes: 10, enqueuedAtMs: 0, expiresAtMs: undefined, refusals: 0, notBeforeMs: 0, ...more });
const sequences = (entries: readonly SpoolEntry[]) => entries.map(({ sequence }) => sequence);

describe('D1: the spool', () => {
  test('gives batches of at most ten, oldest first', () => {
    const spool = new Spool(100);
    for (let sequence = 0; sequence < 25; sequence += 1) spool.add(entry(sequence), 0);
    expect([0, 1, 2, 3].map(() => sequences(spool.takeBatch(0, 10, 1_000)).length)).toEqual([10, 10, 5, 0]);
  });

  test('keeps a batch within its bytes, and takes one large entry alone', () => {
    const spool = new Spool(100);
    [400, 500, 200, 900].forEach((bytes, sequence) => spool.add(entry(sequence, { bytes }), 0));
    expect([0, 1, 2].map(() => sequences(spool.takeBatch(0, 10, 1_000)))).toEqual([[0, 1], [2], [3]]);
  });

  test('drops the oldest when it is full, those in flight counted', () => {
    const spool = new Spool(3);
    expect(spool.add(entry(1), 1)).toBeUndefined();
    expect(spool.add(entry(2), 1)).toBeUndefined();
    expect(spool.add(entry(3), 1)?.sequence).toBe(1);
    spool.putBack([entry(0)]);
    expect(spool.add(entry(4), 0)?.sequence).toBe(0);
  });

  test('puts a failed entry before the fresh ones once its pause is over', () => {
    const spool = new Spool(100);
    spool.add(entry(5), 0);
    spool.putBack([entry(1, { notBeforeMs: 50 })]);
    expect(spool.nextRetryAtMs()).toBe(50);
    expect(sequences(spool.takeBatch(49, 10, 1_000))).toEqual([5]);
    spool.add(entry(6), 0);
    expect(sequences(spool.takeBatch(50, 10, 1_000))).toEqual([1, 6]);
  });

  test('gives out what has expired, at its very millisecond', () => {
    const spool = new Spool(100);
    spool.add(entry(0, { expiresAtMs: 100 }), 0);
    spool.add(entry(1), 0);
    spool.putBack([entry(2, { expiresAtMs: 50, notBeforeMs: 1_000 })]);
    expect(sequences(spool.takeExpired(49))).toEqual([]);
    expect(sequences(spool.takeExpired(100)).sort()).toEqual([0, 2]);
    expect(sequences(spool.takeBatch(100, 10, 1_000))).toEqual([1]);
  });

  test('loses and repeats nothing: every entry leaves once, by a batch, as the dropped oldest or as expired', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('add' as const), bytes: fc.integer({ min: 1, max: 600 }), life: fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }) }),
      fc.record({ do: fc.constant('take' as const), fails: fc.boolean(), pause: fc.integer({ min: 0, max: 20 }) }),
      fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 30 }) }),
    );
    fc.assert(fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 20 }), (steps, capacity) => {
      const spool = new Spool(capacity);
      const left: number[] = [];
      let [added, nowMs] = [0, 0];
      for (const one of steps) {
        if (one.do === 'add') {
          const dropped = spool.add(entry(added++, { bytes: one.bytes, expiresAtMs: one.life === undefined ? undefined : nowMs + one.life }), 0);
          if (dropped !== undefined) left.push(dropped.sequence);
        } else if (one.do === 'wait') {
          nowMs += one.ms;
          left.push(...sequences(spool.takeExpired(nowMs)));
        } else {
          const batch = spool.takeBatch(nowMs, 10, 1_000);
          expect(batch.length).toBeLessThanOrEqual(10);
          expect(batch.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(1_000);
          expect(sequences(batch)).toEqual([...sequences(batch)].sort((a, b) => a - b));
          if (one.fails) spool.putBack(batch.map((failed) => ({ ...failed, notBeforeMs: nowMs + one.pause })));
          else left.push(...sequences(batch));
        }
        expect(spool.size).toBeLessThanOrEqual(capacity);
        expect(left.length + spool.size).toBe(added);
      }
      expect(new Set(left).size).toBe(left.length);
    }));
  });
});
