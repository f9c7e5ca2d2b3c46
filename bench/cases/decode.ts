import { checkReader, makeCorpus, readerContestant } from '../decode/corpus';
import { PlainReader } from '../decode/plain-reader';
import { ProductReader } from '../decode/product-reader';
import type { BenchCase } from '../harness/bench-case';
import { compare, interleave } from '../harness/measure';

const UNIT = 'ns/frame';

/** A floor that no decoder in this language can go far below: every byte is looked at once. */
class ByteToucher {
  readonly name = 'a loop over every byte';
  sum = 0;

  read(frame: Buffer): void {
    let sum = 0;
    for (let index = 0; index < frame.length; index += 1) sum += frame[index] ?? 0;
    this.sum += sum;
  }
}

export const DECODE: BenchCase = {
  name: 'decode',
  isPinned: true,
  run: async (context) => {
    const corpus = makeCorpus(context);
    const plain = new PlainReader();
    const toucher = new ByteToucher();
    checkReader(corpus, plain);
    const measured = await interleave(context, 'decode', [
      readerContestant(corpus, new ProductReader(corpus.instruments), true),
      readerContestant(corpus, plain, true),
      readerContestant(corpus, toucher, false),
    ]);
    const parts = { figure: 'decode to fields', unit: UNIT, ours: 'ours' };
    return [
      compare(measured, { ...parts, peer: plain.name, goal: { timesCheaper: 11 } }),
      compare(measured, { ...parts, peer: toucher.name, goal: { timesItsCost: 2.4 } }),
    ];
  },
};
