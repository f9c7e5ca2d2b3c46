import fc from 'fast-check';
import type { WireBar } from '../../../../core/contracts/common';
import { CONTROL_GUARD_MINUTES, CONTROLS_PER_HORIZON, controlsOf } from '../../../../core/outcomes/null/control-sampler';
import { controlSumsOf } from '../../../../core/outcomes/null/control-sums';
import { SeededDraws } from '../../../../core/outcomes/null/seeded-draws';
import { walkBars } from '../../../support/seeded';

const END_MS = Date.UTC(2026, 0, 7, 12);
const bars = walkBars(new SeededDraws('bars'), 200, END_MS);
/** Bars whose close tells their place: a control's move tells where it lay. */
const counted: WireBar[] = Array.from({ length: 200 }, (_, index) => [END_MS - (200 - index) * 60_000, 1_000 + index, 1_000 + index, 1_000 + index, 1_000 + index, 1]);
const entryOf = ([move]: readonly number[], minutes: number): number => Math.round(minutes / (move ?? 1)) - 1_000;

describe('D-4: controls of an opportunity', () => {
  test.each([1, 5, 15, 60])('eight windows of %i minutes, spread over the bars before it, none in the minutes that made it fire', (minutes) => {
    const entries = controlsOf('id', counted, minutes).map((control) => entryOf(control, minutes));
    expect(entries).toHaveLength(CONTROLS_PER_HORIZON);
    expect([...entries].sort((a, b) => a - b)).toEqual(entries);
    for (const entry of entries) expect(entry + minutes).toBeLessThan(200 - CONTROL_GUARD_MINUTES);
  });

  test('follow from the id alone: a replay draws the same, another opportunity others', () => {
    expect(controlsOf('a', bars, 15)).toEqual(controlsOf('a', bars, 15));
    expect(controlsOf('a', bars, 15)).not.toEqual(controlsOf('b', bars, 15));
    expect(controlsOf('a', bars, 15)).not.toEqual(controlsOf('a', bars, 5));
  });

  test('look at nothing in the guarded minutes: poison there changes nothing', () => {
    const poisoned = bars.map((bar, index): WireBar => (index >= 200 - CONTROL_GUARD_MINUTES ? [bar[0], 1e9, 1e9, 1e9, 1e9, 0] : bar));
    for (const minutes of [1, 5, 15, 60]) expect(controlsOf('id', poisoned, minutes)).toEqual(controlsOf('id', bars, minutes));
  });

  test('extremes bracket the move, and every minute can come up', () => {
    const seen = new Set<number>();
    for (let id = 0; id < 400; id += 1) {
      for (const [end, high, low] of controlsOf(`id ${id}`, bars, 5)) expect(high >= end && end >= low).toBe(true);
      for (const control of controlsOf(`id ${id}`, counted, 5)) seen.add(entryOf(control, 5));
    }
    expect(seen.size).toBe(200 - CONTROL_GUARD_MINUTES - 5);
  });

  test('a window with a missing minute is left out, and too few bars give none', () => {
    const holed = counted.filter((_, index) => index !== 100);
    for (let id = 0; id < 50; id += 1) {
      for (const control of controlsOf(`id ${id}`, holed, 15)) {
        const entry = entryOf(control, 15);
        expect(entry + 15 < 100 || entry > 100).toBe(true);
      }
    }
    expect(controlsOf('id', counted.slice(-77), 60)).toEqual([]);
    expect(controlsOf('id', counted.slice(-78), 60)).toHaveLength(8);
    expect(controlsOf('id', [], 1)).toEqual([]);
  });

  test('every control is counted in both directions, at full cost', () => {
    const momentum = { thesis: 'momentum', stopFraction: undefined, targetFraction: undefined } as const;
    expect(controlSumsOf([[0.01, 0.02, -0.01], [-0.003, 0, -0.01], [0.0005, 0.001, 0]], momentum, 0.001)).toEqual({
      n: 3, buy_hits: 1, sell_hits: 1, buy_net_sum_fraction: expect.closeTo(0.0045, 12) as number, sell_net_sum_fraction: expect.closeTo(-0.0105, 12) as number,
    });
    expect(controlSumsOf([], momentum, 0.001)).toBeNull();
  });

  test('a sell is the mirror of a buy, for either thesis', () => {
    const part = fc.double({ min: 0, max: 0.1, noNaN: true });
    fc.assert(fc.property(part, part, fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom('momentum' as const, 'reversion' as const), (up, down, at, thesis) => {
      const rule = { thesis, stopFraction: 0.02, targetFraction: 0.03 };
      const end = -down + at * (up + down);
      const one = controlSumsOf([[end, up, -down]], rule, 0.001)!;
      const mirrored = controlSumsOf([[-end, down, -up]], rule, 0.001)!;
      expect(mirrored.sell_net_sum_fraction).toBeCloseTo(one.buy_net_sum_fraction, 12);
      expect(mirrored.buy_net_sum_fraction).toBeCloseTo(one.sell_net_sum_fraction, 12);
    }));
  });
});

describe('draws from a text', () => {
  test('are uniform, normal and independent of the neighbour\'s', () => {
    const draws = Array.from({ length: 20_000 }, (_, index) => new SeededDraws(`opportunity ${index}`).uniform());
    expect(draws.reduce((sum, draw) => sum + draw, 0) / draws.length).toBeCloseTo(0.5, 1);
    const tenths = Array.from({ length: 10 }, (_, tenth) => draws.filter((draw) => Math.floor(10 * draw) === tenth).length);
    const chiSquared = tenths.reduce((sum, count) => sum + (count - 2_000) ** 2 / 2_000, 0);
    expect(chiSquared).toBeLessThan(27.9);
    const stream = new SeededDraws('stream');
    const normals = Array.from({ length: 20_000 }, () => stream.normal());
    expect(Math.abs(normals.reduce((sum, value) => sum + value, 0) / normals.length)).toBeLessThan(0.03);
    expect(normals.reduce((sum, value) => sum + value * value, 0) / normals.length).toBeCloseTo(1, 1);
    const lagged = normals.slice(1).reduce((sum, value, index) => sum + value * normals[index]!, 0) / normals.length;
    expect(Math.abs(lagged)).toBeLessThan(0.03);
  });
});
