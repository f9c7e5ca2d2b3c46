import { MinuteMids, noMids } from '../../../core/whales/minute-mids';
import { medianOf } from '../../../core/whales/median';
import { TradingHours } from '../../../core/whales/trading-hours';

const MINUTE = 60_000;

describe('volatility of an hour', () => {
  const fed = (mids: readonly number[], skip: (minute: number) => boolean = () => false): MinuteMids => {
    const volatility = new MinuteMids(noMids(), 10);
    mids.forEach((mid, minute) => { if (!skip(minute)) volatility.add(mid, minute * MINUTE + 59_000); });
    return volatility;
  };
  const wave = Array.from({ length: 90 }, (_, index) => 100 * Math.exp(0.001 * (index % 2)));

  test('S2.26: sample deviation of the last 60 one-minute log returns, times sqrt(60)', () => {
    const returns = Array.from({ length: 60 }, (_, index) => (index % 2 === 0 ? 0.001 : -0.001));
    const deviation = Math.sqrt(returns.reduce((sum, value) => sum + value ** 2, 0) / 59);
    expect(fed(wave).volatility1h).toBeCloseTo(deviation * Math.sqrt(60), 6);
  });

  test('C2.14: no answer below ten returns, the open minute not counted', () => {
    expect(fed(wave.slice(0, 11)).volatility1h).toBeUndefined();
    expect(fed(wave.slice(0, 12)).volatility1h).toBeDefined();
  });

  test('a minute in which nothing was seen takes two returns away, and nothing is made up for them', () => {
    expect(fed(wave.slice(0, 13), (minute) => minute === 5).volatility1h).toBeUndefined();
    expect(fed(wave.slice(0, 14), (minute) => minute === 5).volatility1h).toBeDefined();
  });

  test('the last mid of a minute counts, and one that comes late does not', () => {
    const volatility = fed(wave.slice(0, 13));
    volatility.add(1_000, 3 * MINUTE);
    volatility.add(wave[12]!, 12 * MINUTE + 59_500);
    expect(volatility.volatility1h).toBe(fed(wave.slice(0, 13)).volatility1h);
  });
});

describe('trading hours', () => {
  const MONDAY = Date.UTC(2024, 7, 5);
  const hours = (days: number) => Array.from({ length: 24 * days }, (_, index) => {
    const startTimeMs = MONDAY + index * 3_600_000;
    const isWeekend = [0, 6].includes(new Date(startTimeMs).getUTCDay());
    return { startTimeMs, quoteVolume: (1 + (index % 24)) * (isWeekend ? 0.5 : 1) };
  });
  const known = (days: number): TradingHours => {
    const trading = new TradingHours();
    trading.replace({ kind: 'hourly-volume', symbol: 'BTCUSDT', hours: hours(days), exchangeTimeMs: 0, receivedTimeMs: 0 });
    return trading;
  };

  test('C2.14: an hour\'s median volume over the busiest hour\'s', () => {
    expect(known(28).at(MONDAY + 11 * 3_600_000).timeOfDay).toBeCloseTo(12 / 24, 12);
    expect(known(28).at(MONDAY + 23 * 3_600_000 + 1).timeOfDay).toBe(1);
  });

  test('C2.14: the weekend likewise', () => {
    const saturday = Date.UTC(2024, 7, 10, 12);
    expect(known(28).at(saturday).weekend).toBeCloseTo(0.5, 12);
    expect(known(28).at(MONDAY).weekend).toBe(1);
  });

  test('no answer before every hour, and both kinds of day, were seen', () => {
    expect(new TradingHours().at(MONDAY)).toEqual({ timeOfDay: undefined, weekend: undefined });
    const { timeOfDay, weekend } = known(3).at(MONDAY);
    expect([timeOfDay === undefined, weekend]).toEqual([false, undefined]);
  });
});

test('the median of an even number of values is the mean of the middle two', () => {
  expect([medianOf([]), medianOf([3]), medianOf([4, 1]), medianOf([9, 1, 2])]).toEqual([undefined, 3, 2.5, 2]);
});
