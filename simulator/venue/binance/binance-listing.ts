import type { SymbolSpec } from '../../market/symbol-spec';
import type { Grid } from '../../market/grid';
import type { BinanceMarket } from './dialect';

/** One row of the venue's list. */
export interface BinanceListing {
  readonly symbol: string;
  readonly baseAsset: string;
  readonly quoteAsset: string;
  readonly status: string;
  /** Futures only. */
  readonly contractType: string;
  readonly priceGrid: Grid;
  readonly quantityGrid: Grid;
  /** Fixed price and daily turnover, in the quote asset, of a row that stands still; undefined where a simulated book is behind it. */
  readonly still: { readonly price: number; readonly turnover24h: number } | undefined;
}

export const listingOf = (spec: SymbolSpec, symbol = spec.symbol): BinanceListing => ({
  symbol, baseAsset: spec.baseCoin, quoteAsset: 'USDT', status: 'TRADING', contractType: 'PERPETUAL', priceGrid: spec.priceGrid, quantityGrid: spec.quantityGrid, still: undefined,
});

const FINE: Grid = { units: 1, decimals: 4 };

const oddity = (symbol: string, baseAsset: string, quoteAsset: string, price: number, turnover24h: number, rest: Partial<BinanceListing> = {}): BinanceListing => ({
  symbol, baseAsset, quoteAsset, status: 'TRADING', contractType: 'PERPETUAL', priceGrid: FINE, quantityGrid: FINE, still: { price, turnover24h }, ...rest,
});

const STABLE: readonly BinanceListing[] = [
  oddity('USDCUSDT', 'USDC', 'USDT', 0.9998, 4.1e9), oddity('FDUSDUSDT', 'FDUSD', 'USDT', 0.9991, 1.9e9), oddity('TUSDUSDT', 'TUSD', 'USDT', 0.9987, 6e7),
];

/** Rows that a scanner of coins against USDT must leave out: stable coins, other quotes, leveraged tokens, what does not trade. */
const SPOT: readonly BinanceListing[] = [
  ...STABLE, oddity('BUSDUSDT', 'BUSD', 'USDT', 1.0002, 0, { status: 'BREAK' }), oddity('ETHBTC', 'ETH', 'BTC', 0.0347, 900),
  oddity('BTCEUR', 'BTC', 'EUR', 84_020, 9e7), oddity('BTCUPUSDT', 'BTCUP', 'USDT', 31.2, 0, { status: 'BREAK' }),
  oddity('LUNAUSDT', 'LUNA', 'USDT', 0.19, 2e6, { status: 'HALT' }), oddity('WAVESUSDT', 'WAVES', 'USDT', 1.1, 3e6, { status: 'CANCEL_ONLY' }),
];

const USDM: readonly BinanceListing[] = [
  ...STABLE.slice(0, 1), oddity('BTCUSDC', 'BTC', 'USDC', 98_020, 3e9), oddity('BTCUSDT_270326', 'BTC', 'USDT', 99_480, 4e8, { contractType: 'CURRENT_QUARTER' }),
  oddity('TSLAUSDT', 'TSLA', 'USDT', 412.35, 2e8, { contractType: 'TRADIFI_PERPETUAL' }), oddity('LUNAUSDT', 'LUNA', 'USDT', 0.19, 2e6, { status: 'SETTLING' }),
];

export const oddListings = (market: BinanceMarket): readonly BinanceListing[] => (market === 'spot' ? SPOT : USDM);
