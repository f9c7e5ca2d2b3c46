import { Random } from '../random';
import type { SymbolWalk } from '../symbol-walk';
import { planImbalance } from './imbalance-plant';
import { type LedgerEntry, PLANT_KINDS, type Plant, type PlantKind, type PlantOrder } from './plant';
import { planSqueeze } from './squeeze-plant';
import { planSurge } from './surge-plant';

/** When and how much is planted, in market time. */
export interface PlantSettings {
  /** From the start to the first plant: the 100 bars that a volume mean needs, and more. */
  readonly firstPlantAfterMs: number;
  /** Mean distance between plants, somewhere in the market. */
  readonly meanIntervalMs: number;
  /** A symbol is left alone for this long after a plant and its aftermath. */
  readonly restMs: number;
  readonly followThroughProbability: number;
  readonly kinds: readonly PlantKind[];
}

export const DEFAULT_PLANTS: PlantSettings = {
  firstPlantAfterMs: 450_000, meanIntervalMs: 60_000, restMs: 600_000, followThroughProbability: 0.6, kinds: PLANT_KINDS,
};

const PLANT_STREAM = 0x91a70000;
/** How many symbols are tried before a plant is put off. */
const TRIES = 8;
const PUT_OFF_SECONDS = 5;

const PLANNERS: Record<PlantKind, (order: PlantOrder, walk: SymbolWalk) => Plant | undefined> = {
  squeeze_release: planSqueeze, ob_imbalance: planImbalance, volume_surge: planSurge,
};

/** Decides second by second what begins where. Depends on the seed and on the market's own path, never on who is watching. */
export class PlantSchedule {
  readonly ledger: LedgerEntry[] = [];
  private readonly plants = new Map<number, Plant>();
  private readonly restUntil = new Map<number, number>();
  private nextSecond: number;
  private count = 0;

  constructor(private readonly seed: number, private readonly settings: PlantSettings, startSecond: number) {
    this.nextSecond = startSecond + Math.round(settings.firstPlantAfterMs / 1_000);
  }

  /** Begins what is due at this second on one of `eligible`, asked for only when something is due. */
  plan(second: number, eligible: () => readonly SymbolWalk[]): void {
    for (const [index, plant] of this.plants) if (second >= plant.endSecond) this.plants.delete(index);
    if (second < this.nextSecond) return;
    const random = new Random(this.seed, PLANT_STREAM, second);
    const isPlanted = this.plantSomewhere(random, second, random.shuffled(eligible().filter(({ spec }) => (this.restUntil.get(spec.index) ?? 0) <= second)));
    const pause = isPlanted ? Math.max(1, (this.settings.meanIntervalMs / 1_000) * random.exponential()) : PUT_OFF_SECONDS;
    this.nextSecond = second + Math.ceil(pause);
  }

  plantOf(symbolIndex: number): Plant | undefined {
    return this.plants.get(symbolIndex);
  }

  private plantSomewhere(random: Random, second: number, walks: readonly SymbolWalk[]): boolean {
    const kind = this.settings.kinds[this.count % this.settings.kinds.length];
    if (kind === undefined) return false;
    const order: PlantOrder = {
      id: `plant-${this.seed}-${String(this.count + 1).padStart(4, '0')}`, seed: this.seed, stream: PLANT_STREAM + 1 + this.count, startSecond: second,
      side: random.chance(0.5) ? 'buy' : 'sell', followThrough: random.chance(this.settings.followThroughProbability),
    };
    return walks.slice(0, TRIES).some((walk) => this.begin(PLANNERS[kind](order, walk), walk));
  }

  private begin(plant: Plant | undefined, walk: SymbolWalk): boolean {
    if (!plant) return false;
    this.count += 1;
    this.plants.set(walk.spec.index, plant);
    this.restUntil.set(walk.spec.index, plant.endSecond + Math.round(this.settings.restMs / 1_000));
    this.ledger.push(plant.entry);
    return true;
  }
}
