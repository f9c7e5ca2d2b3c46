import type { MarketEvent, Stream } from '../../core/market/events';
import { DEFAULT_RADAR, type RadarSettings } from '../../core/radar/settings';
import { bar, book, clock, ticker, trade } from './market-events';
import { seededRandom } from './price-series';

/** Windows and thresholds so small that a few minutes of a wild market warm everything up and fire every detector. */
export const EAGER_RADAR: RadarSettings = {
  ...DEFAULT_RADAR, activeSymbolsLimit: 3, leaveRank: 4, displaceRank: 2, leaveAfterMs: 10_000, silentAfterMs: 40_000,
  bandWindow: 5, bandDeviations: 1, widthLookbackBars: 20, widthWarmupBars: 5, minTradedBars: 2, squeezeThreshold: 0.4, maxTypicalWidth: 2, minArmedBars: 1, releaseRise: 0.05,
  imbalanceThreshold: 0.4, imbalanceUpdates: 4, imbalanceUpdatesHeld: 3, imbalanceHoldMs: 300, imbalanceMinNotionalUsdt: 100,
  volumeWindow: 5, volumeSpikeMultiple: 1.5, spikeEffortFactor: 1, spikeMinNotionalUsdt: 10, coolDownMs: 15_000,
};

export const STREAM_SYMBOLS = ['CCCUSDT', 'AAAUSDT', 'BBBUSDT', 'DDDUSDT', 'EEEUSDT', 'FFFUSDT'] as const;
const STREAMS = ['ticker', 'book-top', 'trade'] as const;
const START_MS = Date.UTC(2026, 0, 7, 9, 0, 0);

/**
 * A seeded market of six symbols as events in order: calm and wild spells, trades late, repeated, ahead of the clock and out of order,
 * crossed and one-sided books, deltas without a snapshot, gaps of some streams, silent symbols, changing lists of instruments, history,
 * and now and then a jump of our clock.
 */
export const marketStream = (seed: number, events: number): readonly MarketEvent[] => {
  const random = seededRandom(seed * 7_919 + 17);
  const below = (limit: number): number => Math.floor(random() * limit);
  const chance = (probability: number): boolean => random() < probability;
  const symbolOf = (): string => STREAM_SYMBOLS[below(STREAM_SYMBOLS.length)]!;
  const prices = new Map<string, number>(STREAM_SYMBOLS.map((symbol, index) => [symbol, 20 + 30 * index]));
  const stream: MarketEvent[] = [];
  let nowMs = START_MS;
  let jumpMs = 0;
  let wildness = 1;
  let tradeId = 0;

  const times = () => ({ exchangeTimeMs: nowMs - below(120), receivedTimeMs: nowMs + jumpMs });
  const streamsOf = (): Stream[] => STREAMS.filter(() => chance(0.6));
  const listing = (): MarketEvent => ({
    kind: 'universe', ...times(),
    instruments: STREAM_SYMBOLS.filter(() => chance(0.9)).map((symbol) => ({ symbol, baseCoin: 'A', quoteCoin: 'USDT', tickSize: chance(0.8) ? 0.001 : 1 })),
  });
  const tickerOf = (symbol: string, isSnapshot: boolean): MarketEvent => {
    const price = prices.get(symbol)!;
    const fields = {
      lastPrice: price, previousPrice24h: price * (0.9 + below(20) / 100), highPrice24h: price * (1 + below(12) / 100), lowPrice24h: price * (1 - below(6) / 100),
      turnover24h: chance(0.9) ? 2_000_000 : 900_000, bidPrice: price,
    };
    const kept = Object.fromEntries(Object.entries(fields).filter(() => isSnapshot || chance(0.4)));
    return { ...ticker(symbol, kept, 0, isSnapshot), ...times() };
  };
  const tradeOf = (symbol: string): MarketEvent => {
    const price = Math.max(1, prices.get(symbol)! * (1 + (random() - 0.5) * 0.002 * wildness));
    prices.set(symbol, price);
    const lateMs = chance(0.03) ? below(8_000) : below(200);
    const aheadMs = chance(0.002) ? below(20_000) : 0;
    return trade({
      symbol, price, quantity: 1 + below(chance(0.05) ? 500 : 10), tradeId: `${seed}-${tradeId++}`,
      exchangeTimeMs: nowMs - lateMs + aheadMs, receivedTimeMs: nowMs + jumpMs, side: chance(0.5) ? 'buy' : 'sell',
    });
  };
  /** One message: at times several trades. */
  const tradesOf = (symbol: string): MarketEvent[] => Array.from({ length: chance(0.2) ? 1 + below(5) : 1 }, () => tradeOf(symbol));
  const bookOf = (): MarketEvent => {
    const symbol = symbolOf();
    const price = prices.get(symbol)!;
    const isLeaning = Math.floor(nowMs / 5_000) % 3 === 0;
    const quantity = (isHeavy: boolean): number | undefined => (chance(0.01) ? undefined : (isHeavy ? 400 : 40) + below(60));
    return book({
      symbol, bidPrice: chance(0.01) ? undefined : price * (chance(0.02) ? 1.01 : 0.999), askPrice: chance(0.01) ? undefined : price * 1.001,
      bidQuantity: quantity(isLeaning && symbol < 'D'), askQuantity: quantity(isLeaning && symbol > 'D'), ...times(),
    });
  };
  const gapOf = (): MarketEvent => ({
    kind: 'gap', symbols: STREAM_SYMBOLS.filter(() => chance(0.4)), streams: streamsOf(), lastDataTimeMs: nowMs - below(2_000), ...times(),
    cause: chance(0.3) ? 'unsubscribed' : 'disconnect',
  });
  const resumedOf = (): MarketEvent => ({ kind: 'resumed', symbols: STREAM_SYMBOLS.filter(() => chance(0.8)), streams: chance(0.7) ? STREAMS : streamsOf(), ...times() });
  const backfillOf = (): MarketEvent => {
    const minute = Math.floor(nowMs / 60_000);
    return { kind: 'backfill', symbol: symbolOf(), bars: Array.from({ length: 5 }, (_, index) => bar({ startTimeMs: (minute - 5 + index) * 60_000, close: 50 + index })), ...times() };
  };
  const again = (): MarketEvent => stream[Math.max(0, stream.length - 1 - below(60))]!;

  stream.push(listing(), ...STREAM_SYMBOLS.map((symbol) => tickerOf(symbol, true)));
  while (stream.length < events) {
    nowMs += below(60);
    if (chance(0.002)) wildness = 0.02 + random() * 4;
    if (chance(0.0003)) jumpMs += (below(3) - 1) * 3_600_000;
    const kind = random();
    if (kind < 0.15) stream.push({ ...clock(nowMs + jumpMs) });
    else if (kind < 0.3) stream.push(tickerOf(symbolOf(), chance(0.05)));
    else if (kind < 0.62) stream.push(bookOf());
    else if (kind < 0.97) stream.push(...tradesOf(symbolOf()));
    else if (kind < 0.985) stream.push(again());
    else if (kind < 0.987) stream.push(gapOf());
    else if (kind < 0.992) stream.push(resumedOf());
    else if (kind < 0.993) stream.push(listing());
    else if (kind < 0.995) stream.push(backfillOf());
    else nowMs += below(chance(0.05) ? 30_000 : 1_500);
  }
  return stream;
};
