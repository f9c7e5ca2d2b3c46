import { stepOf, type Grid } from '../market/grid';
import type { SymbolSpec } from '../market/symbol-spec';

/** One row of the venue's contract list. `marketSymbol` names the simulated walk behind it; oddities have none. */
export interface Listing {
  readonly symbol: string;
  readonly marketSymbol: string | undefined;
  readonly contractType: 'LinearPerpetual' | 'LinearFutures';
  readonly status: 'Trading' | 'PreLaunch' | 'Closed';
  readonly baseCoin: string;
  readonly quoteCoin: 'USDT' | 'USDC';
  readonly symbolType: '' | 'innovation' | 'stock' | 'forex' | 'commodity';
  readonly launchTimeMs: number;
  /** 0 for perpetuals that trade; the delisting time of those that do not. */
  readonly deliveryTimeMs: number;
  readonly priceGrid: Grid;
  readonly quantityGrid: Grid;
  /** Fixed price of an oddity. */
  readonly price: number;
}

const YEAR_MS = 365 * 86_400_000;
const CENT: Grid = { units: 1, decimals: 2 };

export const listingOf = (spec: SymbolSpec, launchTimeMs: number, symbol = spec.symbol): Listing => ({
  symbol, marketSymbol: spec.symbol, contractType: 'LinearPerpetual', status: 'Trading', baseCoin: spec.baseCoin, quoteCoin: 'USDT',
  symbolType: spec.temper === 'quiet' ? 'innovation' : '', launchTimeMs, deliveryTimeMs: 0,
  priceGrid: spec.priceGrid, quantityGrid: spec.quantityGrid, price: spec.startPrice,
});

const oddity = (symbol: string, baseCoin: string, price: number, startMs: number, rest: Partial<Listing>): Listing => ({
  symbol, marketSymbol: undefined, contractType: 'LinearPerpetual', status: 'Trading', baseCoin, quoteCoin: 'USDT', symbolType: '',
  launchTimeMs: startMs - YEAR_MS, deliveryTimeMs: 0, priceGrid: CENT, quantityGrid: CENT, price, ...rest,
});

/**
 * Contracts of the linear category that a scanner of USDT perpetuals must leave out: dated futures, USDC-settled contracts,
 * stocks, metals and currencies, and one that has not opened (market/instrument page, `contractType`, `symbolType`, `status`).
 */
export const oddListings = (startMs: number): readonly Listing[] => {
  const deliveryTimeMs = startMs + YEAR_MS / 4;
  return [
    oddity('BTCPERP', 'BTC', 98_010, startMs, { quoteCoin: 'USDC' }),
    oddity('ETHPERP', 'ETH', 3_401, startMs, { quoteCoin: 'USDC' }),
    oddity('BTC-26MAR27', 'BTC', 99_500, startMs, { contractType: 'LinearFutures', quoteCoin: 'USDC', deliveryTimeMs }),
    oddity('BTCUSDT-26MAR27', 'BTC', 99_480, startMs, { contractType: 'LinearFutures', deliveryTimeMs }),
    oddity('ETHUSDT-26MAR27', 'ETH', 3_460, startMs, { contractType: 'LinearFutures', deliveryTimeMs }),
    oddity('TSLAUSDT', 'TSLA', 412.35, startMs, { symbolType: 'stock' }),
    oddity('NVDAUSDT', 'NVDA', 181.9, startMs, { symbolType: 'stock' }),
    oddity('XAUUSDT', 'XAU', 4_120.5, startMs, { symbolType: 'commodity' }),
    oddity('EURUSDUSDT', 'EURUSD', 1.16, startMs, { symbolType: 'forex' }),
    oddity('NEWCOINUSDT', 'NEWCOIN', 0.85, startMs, { status: 'PreLaunch', launchTimeMs: startMs + 86_400_000 }),
  ];
};

const number = (value: number, grid: Grid): string => value.toFixed(grid.decimals);

/** The row as REST prints it. */
export const instrumentRow = (listing: Listing, symbolId: number): Record<string, unknown> => {
  const tick = number(stepOf(listing.priceGrid), listing.priceGrid);
  const step = number(stepOf(listing.quantityGrid), listing.quantityGrid);
  const most = number(1_000_000 * stepOf(listing.quantityGrid), listing.quantityGrid);
  return {
    symbol: listing.symbol, symbolId, contractType: listing.contractType, status: listing.status, baseCoin: listing.baseCoin, quoteCoin: listing.quoteCoin,
    symbolType: listing.symbolType, launchTime: String(listing.launchTimeMs), deliveryTime: String(listing.deliveryTimeMs),
    deliveryFeeRate: '', priceScale: String(listing.priceGrid.decimals),
    leverageFilter: { minLeverage: '1', maxLeverage: '50.00', leverageStep: '0.01' },
    priceFilter: { minPrice: tick, maxPrice: number(2_000_000 * stepOf(listing.priceGrid), listing.priceGrid), tickSize: tick },
    lotSizeFilter: { maxOrderQty: most, minOrderQty: step, qtyStep: step, postOnlyMaxOrderQty: most, maxMktOrderQty: most, minNotionalValue: '5' },
    unifiedMarginTrade: true, fundingInterval: 480, settleCoin: listing.quoteCoin, copyTrading: 'none',
    upperFundingRate: '0.005', lowerFundingRate: '-0.005', displayName: '',
    isPreListing: listing.status === 'PreLaunch', preListingInfo: null, riskParameters: { priceLimitRatioX: '0.05', priceLimitRatioY: '0.1' },
  };
};
