import type { DayRun, DaySignal } from '../../../cli/report/day-run';
import { outcomeOf } from '../../../core/outcomes/outcome';
import { controlsOf } from '../../../core/outcomes/null/control-sampler';
import { SeededDraws } from '../../../core/outcomes/null/seeded-draws';
import { resultOf } from '../../../core/outcomes/result';
import { coverageFigure } from '../../../core/market/coverage-report';
import { sampleAftermath, sampleSignal } from '../../support/messages';
import { walkBars } from '../../support/seeded';

const DAY_MS = 86_400_000;
export const FIRST_DAY_MS = Date.UTC(2026, 0, 5);

/** A made-up day of 40 sparks: a third stand on a plant and earn `edge` (log) more than their noise. */
export const madeDay = (day: number, plants: boolean, edge = 0.01): DayRun => {
  const startMs = FIRST_DAY_MS + day * DAY_MS;
  const made = Array.from({ length: 40 }, (_, index) => {
    const draws = new SeededDraws(`${day} ${plants} ${index}`);
    const timeMs = startMs + index * 1_800_000;
    const isPlanted = plants && index % 3 === 0;
    const isAccepted = index % 2 === 0;
    const side = draws.uniform() < 0.5 ? 'buy' as const : 'sell' as const;
    const signal = sampleSignal({
      signal_id: `${day}-${plants}-${index}`, market: 'simulated', opportunity_type: 'volume_spark', side, exchange_time_ms: timeMs, valid_until_ms: timeMs + 120_000, price: 100, entry_price: 100,
      decision: isAccepted ? 'accepted' : 'rejected', reject_reasons: isAccepted ? [] : ['against_trend'], confidence: index / 40, symbol: `S${index % 15}USDT`,
    });
    const move = (side === 'buy' ? 1 : -1) * (isPlanted ? edge : 0) + 0.008 * draws.normal();
    const price = 100 * Math.exp(move);
    const aftermath = sampleAftermath(signal, 15, {
      price, high: Math.max(100, price), low: Math.min(100, price), bars: [], spread_fraction: 0.0002, volatility: 'high',
      controls: controlsOf(signal.signal_id, walkBars(draws, 90, timeMs), 15),
    });
    const daySignal: DaySignal = { id: signal.signal_id, timeMs, symbol: signal.symbol, type: 'volume_spark', isAccepted, rejectReasons: signal.reject_reasons, confidence: signal.confidence, isPlanted, signal: isAccepted ? signal : undefined };
    return { daySignal, result: { ...resultOf(outcomeOf(aftermath, signal))!, settings: 'default' } };
  });
  return {
    options: { seed: day, startMs, plants, symbols: 14, watched: 6, preset: 'default' }, signals: made.map(({ daySignal }) => daySignal), results: made.map(({ result }) => result),
    coverage: coverageFigure(1_000, 10), surrogates: { n: 40, real: 20, shuffled: 15, walked: 10 },
  };
};
