import { FINGERPRINT_WORDS, fingerprintText } from '../../market/trade-fingerprint';

const { floor, log, sqrt, cos, PI } = Math;
const WARM_UP_ROUNDS = 12;

/**
 * Random numbers that follow from a text alone (an opportunity's id), so that whoever computes them again gets the same: sfc32 by
 * C. Doty-Humphrey (PractRand), a public-domain counter generator, seeded with the text's fingerprint. Not for secrets.
 */
export class SeededDraws {
  private readonly words = new Int32Array(FINGERPRINT_WORDS);

  constructor(seed: string) {
    fingerprintText(seed, this.words, 0);
    for (let round = 0; round < WARM_UP_ROUNDS; round += 1) this.bits();
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return this.bits() / 4_294_967_296;
  }

  /** A whole number in [0, count). */
  below(count: number): number {
    return floor(this.uniform() * count);
  }

  /** Standard normal (G. E. P. Box, M. E. Muller, 1958; one of the pair). */
  normal(): number {
    return sqrt(-2 * log(1 - this.uniform())) * cos(2 * PI * this.uniform());
  }

  private bits(): number {
    const { words } = this;
    const [a = 0, b = 0, c = 0, counter = 0] = words;
    const sum = (a + b + counter) | 0;
    words[3] = counter + 1;
    words[0] = b ^ (b >>> 9);
    words[1] = c + (c << 3);
    words[2] = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  }
}
