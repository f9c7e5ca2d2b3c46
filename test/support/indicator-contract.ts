import fc from 'fast-check';
import type { Indicator } from '../../core/indicators/indicator';

/** What the contract needs to know about one indicator. `tolerance` is relative to `scaleOf`; 0 asks for bit-equal answers. */
export interface IndicatorCase<Input, Output> {
  readonly name: string;
  create(): Indicator<Input, Output>;
  oracle(inputs: readonly Input[]): readonly (Output | undefined)[];
  /** Any valid inputs, also flat ones and jumps between price levels. */
  readonly inputs: fc.Arbitrary<readonly Input[]>;
  /** Inputs that move on every step, longer than the warm-up: each answer from `warmup` on must be there. */
  readonly moving: readonly Input[];
  readonly tolerance: number;
  /** The magnitude that an error at `index` is compared with; default: the answer's own. */
  scaleOf?(inputs: readonly Input[], index: number): number;
  /** Inputs that must be refused, with the field that the message must name. */
  readonly refused: readonly (readonly [field: string, input: Input])[];
}

type Numbers = Readonly<Record<string, number | undefined>>;

/** An answer's numbers by field name. */
const numbersOf = (answer: unknown): Numbers =>
  answer === undefined ? {} : typeof answer === 'object' ? (answer as Numbers) : { value: answer as number };

const runAll = <Input, Output>(indicator: Indicator<Input, Output>, inputs: readonly Input[]): (Output | undefined)[] =>
  inputs.map((input) => indicator.update(input));

const expectClose = (actual: unknown, expected: unknown, tolerance: number, scale: number | undefined): void => {
  if (tolerance === 0) {
    expect(actual).toStrictEqual(expected);
    return;
  }
  const [left, right] = [numbersOf(actual), numbersOf(expected)];
  if (Object.keys(left).join() !== Object.keys(right).join()) expect(left).toStrictEqual(right);
  for (const [field, wanted] of Object.entries(right)) {
    const got = left[field];
    const isClose = wanted === undefined || got === undefined ? got === wanted : Math.abs(got - wanted) <= tolerance * (scale ?? Math.abs(wanted));
    if (!isClose) expect({ [field]: got }).toStrictEqual({ [field]: wanted });
  }
};

/** The answers that hold a number which is none. */
export const notFinite = (answers: readonly unknown[]): unknown[] =>
  answers.filter((answer) => Object.values(numbersOf(answer)).some((value) => value !== undefined && !Number.isFinite(value)));

/** What a refused update throws; undefined when it is accepted. */
const refusalOf = (update: () => unknown): unknown => {
  try {
    update();
  } catch (error) {
    return error;
  }
  return undefined;
};

/** The one contract of every indicator: warm-up, equality with the oracle, reset, purity, finite answers, refusal of bad input. */
export const indicatorContract = <Input, Output>(subject: IndicatorCase<Input, Output>): void => {
  describe(`${subject.name}: indicator contract`, () => {
    it('gives no answer before `warmup` inputs and an answer from then on', () => {
      const { warmup } = subject.create();
      expect(subject.moving.length).toBeGreaterThan(warmup + 20);
      const answered = runAll(subject.create(), subject.moving).map((answer) => answer !== undefined);
      expect(answered).toStrictEqual(subject.moving.map((_, index) => index + 1 >= warmup));
    });

    it('gives what the batch oracle gives, for any inputs', () => {
      fc.assert(fc.property(subject.inputs, (inputs) => {
        const expected = subject.oracle(inputs);
        expect(expected).toHaveLength(inputs.length);
        for (const [index, answer] of runAll(subject.create(), inputs).entries()) {
          expectClose(answer, expected[index], subject.tolerance, subject.scaleOf?.(inputs, index));
        }
      }));
    });

    it('is after reset() what a new one is', () => {
      fc.assert(fc.property(subject.inputs, subject.inputs, (before, after) => {
        const used = subject.create();
        runAll(used, before);
        used.reset();
        expect(runAll(used, after)).toStrictEqual(runAll(subject.create(), after));
      }), { numRuns: 40 });
    });

    it('changes neither its inputs nor the answers it gave', () => {
      fc.assert(fc.property(subject.inputs, (inputs) => {
        const copies = structuredClone(inputs);
        const frozen = inputs.map((input) => Object.freeze(input));
        const indicator = subject.create();
        const seen: unknown[] = [];
        const answers = frozen.map((input) => {
          const answer = indicator.update(input);
          seen.push(structuredClone(answer));
          return answer;
        });
        subject.oracle(Object.freeze(frozen));
        expect(answers).toStrictEqual(seen);
        expect(inputs).toStrictEqual(copies);
      }), { numRuns: 40 });
    });

    it('B12: answers with finite numbers only, stream and oracle', () => {
      fc.assert(fc.property(subject.inputs, (inputs) => {
        expect(notFinite(runAll(subject.create(), inputs))).toStrictEqual([]);
        expect(notFinite(subject.oracle(inputs))).toStrictEqual([]);
      }));
    });

    it.each(subject.refused)('B12: refuses a bad %s (%j), naming itself, the field and what is expected, and goes on undisturbed', (field, bad) => {
      const disturbed = subject.create();
      const inputs = subject.moving.slice(0, disturbed.warmup + 10);
      const refusals: unknown[] = [];
      const answers = inputs.map((input) => {
        refusals.push(refusalOf(() => disturbed.update(bad)));
        return disturbed.update(input);
      });
      expect(answers).toStrictEqual(runAll(subject.create(), inputs));
      refusals.push(refusalOf(() => subject.oracle([...inputs, bad])));
      const isNamed = new RegExp(`^${subject.name}: ${field} is .+, expected .+`);
      expect(refusals.filter((refusal) => !(refusal instanceof RangeError && isNamed.test(refusal.message)))).toStrictEqual([]);
    });
  });
};

/** What no number may be: the bad values of one field, as a careless caller could pass them. */
export const NOT_FINITE: readonly number[] = [NaN, Infinity, -Infinity, 1e309, 1e200, '98000' as unknown as number, undefined as unknown as number];
