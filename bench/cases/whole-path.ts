import type { BenchCase, BenchContext, Row } from '../harness/bench-case';
import { compare, interleave } from '../harness/measure';
import { IDIOMATIC, makeWarmStream, pathContestant, PRODUCT } from '../paths/contestant';

const UNIT = 'ns/frame';

const framesOf = ({ isQuick }: BenchContext): number => (isQuick ? 60_000 : 800_000);

const wholePath = (symbolCount: number, timesCheaper: number): BenchCase => ({
  name: `path-${symbolCount}`,
  isPinned: true,
  run: async (context): Promise<readonly Row[]> => {
    const stream = makeWarmStream(symbolCount, framesOf(context));
    const measured = await interleave(context, `path-${symbolCount}`, [pathContestant(PRODUCT, stream), pathContestant(IDIOMATIC, stream)]);
    return [compare(measured, {
      figure: `frame → decision, ${symbolCount.toLocaleString('en-US')} symbols`, unit: UNIT, ours: PRODUCT, peer: IDIOMATIC, goal: { timesCheaper },
    })];
  },
});

const FEW = 50;
const MANY = 5_000;
/** Enough to fill the bands: 5,000 symbols make a long stream. */
const SHORT_PRELUDE_SECONDS = 120;

/** The same number of frames, spread over few or over many symbols. */
const FLATNESS: BenchCase = {
  name: 'path-flatness',
  isPinned: true,
  run: async (context) => {
    const [few, many] = [FEW, MANY].map((symbolCount) => ({
      ...pathContestant(PRODUCT, makeWarmStream(symbolCount, framesOf(context), { preludeSeconds: SHORT_PRELUDE_SECONDS })), name: `${symbolCount} symbols`,
    }));
    if (few === undefined || many === undefined) return [];
    const measured = await interleave(context, 'path-flatness', [withoutAnswer(few), withoutAnswer(many)]);
    return [compare(measured, {
      figure: 'frame → decision, 5,000 symbols', unit: UNIT, ours: many.name, peer: few.name, peerName: 'ours at 50 symbols', goal: { timesItsCost: 1.5 },
    })];
  },
};

/** Two different markets: there is nothing to agree on. */
const withoutAnswer = <T extends ReturnType<typeof pathContestant>>(contestant: T): T =>
  ({ ...contestant, round: async () => ({ value: (await contestant.round()).value }) });

export const WHOLE_PATH: readonly BenchCase[] = [wholePath(300, 15), wholePath(1_000, 40), FLATNESS];
