import { Random } from '../../simulator/market/random';

/** Trades of many symbols in the order of their times, one row each. */
export interface Trades {
  readonly symbols: readonly string[];
  readonly startTimeMs: number;
  readonly endTimeMs: number;
  readonly ids: Uint16Array;
  readonly timesMs: Float64Array;
  readonly prices: Float64Array;
  readonly quantities: Float64Array;
  /** 1 where the taker bought. */
  readonly isBuy: Uint8Array;
}

/** A Wednesday morning, at the beginning of a bar. */
const START_MS = Date.UTC(2026, 0, 7, 9, 0, 0);

/** Seeded walks; any symbol may trade next. The same numbers give the same trades. */
export const makeTrades = (seed: number, symbols: number, count: number, spanMs: number): Trades => {
  const random = new Random(seed);
  const last = Array.from({ length: symbols }, () => random.between(1, 1_000));
  const trades: Trades = {
    symbols: last.map((_, id) => `S${id}USDT`), startTimeMs: START_MS, endTimeMs: START_MS + spanMs, ids: new Uint16Array(count),
    timesMs: new Float64Array(count), prices: new Float64Array(count), quantities: new Float64Array(count), isBuy: new Uint8Array(count),
  };
  for (let row = 0; row < count; row += 1) {
    const id = random.below(symbols);
    last[id] = (last[id] ?? 1) * (1 + random.between(-1e-4, 1e-4));
    trades.ids[row] = id;
    trades.timesMs[row] = START_MS + Math.floor((row * spanMs) / count);
    trades.prices[row] = last[id];
    trades.quantities[row] = random.between(0.001, 10);
    trades.isBuy[row] = random.below(2);
  }
  return trades;
};
