import { readWhaleConfig } from '../../../containers/whales/config';
import { DEFAULT_WHALES } from '../../../core/whales/settings';

describe('the whale scanner\'s environment', () => {
  test('C2.19, C1.18: with nothing set it is Binance spot, the source\'s thresholds, no queue and nothing kept', () => {
    expect(readWhaleConfig({})).toMatchObject({
      binanceWsUrl: 'wss://stream.binance.com:443', binanceRestUrl: 'https://api.binance.com', venueMarket: 'spot', queueUrl: undefined, whalesTable: undefined,
      stateDir: undefined, feedHost: '127.0.0.1', feedPort: 8_090, feedToken: undefined, primaryScanOnly: false, market: 'live', whales: DEFAULT_WHALES,
      source: { venue: 'binance', market: 'live' },
    });
  });

  test('C2.19: WHALE_MARKET=usdm is the futures market and its addresses', () => {
    expect(readWhaleConfig({ WHALE_MARKET: 'usdm' })).toMatchObject({
      binanceWsUrl: 'wss://fstream.binance.com', binanceRestUrl: 'https://fapi.binance.com', source: { venue: 'binance-usdm' },
    });
  });

  test('S2.2, S2.5, S2.6, S2.10, S2.11: the source\'s thresholds by their names', () => {
    expect(readWhaleConfig({
      TOP_COINS_LIMIT: '10', LARGE_ORDER_MULTIPLIER: '2.0', ORDERBOOK_DEPTH: '15', SURVIVAL_THRESHOLD: '0.5', HOT_POOL_LIFETIME_SECONDS: '120', TOP10_MODE: 'median',
    }).whales).toMatchObject({
      topCoinsLimit: 10, largeOrderMultiplier: 2, orderbookDepth: 15, survivalThreshold: 0.5, hotPoolLifetimeSeconds: 120, top10Mode: 'median',
    });
  });

  test('on a faster clock a delivery takes that much more market time, and a level\'s age is what it was', () => {
    const { whales } = readWhaleConfig({ CLOCK_SPEED: '20', CLOCK_ANCHOR_MS: '0' });
    expect([whales.reconcileMs, whales.snapshotTimeoutMs, whales.hotPoolLifetimeSeconds]).toEqual([20_000, 200_000, 60]);
  });

  test('D-1: another threshold is another hash', () => {
    const hashOf = (env: Record<string, string>) => readWhaleConfig(env).source.configHash;
    expect(hashOf({})).toMatch(/^[0-9a-f]{16}$/);
    expect(hashOf({ LARGE_ORDER_MULTIPLIER: '4' })).not.toBe(hashOf({}));
  });

  test.each([
    ['WHALE_MARKET', 'margin', 'environment variable WHALE_MARKET is "margin": expected one of spot, usdm'],
    ['LARGE_ORDER_MULTIPLIER', '0', 'environment variable LARGE_ORDER_MULTIPLIER is "0": expected a number from 1 to 100'],
    ['SURVIVAL_THRESHOLD', '70', 'environment variable SURVIVAL_THRESHOLD is "70": expected a number from 0.05 to 0.99'],
    ['TOP10_MODE', 'mean', 'environment variable TOP10_MODE is "mean": expected one of exclude_self, inclusive, median'],
    ['BINANCE_WS_URL', 'https://x', 'environment variable BINANCE_WS_URL'],
    ['PRIMARY_SCAN_ONLY', 'yes', 'environment variable PRIMARY_SCAN_ONLY is "yes": expected one of true, false'],
  ])('%s=%s is refused with name, value and expectation', (name, value, message) => {
    expect(() => readWhaleConfig({ [name]: value })).toThrow(message);
  });
});
