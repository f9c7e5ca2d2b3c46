import { SymbolTable } from '../../core/market/symbol-table';
import { Random } from '../../simulator/market/random';
import { DecoderCheck } from './decoder-check';
import { LISTED, mutate, OddFrames } from './odd-frames';

const FRAMES_PER_PHASE = 25_000;
const POOL = 1_000;
const LARGEST_FRAME = 600_000;

export interface FuzzCounts {
  readonly frames: number;
  /** Those with bytes changed. */
  readonly mutatedFrames: number;
  readonly fastFrames: number;
  readonly fallbackFrames: number;
}

export interface FuzzFinding {
  readonly fault: string;
  readonly frame: string;
}

/**
 * Feeds one decoder after the other with generated frames, as they are and with bytes changed. Each decoder meets its own spellings of the
 * messages, and every frame at another place of the memory, as a socket gives them.
 */
export class DecoderFuzz {
  private readonly random: Random;
  private readonly memory = Buffer.allocUnsafeSlow(2 * LARGEST_FRAME);
  private check: DecoderCheck | undefined;
  private pool: Buffer[] = [];
  private totals: { -readonly [Name in keyof FuzzCounts]: number } = { frames: 0, mutatedFrames: 0, fastFrames: 0, fallbackFrames: 0 };
  private phase = 0;

  /** `mutatedShare` of the frames have bytes changed. */
  constructor(seed: number, private readonly mutatedShare: number) {
    this.random = new Random(seed, 1, 0);
  }

  get counts(): FuzzCounts {
    const { fastFrames, fallbackFrames } = this.totals;
    const decoder = this.check?.decoder;
    return { ...this.totals, fastFrames: fastFrames + (decoder?.fastFrames ?? 0), fallbackFrames: fallbackFrames + (decoder?.fallbackFrames ?? 0) };
  }

  /** Runs so many frames; the first one that the decoder gets wrong, if any. */
  run(frames: number): FuzzFinding | undefined {
    for (let index = 0; index < frames; index += 1) {
      if (this.totals.frames % FRAMES_PER_PHASE === 0) this.nextPhase();
      this.totals.frames += 1;
      const finding = this.one();
      if (finding !== undefined) return finding;
    }
    return undefined;
  }

  private one(): FuzzFinding | undefined {
    const { random, memory } = this;
    const original = random.pick(this.pool);
    const start = random.below(32);
    original.copy(memory, start);
    const length = random.chance(this.mutatedShare) ? this.mutated(start, original.length) : original.length;
    try {
      const isWhole = random.chance(0.5);
      const view = memory.subarray(start, start + length);
      const fault = isWhole ? this.check?.fault(view) : this.check?.fault(memory, start, start + length);
      return fault === undefined ? undefined : { fault, frame: view.toString('latin1') };
    } catch (error) {
      return { fault: `threw ${String(error)}`, frame: memory.toString('latin1', start, start + length) };
    }
  }

  private mutated(start: number, original: number): number {
    const frame = this.memory.subarray(start);
    let length = original;
    for (let count = 1 + this.random.below(3); count > 0; count -= 1) length = Math.min(mutate(this.random, frame, length), LARGEST_FRAME);
    this.totals.mutatedFrames += 1;
    return length;
  }

  /** A new decoder and new spellings; every other phase in the documented order of keys. */
  private nextPhase(): void {
    this.totals = this.counts;
    const symbols = new SymbolTable();
    for (const symbol of LISTED) symbols.idOf(symbol);
    this.check = new DecoderCheck(symbols);
    const oddShare = this.random.pick([0, 0.002, 0.02]);
    const spellings = Array.from({ length: 3 }, () => new OddFrames(this.random, oddShare, this.phase % 2 === 0));
    this.pool = Array.from({ length: POOL }, (_, index) => Buffer.from(spellings[index % spellings.length]?.next() ?? ''));
    this.phase += 1;
  }
}
