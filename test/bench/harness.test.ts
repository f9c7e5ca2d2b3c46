import { AnswersDiffer, compare, interleave, standAlone, type Contestant } from '../../bench/harness/measure';
import type { BenchContext } from '../../bench/harness/bench-case';
import { parseOptions } from '../../bench/harness/options';
import { jsonReport, markdownReport, type BenchReport } from '../../bench/harness/report';
import { median, percentileInPlace } from '../../bench/harness/statistics';
import { FrameCutter } from '../../bench/frames/frame-cutter';
import { CASES } from '../../bench/cases';
import { UsageError } from '../../cli/usage';

const context: BenchContext = { rounds: 3, warmups: 1, isQuick: true, hasPeers: false, programs: '', progress: () => undefined };

/** Gives the values one after the other; the first belongs to the warm-up. */
const scripted = (name: string, values: readonly number[], answer?: string): Contestant => {
  let next = 0;
  return { name, round: () => ({ value: values[next++] ?? NaN, ...(answer === undefined ? {} : { answer }) }) };
};

describe('the harness', () => {
  const collect = globalThis.gc;
  beforeAll(() => { globalThis.gc = Object.assign(() => Promise.resolve(), collect); });
  afterAll(() => {
    if (collect === undefined) delete globalThis.gc;
    else globalThis.gc = collect;
  });

  test('rounds of the warm-up do not count, and ratios are taken per round', async () => {
    const measured = await interleave(context, 'x', [scripted('ours', [1_000, 1, 2, 4]), scripted('peer', [1, 10, 60, 40])]);
    const row = compare(measured, { figure: 'f', unit: 'ns', ours: 'ours', peer: 'peer', goal: { timesCheaper: 10 } });
    expect(row).toMatchObject({ ours: 2, peer: 40, ratio: 10, ratioMin: 10, ratioMax: 30, runs: 3, isReached: true });
  });

  test('two ways that find different answers are not compared', async () => {
    const run = interleave(context, 'x', [scripted('ours', [1, 1, 1, 1], 'a'), scripted('peer', [1, 1, 1, 1], 'b')]);
    await expect(run).rejects.toThrow(new AnswersDiffer('x: ours found a, peer found b'));
  });

  test('a goal is read in its own sense: times cheaper, times its cost, or at most', async () => {
    const measured = await interleave(context, 'x', [scripted('ours', [9, 6, 6, 6]), scripted('peer', [9, 3, 3, 3])]);
    const parts = { figure: 'f', unit: 'ns', ours: 'ours', peer: 'peer' };
    expect(compare(measured, { ...parts, goal: { timesCheaper: 0.5 } })).toMatchObject({ ratio: 0.5, isReached: true });
    expect(compare(measured, { ...parts, goal: { timesItsCost: 1.9 } })).toMatchObject({ ratio: 2, isReached: false });
    expect(compare(measured, { ...parts, goal: { atMost: 6 } })).toMatchObject({ ours: 6, isReached: true });
    expect(standAlone([1, 2, 3], { figure: 'f', unit: 'bytes', goal: null })).toMatchObject({ ours: 2, peer: null, isReached: null });
  });
});

test('median and percentile take ranks, not positions', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 2, 9])).toBe(3);
  expect(percentileInPlace(Float64Array.from({ length: 200 }, (_, index) => 200 - index), 0.99)).toBe(198);
});

describe('npm run bench', () => {
  const names = CASES.map(({ name }) => name);

  test('every case has a name of its own', () => {
    expect(new Set(names).size).toBe(names.length);
  });

  test.each([
    [['--only', 'nothing'], /--only is "nothing": expected one of decode, /],
    [['--rounds', '0'], /--rounds is "0": expected a whole number from 1 to 1000/],
    [['--json', '--markdown'], /expected one of them/],
  ])('%j is refused by name', (argv, message) => {
    expect(() => parseOptions(argv, names)).toThrow(UsageError);
    expect(() => parseOptions(argv, names)).toThrow(message);
  });

  test('names may be listed, and a quick look takes three rounds', () => {
    expect(parseOptions(['--only', 'decode,burst', '--quick'], names)).toEqual({ format: 'text', only: ['decode', 'burst'], rounds: 3, isQuick: true });
  });

  const report: BenchReport = {
    machine: 'a machine', node: '24', peers: null, command: 'npm run bench', isQuick: false,
    cases: [
      { name: 'one', failure: null, rows: [{ figure: 'f', peerName: 'p', unit: 'ns', ours: 2, peer: 40, ratio: 20, ratioMin: 18, ratioMax: 23, runs: 9, goal: { timesCheaper: 15 }, isReached: true }] },
      { name: 'two', failure: 'ended with code 1', rows: [] },
      { name: 'three', failure: null, rows: [] },
    ],
  };

  test('the JSON holds ours, peer, ratio, runs, goal and whether it was reached', () => {
    const { rows, failures } = JSON.parse(jsonReport(report)) as { rows: unknown[]; failures: unknown[] };
    expect(rows).toEqual([{ case: 'one', figure: 'f', peerName: 'p', unit: 'ns', ours: 2, peer: 40, ratio: 20, ratioMin: 18, ratioMax: 23, runs: 9, goal: { timesCheaper: 15 }, reached: true }]);
    expect(failures).toEqual([{ case: 'two', failure: 'ended with code 1' }]);
  });

  test('the table says what failed and what was left out', () => {
    const text = markdownReport(report);
    expect(text).toContain('| f | p | 2 ns | 40 ns | 20× [18–23] | ≥ 15× | yes | 9 |');
    expect(text).toContain('case two failed: ended with code 1');
    expect(text).toContain('case three left out: it needs the peers');
  });
});

test('frames are views into chunks of 64 KB, each with its own bytes', () => {
  const cutter = new FrameCutter();
  for (let index = 0; index < 700; index += 1) cutter.add(`frame ${index} `.padEnd(200, '.'), index);
  expect(cutter.frames.map((frame) => frame.toString().trimEnd().split(' ')[1])).toEqual(Array.from({ length: 700 }, (_, index) => String(index)));
  expect(new Set(cutter.frames.map(({ buffer }) => buffer)).size).toBe(3);
});
