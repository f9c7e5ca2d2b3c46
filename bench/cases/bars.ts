import { type BenchBar, textOfBars } from '../bars/bar-text';
import { ourBars } from '../bars/our-bars';
import { normalized, tardisBars, tardisStreamBars } from '../bars/tardis-bars';
import { makeTrades } from '../bars/trades';
import type { BenchCase } from '../harness/bench-case';
import { compare, type Contestant, interleave } from '../harness/measure';

const SYMBOLS = 300;
const TRADES_PER_SECOND = 3_333;

/** CPU time per trade; that the bars are the same is found out after the clock has stopped. */
const contestant = (name: string, trades: number, run: () => readonly BenchBar[] | Promise<readonly BenchBar[]>): Contestant => ({
  name,
  round: async () => {
    const before = process.cpuUsage();
    const running = run();
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
    const count = context.isQuick ? 50_000 : 400_000;
    const trades = makeTrades(3, SYMBOLS, count, Math.round((count / TRADES_PER_SECOND) * 1_000));
    const objects = normalized(trades);
    const measured = await interleave(context, 'bars', [
      contestant('ours', count, () => ourBars(trades)),
      contestant('tardis-dev computeTradeBars', count, () => tardisBars(objects)),
      contestant('tardis-dev compute', count, () => tardisStreamBars(objects)),
    ]);
    const row = { figure: '3-second bars', unit: 'ns/trade', ours: 'ours' };
    return [
      compare(measured, { ...row, peer: 'tardis-dev computeTradeBars', goal: { timesCheaper: 10 }, note: 'its bar objects called directly, one per symbol' }),
      compare(measured, { ...row, peer: 'tardis-dev compute', goal: { timesCheaper: 10 }, note: 'as documented: computeTradeBars inside its asynchronous compute' }),
    ];
  },
};
