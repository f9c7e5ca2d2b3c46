import type { BenchCase, BenchContext, Row } from '../harness/bench-case';
import { compare, cpuTimed, interleave, type Contestant } from '../harness/measure';
import { debut } from '../indicators/debut';
import { type Feed, INDICATORS, type IndicatorName, type Library } from '../indicators/library';
import { OURS } from '../indicators/ours';
import { runningSums } from '../indicators/running-sums';
import { technicalIndicators } from '../indicators/technicalindicators';
import { makeTicks, type Ticks } from '../indicators/ticks';
import { tradingSignals } from '../indicators/trading-signals';

const SYMBOLS = 300;
/** Short enough to stay in the processor's cache, fed over and over: the indicators are measured, not the memory. */
const TICKS = 30_000;
/** Untimed passes: all windows full, and the libraries' different starts of their averages forgotten. */
const PASSES_BEFORE = 12;

const FIGURES: Readonly<Record<IndicatorName, string>> = {
  bollinger: 'Bollinger(20, 2), streaming', sma: 'SMA(20), streaming', atr: 'ATR(14), streaming', rsi: 'RSI(14), streaming', macd: 'MACD(12, 26, 9), streaming',
};

/** Digits in which the sums over all answers agree. technicalindicators rounds each RSI to two decimals. */
const digitsOf = (indicator: IndicatorName, peer: Library): number => (indicator === 'rsi' && peer.name === 'technicalindicators' ? 5 : 9);

const contestant = (name: string, make: (symbols: number) => Feed, ticks: Ticks, passes: number, digits: number): Contestant =>
  cpuTimed(name, passes * TICKS, () => {
    const feed = make(SYMBOLS);
    for (let pass = 0; pass < PASSES_BEFORE; pass += 1) feed(ticks);
    return () => {
      let sum = 0;
      for (let pass = 0; pass < passes; pass += 1) sum += feed(ticks);
      return sum.toPrecision(digits);
    };
  });

const passesOf = ({ isQuick }: BenchContext): number => (isQuick ? 4 : 40);

const rowOf = async (context: BenchContext, indicator: IndicatorName, peer: Library, timesCheaper: number): Promise<Row> => {
  const ticks = makeTicks(20, SYMBOLS, TICKS);
  const digits = digitsOf(indicator, peer);
  const contestants = [OURS, peer].map((library) => contestant(library.name, library[indicator], ticks, passesOf(context), digits));
  const measured = await interleave(context, `${indicator} with ${peer.name}`, contestants);
  return compare(measured, {
    figure: FIGURES[indicator], unit: 'ns/update', ours: OURS.name, peer: peer.name, note: `${SYMBOLS} symbols interleaved; the sums over all answers agree in ${digits} digits`,
    goal: { timesCheaper: indicator === 'bollinger' ? timesCheaper : 1 },
  });
};

/** Each peer in a process of its own, so that each of our loops is met by one kind of garbage. `timesCheaper` is the goal for the bands. */
const indicatorsAgainst = (name: string, timesCheaper: number, load: () => Library): BenchCase => ({
  name,
  isPinned: true,
  run: async (context) => {
    const rows: Row[] = [];
    if (!context.hasPeers) return rows;
    const peer = load();
    for (const indicator of INDICATORS) rows.push(await rowOf(context, indicator, peer, timesCheaper));
    return rows;
  },
});

/** What the exact bands cost over the cheapest ones, which drift. Their sums agree here in six digits. */
const EXACTNESS: BenchCase = {
  name: 'bollinger-exactness',
  isPinned: true,
  run: async (context) => {
    const ticks = makeTicks(20, SYMBOLS, TICKS);
    const measured = await interleave(context, 'bollinger with running sums', [
      contestant(OURS.name, OURS.bollinger, ticks, passesOf(context), 6), contestant('running sums', runningSums, ticks, passesOf(context), 6),
    ]);
    return [compare(measured, {
      figure: FIGURES.bollinger, unit: 'ns/update', ours: OURS.name, peer: 'running sums', goal: { timesItsCost: 3 },
      note: 'the least work there is, written into the loop; it drifts, see docs/formulas.md',
    })];
  },
};

export const INDICATOR_PEERS: readonly BenchCase[] = [
  indicatorsAgainst('indicators-debut', 7, debut),
  indicatorsAgainst('indicators-trading-signals', 25, tradingSignals),
  indicatorsAgainst('indicators-technicalindicators', 200, technicalIndicators),
  EXACTNESS,
];
