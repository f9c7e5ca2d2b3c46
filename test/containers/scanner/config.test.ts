import { configHash } from '../../../adapters/config-hash';
import { readConfig } from '../../../containers/scanner/config';
import { DEFAULT_RADAR, RADAR_PRESETS } from '../../../core/radar/settings';

describe('the scanner\'s environment', () => {
  test('S1.25, C1.18: with nothing set it is the public feed, the default preset and no queue', () => {
    expect(readConfig({})).toMatchObject({
      bybitWsUrl: 'wss://stream.bybit.com/v5/public/linear', queueUrl: undefined, performanceQueueUrl: undefined,
      socket: { transport: 'ws', readEveryMs: 0 }, market: 'live', logLevel: 'info', logFormat: 'human', preset: 'default', radar: DEFAULT_RADAR,
    });
  });

  test('S1.25: LOG_LEVEL=INFO, as the source writes it, is understood', () => {
    expect(readConfig({ LOG_LEVEL: 'INFO' }).logLevel).toBe('info');
  });

  test('S1.36: a preset gives its thresholds, and a named variable overrides it (S1.35)', () => {
    const { radar } = readConfig({ PRESET: 'more', OB_IMBALANCE_THRESHOLD: '0.65', TICKER_UPDATE_INTERVAL: '10' });
    expect(radar).toEqual({ ...RADAR_PRESETS.more, imbalanceThreshold: 0.65, rankIntervalMs: 10_000 });
  });

  test('C1.6: three quarters of the bars must have traded whatever the window, so that a shorter one can still score', () => {
    expect(readConfig({ BB_WINDOW: '10' }).radar.minTradedBars).toBe(8);
    expect(readConfig({ BB_WINDOW: '100' }).radar.minTradedBars).toBe(75);
  });

  test.each([[20, 24, 16], [50, 60, 40], [100, 120, 80]])('C1.21: the hysteresis of a watch list of %d goes from rank %d in to %d', (limit, leaveRank, displaceRank) => {
    expect(readConfig({ ACTIVE_SYMBOLS_LIMIT: String(limit) }).radar).toMatchObject({ activeSymbolsLimit: limit, leaveRank, displaceRank });
  });

  test.each([
    ['PRESET', 'Precise', 'environment variable PRESET is "Precise": expected one of default, more, precise'],
    ['BB_SQUEEZE_THRESHOLD', '90', 'environment variable BB_SQUEEZE_THRESHOLD is "90": expected a number from 0 to 1'],
    ['ACTIVE_SYMBOLS_LIMIT', '0', 'environment variable ACTIVE_SYMBOLS_LIMIT is "0": expected a whole number from 1 to 500'],
    ['VOLATILITY_MEASURE', 'atr', 'environment variable VOLATILITY_MEASURE is "atr": expected one of range, abs_change'],
    ['LOG_FORMAT', 'xml', 'environment variable LOG_FORMAT is "xml": expected one of json, human'],
    ['TRANSPORT', 'fast', 'environment variable TRANSPORT is "fast": expected one of ws, thin'],
    ['READ_EVERY_MS', '0.5', 'environment variable READ_EVERY_MS is "0.5": expected a whole number from 0 to 100'],
    ['MARKET', 'paper', 'environment variable MARKET is "paper": expected one of live, simulated'],
  ])('%s=%s is refused with name, value and expectation', (name, value, message) => {
    expect(() => readConfig({ [name]: value })).toThrow(message);
  });

  test('what is waited for in real time grows with the speed of the market clock', () => {
    const { radar, tracker, clock } = readConfig({ CLOCK_SPEED: '20', CLOCK_ANCHOR_MS: '1000' });
    const before = Date.now();
    expect(clock.nowMs() - 1_000).toBeGreaterThanOrEqual(20 * (before - 1_000));
    expect([radar.barGraceMs, radar.maxFutureMs, tracker.graceMs]).toEqual([6_000, 100_000, 40_000]);
  });

  test('D-1: what decides is named: hash of all settings in effect, and the code as the template put it', () => {
    const { source, radar, tracker, finder } = readConfig({ CODE_VERSION: '0.1.0+3f9c2a1b8d4e', MARKET: 'simulated' });
    const where = { venue: 'bybit', market: 'simulated' } as const;
    expect(source).toEqual({ ...where, configHash: configHash({ settings: { radar, tracker }, finder, source: where }), codeVersion: '0.1.0+3f9c2a1b8d4e' });
    expect(readConfig({}).source.codeVersion).toBeNull();
  });

  test.each([{ PRESET: 'more' }, { BB_SQUEEZE_THRESHOLD: '0.91' }, { MARKET: 'simulated' }, { CLOCK_SPEED: '2', CLOCK_ANCHOR_MS: '0' }])('D-1: %j is another configuration hash, a second start with the same is not', (env) => {
    expect(readConfig(env).source.configHash).not.toBe(readConfig({}).source.configHash);
    expect(readConfig(env).source.configHash).toBe(readConfig({ ...env, LOG_LEVEL: 'debug' }).source.configHash);
  });

  test('D-2: records where a folder is named, and uploads where a bucket is too', () => {
    expect(readConfig({}).recording).toBeUndefined();
    expect(readConfig({ RECORDING_DIR: '/recordings' }).recording).toEqual({ directory: '/recordings', upload: undefined });
    expect(readConfig({ RECORDING_DIR: '/recordings', RECORDINGS_BUCKET: 'tapes' }).recording)
      .toEqual({ directory: '/recordings', upload: { bucket: 'tapes', prefix: 'recordings' } });
  });

  test('D-2: a bucket without a folder is refused, as segments must lie somewhere before they are sent', () => {
    expect(() => readConfig({ RECORDINGS_BUCKET: 'tapes' }))
      .toThrow('environment variable RECORDINGS_BUCKET is "tapes" while RECORDING_DIR is not set: expected a folder for what is on its way there');
  });
});
