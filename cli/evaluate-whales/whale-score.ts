import { FATES, type FateKind } from '../../core/contracts/whale-order';
import { type Interval, wilsonInterval } from '../../core/outcomes/wilson';
import type { PoolFinding } from '../../core/whales/findings';
import { WALL_LABELS, type WallLabel, type WallLife } from '../../simulator/market/depth/walls/wall';
import type { WhaleRun } from './whale-run';

/** One update of a book: what is found a little late is found late by this at most. */
const UPDATE_MS = 100;
/** A fate is decided a few seconds after the death: lives that ended later than this before the end are not counted. */
const SETTLE_MS = 10_000;

export type Told = FateKind | 'not found' | 'still alive';

/** One life of a planted wall with what was said of it; absent where nothing was. */
export interface Judged {
  readonly life: WallLife;
  readonly born: PoolFinding | undefined;
  readonly died: PoolFinding | undefined;
  readonly told: Told;
  /** Filled quantity as it was told over the true one; undefined for levels that were never hot or had no fills. */
  readonly filledRatio: number | undefined;
}

export interface Proportion {
  readonly hits: number;
  readonly n: number;
  readonly interval: Interval | undefined;
}

const proportion = (hits: number, n: number): Proportion => ({ hits, n, interval: wilsonInterval(hits, n) });

const isAt = (life: WallLife) => (finding: PoolFinding): boolean => finding.symbol === life.symbol && finding.side === life.side && finding.price === life.price;

/** The finding nearest in time to the truth, at the wall's own price and within its life. */
const bornOf = (life: WallLife, births: readonly PoolFinding[]): PoolFinding | undefined =>
  births.filter(isAt(life)).find(({ timeMs }) => timeMs >= life.birthMs && timeMs < (life.deathMs ?? Infinity));

const judge = (life: WallLife, { pool, ended }: WhaleRun): Judged => {
  const born = bornOf(life, pool.filter(({ event }) => event === 'born'));
  const died = born && pool.find(({ event, orderHash }) => event === 'died' && orderHash === born.orderHash);
  const order = born && ended.get(born.orderHash);
  const filledRatio = order && life.filledQuantity > 0 ? order.fate.filled_quantity / life.filledQuantity : undefined;
  return { life, born, died, told: born === undefined ? 'not found' : died?.fate ?? 'still alive', filledRatio };
};

/** Every planted life on a swept symbol that is old enough to be judged. */
export const judgedOf = (run: WhaleRun): readonly Judged[] =>
  run.ledger.filter(({ symbol, birthMs, deathMs }) => run.swept.has(symbol) && (deathMs ?? birthMs) <= run.endMs - SETTLE_MS).map((life) => judge(life, run));

const dead = (judged: readonly Judged[]): readonly Judged[] => judged.filter(({ life }) => life.fate !== null);

/** Share of the dead whose fate was told rightly; those never found count as wrong. */
export const fatesRight = (judged: readonly Judged[]): Proportion => {
  const all = dead(judged);
  return proportion(all.filter(({ life, told }) => life.fate === told).length, all.length);
};

export const fatesRightByLabel = (judged: readonly Judged[]): readonly (Proportion & { readonly label: WallLabel })[] =>
  WALL_LABELS.map((label) => ({ label, ...fatesRight(judged.filter(({ life }) => life.label === label)) }));

/** How often a true fate was told as what: one row per true fate. */
export const confusionOf = (judged: readonly Judged[]): readonly { readonly truth: FateKind; readonly told: Readonly<Record<Told, number>> }[] =>
  FATES.filter((truth) => truth !== 'unknown').map((truth) => {
    const count = (as: Told): number => judged.filter(({ life, told }) => life.fate === truth && told === as).length;
    return {
      truth, told: { filled: count('filled'), pulled: count('pulled'), moved: count('moved'), unknown: count('unknown'), 'not found': count('not found'), 'still alive': count('still alive') },
    };
  });

export interface Timing {
  readonly births: Proportion;
  readonly deaths: Proportion;
}

const isWithinUpdate = (toldMs: number | undefined, trueMs: number | null): boolean => toldMs !== undefined && trueMs !== null && Math.abs(toldMs - trueMs) <= UPDATE_MS;

/** Births and deaths told within one update of the true ones. */
export const timingOf = (judged: readonly Judged[]): Timing => ({
  births: proportion(judged.filter(({ life, born }) => isWithinUpdate(born?.timeMs, life.birthMs)).length, judged.length),
  deaths: proportion(dead(judged).filter(({ life, died }) => isWithinUpdate(died?.timeMs, life.deathMs)).length, dead(judged).length),
});

/** Births that no planted life explains, per hour, and those of them that became hot. */
export const unplantedOf = (runs: readonly WhaleRun[]): { readonly perHour: number; readonly hotPerHour: number } => {
  const hours = runs.reduce((sum, run) => sum + run.hours, 0);
  let [births, hot] = [0, 0];
  for (const { pool, ledger } of runs) {
    const promoted = new Set(pool.filter(({ event }) => event === 'promoted').map(({ orderHash }) => orderHash));
    const strangers = pool.filter((finding) => finding.event === 'born'
      && !ledger.some((life) => isAt(life)(finding) && finding.timeMs >= life.birthMs && finding.timeMs < (life.deathMs ?? Infinity)));
    births += strangers.length;
    hot += strangers.filter(({ orderHash }) => promoted.has(orderHash)).length;
  }
  return { perHour: births / hours, hotPerHour: hot / hours };
};

/** Second lives at the price of a first one that were told as another incarnation with another hash (S2.13). */
export const resurrectionsOf = (judged: readonly Judged[]): Proportion => {
  const second = judged.filter(({ life }) => life.label === 'resurrected' && life.id.endsWith('.2'));
  const isNew = ({ life, born }: Judged): boolean => {
    const first = judged.find((other) => other.life.id === life.id.replace(/2$/, '1'))?.born;
    return born !== undefined && first !== undefined && born.orderHash !== first.orderHash && born.incarnation > first.incarnation;
  };
  return proportion(second.filter(isNew).length, second.length);
};
