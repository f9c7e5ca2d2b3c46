import { stepOf, type Grid } from '../../market/grid';
import type { BinanceListing } from './binance-listing';
import type { BinanceMarket } from './dialect';

const YEAR_MS = 365 * 86_400_000;
/** How the venue writes "never" for the delivery of a perpetual. */
const NO_DELIVERY_MS = 4_133_404_800_000;

const text = (grid: Grid, value: number, shown = grid.decimals): string => value.toFixed(shown);

const spotRow = ({ symbol, status, baseAsset, quoteAsset, priceGrid, quantityGrid }: BinanceListing): object => {
  const tick = text(priceGrid, stepOf(priceGrid), 8);
  const step = text(quantityGrid, stepOf(quantityGrid), 8);
  return {
    symbol, status, baseAsset, baseAssetPrecision: 8, quoteAsset, quotePrecision: 8, quoteAssetPrecision: 8, baseCommissionPrecision: 8, quoteCommissionPrecision: 8,
    orderTypes: ['LIMIT', 'LIMIT_MAKER', 'MARKET', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT_LIMIT'], icebergAllowed: true, ocoAllowed: true, otoAllowed: true,
    quoteOrderQtyMarketAllowed: true, allowTrailingStop: true, cancelReplaceAllowed: true, isSpotTradingAllowed: status === 'TRADING', isMarginTradingAllowed: false,
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: tick, maxPrice: text(priceGrid, 2_000_000 * stepOf(priceGrid), 8), tickSize: tick },
      { filterType: 'LOT_SIZE', minQty: step, maxQty: text(quantityGrid, 9_000_000 * stepOf(quantityGrid), 8), stepSize: step },
      { filterType: 'NOTIONAL', minNotional: '5.00000000', applyMinToMarket: true, maxNotional: '9000000.00000000', applyMaxToMarket: false, avgPriceMins: 5 },
    ],
    permissions: [], permissionSets: [['SPOT']], defaultSelfTradePreventionMode: 'EXPIRE_MAKER', allowedSelfTradePreventionModes: ['EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH'],
  };
};

const futuresRow = ({ symbol, status, contractType, baseAsset, quoteAsset, priceGrid, quantityGrid }: BinanceListing, nowMs: number): object => {
  const tick = text(priceGrid, stepOf(priceGrid));
  const step = text(quantityGrid, stepOf(quantityGrid));
  return {
    symbol, pair: symbol.split('_')[0], contractType, deliveryDate: contractType === 'CURRENT_QUARTER' ? nowMs + YEAR_MS / 4 : NO_DELIVERY_MS, onboardDate: nowMs - YEAR_MS,
    status, maintMarginPercent: '2.5000', requiredMarginPercent: '5.0000', baseAsset, quoteAsset, marginAsset: quoteAsset,
    pricePrecision: priceGrid.decimals, quantityPrecision: quantityGrid.decimals, baseAssetPrecision: 8, quotePrecision: 8, underlyingType: 'COIN', underlyingSubType: [],
    triggerProtect: '0.0500', liquidationFee: '0.012500', marketTakeBound: '0.05',
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: tick, maxPrice: text(priceGrid, 2_000_000 * stepOf(priceGrid)), tickSize: tick },
      { filterType: 'LOT_SIZE', maxQty: text(quantityGrid, 1_000_000 * stepOf(quantityGrid)), minQty: step, stepSize: step },
      { filterType: 'MIN_NOTIONAL', notional: '5' },
    ],
    orderTypes: ['LIMIT', 'MARKET', 'STOP', 'STOP_MARKET', 'TAKE_PROFIT', 'TAKE_PROFIT_MARKET', 'TRAILING_STOP_MARKET'], timeInForce: ['GTC', 'IOC', 'FOK', 'GTX', 'GTD'],
  };
};

/** The venue's list with its limits, as `exchangeInfo` gives it. */
export const exchangeInfo = (market: BinanceMarket, listings: readonly BinanceListing[], nowMs: number, weightPerMinute: number): object => {
  const rateLimits = [{ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: weightPerMinute }];
  return market === 'spot'
    ? {
      timezone: 'UTC', serverTime: nowMs, rateLimits: [...rateLimits, { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: 300_000 }],
      exchangeFilters: [], symbols: listings.map(spotRow),
    }
    : {
      timezone: 'UTC', serverTime: nowMs, futuresType: 'U_MARGINED', rateLimits, exchangeFilters: [], assets: [{ asset: 'USDT', marginAvailable: true, autoAssetExchange: '-10000' }],
      symbols: listings.map((listing) => futuresRow(listing, nowMs)),
    };
};
