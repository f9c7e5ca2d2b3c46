import { makeMarket } from '../../../simulator/market/market';

const START_MS = Date.UTC(2026, 5, 1, 0, 0, 0);

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const correlation = (a: readonly number[], b: readonly number[]): number => {
  const [meanA, meanB] = [mean(a), mean(b)];
  const covariance = mean(a.map((value, index) => (value - meanA) * (b[index]! - meanB)));
  return covariance / Math.sqrt(mean(a.map((value) => (value - meanA) ** 2)) * mean(b.map((value) => (value - meanB) ** 2)));
};

const kurtosis = (values: readonly number[]): number => {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) ** 4)) / mean(values.map((value) => (value - centre) ** 2)) ** 2;
};

describe('plausibility of the walk', () => {
  const market = makeMarket({ seed: 3, startTimeMs: START_MS, symbolCount: 30, plants: false });
  const busy = market.specs.filter(({ temper }) => temper === 'hot' || temper === 'major').slice(0, 12).map(({ symbol }) => symbol);
  const returns = new Map<string, number[]>(busy.map((symbol) => [symbol, []]));
  const lasts = new Map<string, number>();

  beforeAll(() => {
    for (let minute = 1; minute <= 360; minute += 1) {
      market.run(START_MS + minute * 60_000, () => undefined);
      for (const symbol of busy) {
        const { last } = market.summary(symbol)!;
        const before = lasts.get(symbol);
        if (before !== undefined) returns.get(symbol)!.push(Math.log(last / before));
        lasts.set(symbol, last);
      }
    }
  });

  test('tails are fat: the kurtosis of one-minute returns is above the normal 3', () => {
    expect(mean([...returns.values()].map(kurtosis))).toBeGreaterThan(3.5);
  });

  test('volatility clusters: absolute returns are correlated with those before, returns are not', () => {
    const lagged = (pick: (value: number) => number): number =>
      mean([...returns.values()].map((series) => correlation(series.slice(1).map(pick), series.slice(0, -1).map(pick))));
    expect(lagged(Math.abs)).toBeGreaterThan(0.08);
    expect(Math.abs(lagged((value) => value))).toBeLessThan(0.2);
  });

  test('symbols move together', () => {
    const all = [...returns.values()];
    const pairs = all.flatMap((a, index) => all.slice(index + 1).map((b) => correlation(a, b)));
    expect(mean(pairs)).toBeGreaterThan(0.1);
  });

  test('sizes at the best bid are log-normal-like and remember the second before', () => {
    const watched = makeMarket({ seed: 3, startTimeMs: START_MS, symbolCount: 20, plants: false });
    const symbol = watched.specs[1]!.symbol;
    watched.setActive([symbol]);
    const logs: number[] = [];
    watched.run(START_MS + 600_000, (event) => {
      if (event.kind === 'book-top' && event.exchangeTimeMs % 1_000 === 999) logs.push(Math.log(event.bidQuantity!));
    });
    expect(correlation(logs.slice(1), logs.slice(0, -1))).toBeGreaterThan(0.2);
  });

  test('trades come in bursts: counts per second vary more than a Poisson process', () => {
    const watched = makeMarket({ seed: 4, startTimeMs: START_MS, symbolCount: 20, plants: false });
    const symbol = watched.specs[2]!.symbol;
    watched.setActive([symbol]);
    const counts = new Array<number>(900).fill(0);
    watched.run(START_MS + 899_999, (event) => { if (event.kind === 'trade') counts[Math.floor((event.exchangeTimeMs - START_MS) / 1_000)]! += 1; });
    const centre = mean(counts);
    expect(mean(counts.map((count) => (count - centre) ** 2)) / centre).toBeGreaterThan(1.3);
  });
});
