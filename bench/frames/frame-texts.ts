import { gridText, stepOf } from '../../simulator/market/grid';
import type { Random } from '../../simulator/market/random';
import { leanOf, volumeFactor, type FrameSymbol } from './frame-symbol';

/**
 * Bybit v5 linear frames as its documentation shows them (websocket/public/{ticker,orderbook,trade} pages), keys in the wire's order:
 * a level-1 book has `ts` before `type`, the others behind it.
 */
const FUNDING_TIME = '1767801600000';
/** Chance of each field to be in a delta: gives a mean frame of about 294 bytes. */
const FIELD_SHARE = 0.34;
const MORE_TRADES = 0.4;

const priceText = (one: FrameSymbol, price: number): string => gridText(one.priceGrid, Math.max(price, stepOf(one.priceGrid)));
const quantityText = (one: FrameSymbol, quantity: number): string => gridText(one.quantityGrid, Math.max(quantity, stepOf(one.quantityGrid)));

type FieldText = (one: FrameSymbol, random: Random) => string;

/** In the wire's order. Only the fields that are sent are put into words. */
const TICKER_FIELDS: readonly (readonly [string, FieldText])[] = [
  ['tickDirection', (_, random) => random.pick(['PlusTick', 'ZeroPlusTick', 'MinusTick', 'ZeroMinusTick'])],
  ['price24hPcnt', (one) => (one.price / one.previousDay - 1).toFixed(6)],
  ['lastPrice', (one) => priceText(one, one.price)],
  ['prevPrice24h', (one) => priceText(one, one.previousDay)],
  ['highPrice24h', (one) => priceText(one, one.high24h)],
  ['lowPrice24h', (one) => priceText(one, one.low24h)],
  ['prevPrice1h', (one) => priceText(one, one.previousDay)],
  ['markPrice', (one) => priceText(one, one.price + stepOf(one.priceGrid))],
  ['indexPrice', (one) => priceText(one, one.price - stepOf(one.priceGrid))],
  ['openInterest', (one) => quantityText(one, one.turnover24h / one.price)],
  ['openInterestValue', (one) => one.turnover24h.toFixed(2)],
  ['turnover24h', (one) => one.turnover24h.toFixed(4)],
  ['volume24h', (one) => (one.turnover24h / one.price).toFixed(4)],
  ['fundingIntervalHour', () => '8'],
  ['fundingCap', () => '0.005'],
  ['nextFundingTime', () => FUNDING_TIME],
  ['fundingRate', () => '0.0001'],
  ['bid1Price', (one) => priceText(one, one.price - stepOf(one.priceGrid))],
  ['bid1Size', (one, random) => quantityText(one, one.topQuantity * random.between(0.5, 1.5))],
  ['ask1Price', (one) => priceText(one, one.price + stepOf(one.priceGrid))],
  ['ask1Size', (one, random) => quantityText(one, one.topQuantity * random.between(0.5, 1.5))],
];

export const tickerText = (one: FrameSymbol, random: Random, isSnapshot: boolean, timeMs: number, sequence: number): string => {
  let fields = '';
  for (const [name, text] of TICKER_FIELDS) if (isSnapshot || random.chance(FIELD_SHARE)) fields += `,"${name}":"${text(one, random)}"`;
  return `{"topic":"tickers.${one.symbol}","type":"${isSnapshot ? 'snapshot' : 'delta'}","data":{"symbol":"${one.symbol}"${fields}},"cs":${sequence},"ts":${timeMs}}`;
};

export const bookText = (one: FrameSymbol, random: Random, timeMs: number, sequence: number): string => {
  const tick = stepOf(one.priceGrid);
  const lean = leanOf(one, timeMs);
  const bidQuantity = one.topQuantity * (lean === 'ask' ? 0.05 : random.between(0.5, 1.5));
  const askQuantity = one.topQuantity * (lean === 'bid' ? 0.05 : random.between(0.5, 1.5));
  one.updateId += 1;
  return `{"topic":"orderbook.1.${one.symbol}","ts":${timeMs},"type":"snapshot","data":{"s":"${one.symbol}","b":[["${priceText(one, one.price - tick)}","${quantityText(one, bidQuantity)}"]],`
    + `"a":[["${priceText(one, one.price + tick)}","${quantityText(one, askQuantity)}"]],"u":${one.updateId},"seq":${sequence}},"cts":${timeMs - 1 - random.below(3)}}`;
};

const hex = (random: Random, digits: number): string => random.bits().toString(16).padStart(8, '0').slice(0, digits);

/** A version-4 UUID, as the venue's trade ids are. */
const tradeId = (random: Random): string =>
  `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-a${hex(random, 3)}-${hex(random, 8)}${hex(random, 4)}`;

const tradeRow = (one: FrameSymbol, random: Random, timeMs: number, usualQuantity: number, sequence: number): string => {
  const price = one.price + stepOf(one.priceGrid) * (random.below(3) - 1);
  const quantity = usualQuantity * volumeFactor(one, timeMs) * random.logNormal(0.5);
  return `{"T":${timeMs},"s":"${one.symbol}","S":"${random.chance(0.5) ? 'Buy' : 'Sell'}","v":"${quantityText(one, quantity)}","p":"${priceText(one, price)}",`
    + `"L":"${random.pick(['PlusTick', 'ZeroMinusTick'])}","i":"${tradeId(random)}","BT":false,"RPI":false,"seq":${sequence}}`;
};

/** One or more trades, 1.67 in the mean; `usualQuantity` of each in base units, their times up to `ageMs` before the frame's. */
export const tradeText = (one: FrameSymbol, random: Random, timeMs: number, usualQuantity: number, ageMs: number, sequence: number): string => {
  const rows: string[] = [];
  do rows.push(tradeRow(one, random, timeMs - ageMs, usualQuantity, sequence)); while (random.chance(MORE_TRADES));
  return `{"topic":"publicTrade.${one.symbol}","type":"snapshot","ts":${timeMs},"data":[${rows.join(',')}]}`;
};

export const MEAN_TRADES = 1 / (1 - MORE_TRADES);
