import { type DepthMarket, makeDepthMarket } from '../../../../simulator/market/depth/depth-market';
import type { DepthSymbol } from '../../../../simulator/market/depth/depth-symbol';
import { onGrid } from '../../../../simulator/market/grid';
import { WALL_LABELS, type WallLabel, type WallLife } from '../../../../simulator/market/depth/walls/wall';

const START_MS = Date.UTC(2026, 5, 1, 13, 30);
const RUN_MS = 1_200_000;
const WALLS = { firstWallAfterMs: 1_000, perHour: 1_200, restMs: 5_000, lifetimeMs: { from: 5_000, to: 250_000 } };

interface Seen { quantities: Map<number, number>; traded: Map<number, number> }

/** Follows every price at which a wall ever stands, by the update. */
class WallWatcher {
  readonly seen = new Map<string, Seen>();

  take(symbol: DepthSymbol, timeMs: number): void {
    for (const wall of symbol.lives) {
      const key = `${symbol.spec.symbol} ${wall.place}`;
      const seen = this.seen.get(key) ?? { quantities: new Map<number, number>(), traded: new Map<number, number>() };
      this.seen.set(key, seen);
      seen.quantities.set(timeMs, onGrid(symbol.spec.quantityGrid, symbol.book.quantityAt(wall.place)));
      const ticks = symbol.lattice.tickOf(wall.place);
      const steps = symbol.trades.filter((trade) => trade.ticks === ticks).reduce((sum, trade) => sum + trade.steps, 0);
      seen.traded.set(timeMs, onGrid(symbol.spec.quantityGrid, steps));
    }
  }
}

describe('planted walls', () => {
  let market: DepthMarket;
  let lives: readonly WallLife[];
  const watcher = new WallWatcher();
  const placeOf = ({ symbol, id }: WallLife): string => `${symbol} ${market.find(symbol)!.lives.find(({ birth }) => birth.id === id)!.place}`;
  const ofLabel = (label: WallLabel): WallLife[] => lives.filter((life) => life.label === label);
  const dead = (label: WallLabel): WallLife[] => ofLabel(label).filter(({ deathMs }) => deathMs !== null);

  beforeAll(() => {
    market = makeDepthMarket({ seed: 3, startTimeMs: START_MS, symbolCount: 24, walls: WALLS });
    market.run(START_MS + RUN_MS, (symbol, timeMs) => { watcher.take(symbol, timeMs); });
    lives = market.ledger();
  });

  test('every label is planted', () => {
    expect(new Set(lives.map(({ label }) => label))).toEqual(new Set(WALL_LABELS));
    expect(lives.length).toBeGreaterThan(100);
    expect(new Set(lives.map(({ side }) => side))).toEqual(new Set(['buy', 'sell']));
  });

  test('what a wall began with is what was filled, pulled and left, exactly', () => {
    for (const { symbol, firstQuantity, filledQuantity, pulledQuantity, restQuantity } of lives) {
      const { units, decimals } = market.find(symbol)!.spec.quantityGrid;
      const [first, filled, pulled, rest] = [firstQuantity, filledQuantity, pulledQuantity, restQuantity].map((quantity) => Math.round((quantity * 10 ** decimals) / units));
      expect(first).toBe(filled! + pulled! + rest!);
    }
  });

  test('S2.10: a wall is born in the update that shows its whole quantity and dies in the first that has lost more than 70 %', () => {
    const wrong: unknown[] = [];
    for (const life of lives) {
      const { quantities } = watcher.seen.get(placeOf(life))!;
      expect(quantities.get(life.birthMs)! + (watcher.seen.get(placeOf(life))!.traded.get(life.birthMs) ?? 0)).toBeGreaterThanOrEqual(life.firstQuantity * 0.999);
      const endMs = life.deathMs ?? START_MS + RUN_MS;
      for (const [timeMs, quantity] of quantities) {
        if (timeMs < life.birthMs || timeMs > endMs) continue;
        const isDead = quantity < life.firstQuantity * 0.3 * (1 - 1e-12);
        if (isDead !== (timeMs === life.deathMs)) wrong.push([life.id, timeMs, quantity]);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('what the ledger calls filled is what traded at the price while the wall lived', () => {
    for (const life of lives) {
      const { traded } = watcher.seen.get(placeOf(life))!;
      const endMs = life.deathMs ?? START_MS + RUN_MS;
      const inLife = [...traded].filter(([timeMs]) => timeMs >= life.birthMs && timeMs <= endMs).reduce((sum, [, quantity]) => sum + quantity, 0);
      expect(inLife).toBeCloseTo(life.filledQuantity, 6);
    }
  });

  test('each label ends as its name says', () => {
    const fates = (label: WallLabel): Record<string, number> => dead(label).reduce<Record<string, number>>((sums, { fate }) => ({ ...sums, [fate!]: (sums[fate!] ?? 0) + 1 }), {});
    expect(Object.keys(fates('filled'))).toEqual(['filled']);
    for (const label of ['pulled', 'pulled_far', 'bleed', 'partly_filled', 'resurrected'] as const) expect(Object.keys(fates(label))).toEqual(['pulled']);
    expect(fates('moved')['moved']).toBeGreaterThan(3);
    const eaten = dead('partly_filled').filter(({ filledQuantity, firstQuantity }) => filledQuantity > 0.38 * firstQuantity);
    expect(eaten.length).toBe(dead('partly_filled').length);
  });

  test('a moved wall stands elsewhere with the same quantity within a second', () => {
    const moved = lives.filter(({ fate }) => fate === 'moved');
    for (const life of moved) {
      const next = lives.find(({ id }) => id === life.id.replace(/\.1$/, '.2'))!;
      expect(next.birthMs - life.deathMs!).toBeLessThanOrEqual(1_000);
      expect([next.price, next.firstQuantity]).toEqual([life.movedToPrice, life.firstQuantity]);
    }
  });

  test('S2.13: a resurrected wall is a second life at the price of the first', () => {
    const second = ofLabel('resurrected').filter(({ id }) => id.endsWith('.2'));
    expect(second.length).toBeGreaterThan(3);
    for (const { id, price, birthMs } of second) {
      const first = lives.find((life) => life.id === id.replace(/2$/, '1'))!;
      expect(price).toBe(first.price);
      expect(birthMs).toBeGreaterThan(first.deathMs!);
    }
  });

  test('a bled wall is no wall any more when it dies', () => {
    for (const { multiple } of dead('bleed')) expect(multiple * 0.3).toBeLessThan(3.5);
  });

  test('stories that are over are told once, and never change again', () => {
    const told = market.told();
    expect(told.length).toBeGreaterThan(50);
    expect(new Set(told.map(({ id }) => id)).size).toBe(told.length);
    for (const life of told) expect(lives).toContainEqual(life);
  });

  test('without walls nothing is in the ledger', () => {
    const still = makeDepthMarket({ seed: 3, startTimeMs: START_MS, symbolCount: 5, walls: false });
    still.run(START_MS + 60_000, () => undefined);
    expect(still.ledger()).toEqual([]);
  });
});
