import { type BenchBar, textOfBars } from '../bars/bar-text';
import { ourBars } from '../bars/our-bars';
import { normalized, tardisBars, tardisStreamBars } from '../bars/tardis-bars';
import { makeTrades } from '../bars/trades';
import type { BenchCase } from '../harness/bench-case';
import { compare, type Contestant, interleave } from '../harness/measure';

const SYMBOLS = 300;
const TRADES_PER_SECOND = 3_333;
/** Share of the trades before the clock starts: code that was compiled for the round before went with that round's objects. */
const WARM_SHARE = 0.3;

type Run = (onWarm: () => void) => readonly BenchBar[] | Promise<readonly BenchBar[]>;

/** CPU time per trade; that the bars are the same is found out after the clock has stopped. */
const contestant = (name: string, trades: number, run: Run): Contestant => ({
  name,
  round: async () => {
    let before = process.cpuUsage();
    const running = run(() => { before = process.cpuUsage(); });
    const bars = running instanceof Promise ? await running : running;
    const { user, system } = process.cpuUsage(before);
    return { value: ((user + system) * 1_000) / trades, answer: textOfBars(bars) };
  },
});

/** Our 3-second bars against tardis-dev's, over the same trades, each already in its own form. */
export const BARS: BenchCase = {
  name: 'bars',
  isPinned: true,
  run: async (context) => {
    if (!context.hasPeers) return [];
    const count = context.isQuick ? 100_000 : 700_000;
    const warm = Math.round(WARM_SHARE * count);
    const trades = makeTrades(3, SYMBOLS, count, Math.round((count / TRADES_PER_SECOND) * 1_000));
    const objects = normalized(trades);
    const measured = await interleave(context, 'bars', [
      contestant('ours', count - warm, (onWarm) => ourBars(trades, warm, onWarm)),
      contestant('tardis-dev computeTradeBars', count - warm, (onWarm) => tardisBars(objects, warm, onWarm)),
      contestant('tardis-dev compute', count - warm, (onWarm) => tardisStreamBars(objects, warm, onWarm)),
    ]);
    const row = { figure: '3-second bars', unit: 'ns/trade', ours: 'ours' };
    return [
      compare(measured, { ...row, peer: 'tardis-dev compute', goal: { timesCheaper: 10 }, note: 'as documented: computeTradeBars inside its asynchronous compute' }),
      compare(measured, { ...row, peer: 'tardis-dev computeTradeBars', goal: { timesCheaper: 3 }, note: 'its bar objects called directly, one per symbol' }),
    ];
  },
};
