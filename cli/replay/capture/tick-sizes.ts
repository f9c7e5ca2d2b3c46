import type { Instrument } from '../../../core/market/instrument';

const MAX_DECIMALS = 10;

const decimalsOf = (price: number): number => {
  const [, fraction = ''] = price.toFixed(MAX_DECIMALS).split('.');
  return fraction.replace(/0+$/, '').length;
};

/**
 * A recording lists no instruments, so the tick size is read off the prices: one unit of the last decimal place seen. For a venue
 * whose tick is 5 or 25 units of that place this is too fine, never too coarse.
 */
export class TickSizes {
  private readonly decimals = new Map<string, number>();

  /** True when the price is finer than every one before it. */
  observe(symbol: string, price: number): boolean {
    const decimals = decimalsOf(price);
    if (decimals <= (this.decimals.get(symbol) ?? -1)) return false;
    this.decimals.set(symbol, decimals);
    return true;
  }

  instruments(): Instrument[] {
    return [...this.decimals].map(([symbol, decimals]) => ({
      symbol, baseCoin: symbol.replace(/USDT$/, ''), quoteCoin: symbol.endsWith('USDT') ? 'USDT' : '',
      tickSize: Number((10 ** -decimals).toFixed(decimals)),
    }));
  }
}
