import type { BenchCase, BenchContext, Row } from '../harness/bench-case';
import { compare, cpuTimed, interleave, type Contestant } from '../harness/measure';
import { debut } from '../indicators/debut';
import { INDICATORS, type IndicatorName, type Library } from '../indicators/library';
import { OURS } from '../indicators/ours';
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

const contestant = (library: Library, indicator: IndicatorName, ticks: Ticks, passes: number, digits: number): Contestant =>
  cpuTimed(library.name, passes * TICKS, () => {
    const feed = library[indicator](SYMBOLS);
    for (let pass = 0; pass < PASSES_BEFORE; pass += 1) feed(ticks);
    return () => {
      let sum = 0;
      for (let pass = 0; pass < passes; pass += 1) sum += feed(ticks);
      return sum.toPrecision(digits);
    };
  });

const rowOf = async (context: BenchContext, indicator: IndicatorName, peer: Library, timesCheaper: number): Promise<Row> => {
  const ticks = makeTicks(20, SYMBOLS, TICKS);
  const digits = digitsOf(indicator, peer);
  const contestants = [OURS, peer].map((library) => contestant(library, indicator, ticks, context.isQuick ? 4 : 40, digits));
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

export const INDICATOR_PEERS: readonly BenchCase[] = [
  indicatorsAgainst('indicators-debut', 7, debut),
  indicatorsAgainst('indicators-trading-signals', 25, tradingSignals),
  indicatorsAgainst('indicators-technicalindicators', 200, technicalIndicators),
];
