/** Bound once: a lookup of the global object per draw is slow in sandboxed runtimes such as a test runner's. */
const { cos, exp, floor, imul, log, max, round, sqrt } = Math;

const WARM_UP_ROUNDS = 6;

/**
 * Small fast counter generator (sfc32, public domain construction by C. Doty-Humphrey) that is reseeded from a key such as
 * (seed, symbol, second): what is drawn for one symbol and second depends on nothing else, so paths are the same however
 * time is cut up and whichever other symbols are looked at. Not for secrets.
 */
export class Random {
  private a = 0;
  private b = 0;
  private c = 0;
  private counter = 1;

  constructor(seed = 0, stream = 0, position = 0) {
    this.reseed(seed, stream, position);
  }

  /** Starts over at the key; the three numbers are taken as 32-bit integers. */
  reseed(seed: number, stream: number, position: number): this {
    this.a = imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 0;
    this.b = imul(stream + 0x7f4a7c15, 0xc2b2ae35) | 0;
    this.c = imul(position ^ 0x165667b1, 0x27d4eb2f) | 0;
    this.counter = 1;
    for (let round = 0; round < WARM_UP_ROUNDS; round += 1) this.bits();
    return this;
  }

  /** 32 random bits as an unsigned integer. */
  bits(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum | 0;
    return sum >>> 0;
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return this.bits() / 4_294_967_296;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** Integer in [0, count). */
  below(count: number): number {
    return floor(this.uniform() * count);
  }

  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError('pick: the list is empty, expected at least one item');
    return item;
  }

  /** Exponential with mean 1. */
  exponential(): number {
    return -log(1 - this.uniform());
  }

  /** Standard normal (Box and Muller 1958, one of the pair). */
  normal(): number {
    return sqrt(2 * this.exponential()) * cos(2 * Math.PI * this.uniform());
  }

  /** Student t with 4 degrees of freedom scaled to variance 1: the fat tails of returns (Cont 2001). */
  fatTailed(): number {
    const chiSquared = 2 * (this.exponential() + this.exponential());
    return this.normal() / sqrt(chiSquared / 4) / Math.SQRT2;
  }

  /** Log-normal with mean 1. */
  logNormal(sigma: number): number {
    return exp(sigma * this.normal() - (sigma * sigma) / 2);
  }

  /** Poisson; from a mean of 30 on by its normal approximation. */
  poisson(mean: number): number {
    if (mean >= 30) return max(0, round(mean + sqrt(mean) * this.normal()));
    const limit = exp(-mean);
    let count = 0;
    for (let product = this.uniform(); product > limit; product *= this.uniform()) count += 1;
    return count;
  }

  /** Fisher-Yates, a new array. */
  shuffled<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let last = result.length - 1; last > 0; last -= 1) {
      const other = this.below(last + 1);
      const moved = result[last] as T;
      result[last] = result[other] as T;
      result[other] = moved;
    }
    return result;
  }
}
