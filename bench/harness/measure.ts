import type { BenchContext, Goal, Row } from './bench-case';
import { median } from './statistics';

/** What one round gave. Contestants with an answer must all have the same one: a faster way to another result is no comparison. */
export interface Sample {
  readonly value: number;
  readonly answer?: string;
}

export interface Contestant {
  readonly name: string;
  readonly round: () => Sample | Promise<Sample>;
}

/** Values by round, for each contestant by name. */
export type Measured = ReadonlyMap<string, readonly number[]>;

/** The answers of one case differ: nothing that was measured counts. */
export class AnswersDiffer extends Error {
  override readonly name = 'AnswersDiffer';
}

/** Untimed: what a round leaves behind is not to be collected at another's expense. */
export const collectGarbage = (): void => {
  if (globalThis.gc === undefined) throw new Error('the benches need node --expose-gc: start them by npm run bench');
  globalThis.gc();
};

const SETTLE_MS = 100;

/**
 * Untimed: the engine goes on sweeping on other threads when a collection has returned. Their time would be counted against whoever comes
 * next: the second collection waits for the first one's sweepers, and its own have next to nothing to do.
 */
const settle = async (): Promise<void> => {
  collectGarbage();
  collectGarbage();
  await new Promise((resolve) => { setTimeout(resolve, SETTLE_MS); });
};

/** Runs every contestant once per round, each round beginning with another one, and keeps the values of the rounds after the warm-up. */
export const interleave = async (context: BenchContext, label: string, contestants: readonly Contestant[]): Promise<Measured> => {
  const values = new Map<string, number[]>(contestants.map(({ name }) => [name, []]));
  let agreed: { readonly name: string; readonly answer: string } | undefined;
  for (let round = -context.warmups; round < context.rounds; round += 1) {
    const first = Math.abs(round) % contestants.length;
    for (const { name, round: run } of [...contestants.slice(first), ...contestants.slice(0, first)]) {
      collectGarbage();
      const { value, answer } = await run();
      if (answer !== undefined) agreed = agreeing(label, agreed, { name, answer });
      if (round >= 0) values.get(name)?.push(value);
    }
    context.progress(round < 0 ? `${label}: warm-up` : `${label}: round ${round + 1}/${context.rounds}`);
  }
  return values;
};

const agreeing = <T extends { readonly name: string; readonly answer: string }>(label: string, agreed: T | undefined, found: T): T => {
  if (agreed !== undefined && agreed.answer !== found.answer) {
    throw new AnswersDiffer(`${label}: ${found.name} found ${shown(found.answer)}, ${agreed.name} found ${shown(agreed.answer)}`);
  }
  return agreed ?? found;
};

const shown = (answer: string): string => (answer.length > 200 ? `${answer.slice(0, 200)}…` : answer);

/**
 * A contestant whose value is CPU time in ns per unit of work, of all threads of this process: compiling and collecting garbage beside
 * the main thread are part of a way's price, and another process's turn on the same cpu is not.
 * `prepare` is not timed; what it gives is, and its answer is compared.
 */
export const cpuTimed = (name: string, units: number, prepare: () => () => string | undefined | Promise<string | undefined>): Contestant => ({
  name,
  round: async () => {
    const work = prepare();
    await settle();
    const before = process.cpuUsage();
    const pending = work();
    const answer = typeof pending === 'object' ? await pending : pending;
    const { user, system } = process.cpuUsage(before);
    const value = ((user + system) * 1_000) / units;
    return answer === undefined ? { value } : { value, answer };
  },
});

export interface RowParts {
  readonly figure: string;
  readonly unit: string;
  readonly ours: string;
  readonly peer: string;
  /** The peer's name in the table, where it is not that of the contestant. */
  readonly peerName?: string;
  readonly goal: Goal | null;
  readonly note?: string;
}

/** The line that compares two contestants. @throws RangeError when one of them was not measured. */
export const compare = (measured: Measured, { figure, unit, ours, peer, peerName = peer, goal, note }: RowParts): Row => {
  const our = measured.get(ours) ?? [];
  const their = measured.get(peer) ?? [];
  const ratios = our.map((value, round) => (goal !== null && 'timesCheaper' in goal ? (their[round] ?? NaN) / value : value / (their[round] ?? NaN)));
  const ratio = median(ratios);
  return {
    figure, peerName, unit, ours: median(our), peer: median(their), ratio, ratioMin: Math.min(...ratios), ratioMax: Math.max(...ratios),
    runs: our.length, goal, isReached: isReached(goal, goal !== null && 'atMost' in goal ? median(our) : ratio), ...(note === undefined ? {} : { note }),
  };
};

/** The line of a figure that has a bound of its own. */
export const standAlone = (values: readonly number[], { figure, unit, goal, note }: Pick<RowParts, 'figure' | 'unit' | 'goal' | 'note'>): Row => ({
  figure, peerName: null, unit, ours: median(values), peer: null, ratio: null, ratioMin: null, ratioMax: null, runs: values.length,
  goal, isReached: isReached(goal, median(values)), ...(note === undefined ? {} : { note }),
});

const isReached = (goal: Goal | null, figure: number): boolean | null => {
  if (goal === null) return null;
  if ('timesCheaper' in goal) return figure >= goal.timesCheaper;
  return figure <= ('timesItsCost' in goal ? goal.timesItsCost : goal.atMost);
};
