const MAX_DECIMALS = 12;
/** Share of a tick that floating point may be off before a price counts as past a tick. */
const DUST = 1e-6;

/** Decimals needed to write every multiple of `tickSize`. */
const decimalsOf = (tickSize: number): number => {
  for (let decimals = 0; decimals < MAX_DECIMALS; decimals += 1) {
    const scaled = tickSize * 10 ** decimals;
    if (scaled > 0.5 && Math.abs(scaled - Math.round(scaled)) < 1e-9 * Math.max(1, scaled)) return decimals;
  }
  return MAX_DECIMALS;
};

/**
 * The price on the venue's grid, next to `price` in the given direction (itself when it is on the grid already).
 * Without a known tick size the price stays as it is.
 */
export const snapToTick = (price: number, tickSize: number | null, direction: 'down' | 'up'): number => {
  if (tickSize === null) return price;
  const ticks = price / tickSize;
  const whole = direction === 'down' ? Math.floor(ticks + DUST) : Math.ceil(ticks - DUST);
  return Number((whole * tickSize).toFixed(decimalsOf(tickSize)));
};
