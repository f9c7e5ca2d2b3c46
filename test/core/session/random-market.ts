import fc from 'fast-check';
import type { MarketEvent, Stream } from '../../../core/market/events';
import { MarketFrame, type MarketInput } from '../../../core/market/market-frame';
import type { SymbolTable } from '../../../core/market/symbol-table';
import { DEFAULT_AFTERMATH_TRACKER } from '../../../core/outcomes/aftermath-tracker';
import { DEFAULT_RADAR } from '../../../core/radar/settings';
import type { SessionSettings } from '../../../core/session/market-session';
import { bar } from '../../support/market-events';

const START_MS = Date.UTC(2025, 5, 2, 12, 0, 0);
const SYMBOLS = ['AAAUSDT', 'BBBUSDT', 'CCCUSDT', 'DDDUSDT'];

/** Everything small and easily met, so that a minute of random events finds, suppresses, follows and gives up. */
export const EAGER: SessionSettings = {
  radar: {
    ...DEFAULT_RADAR, activeSymbolsLimit: 2, leaveRank: 3, displaceRank: 1, rankIntervalMs: 2_000, leaveAfterMs: 3_000, silentAfterMs: 15_000,
    minTurnover24hUsdt: 0, minVolatilityPct: 0, barIntervalMs: 1_000, barGraceMs: 100, bandWindow: 3, bandDeviations: 1, widthLookbackBars: 12, widthWarmupBars: 4,
    minTradedBars: 1, minWidthTicks: 0, squeezeThreshold: 0.3, maxTypicalWidth: 1, minArmedBars: 1, releaseRise: 0.05,
    imbalanceUpdates: 3, imbalanceUpdatesHeld: 2, imbalanceHoldMs: 200, imbalanceMinNotionalUsdt: 0,
    volumeSpikeMultiple: 1.2, volumeWindow: 4, spikeEffortFactor: 0.2, spikeMinNotionalUsdt: 0, coolDownMs: 4_000, maxFutureMs: 2_000,
  },
  tracker: { ...DEFAULT_AFTERMATH_TRACKER, maxFollowed: 12, maxFutureMs: 2_000 },
};

const KINDS = ['trade', 'trade', 'trade', 'trade', 'trade', 'book', 'book', 'book', 'book', 'ticker', 'ticker', 'clock', 'rare'] as const;
const RARE = ['gap', 'gap', 'resumed', 'resumed', 'resumed', 'universe', 'backfill', 'jump'] as const;
const STREAMS: readonly Stream[] = ['ticker', 'book-top', 'trade'];

const stepArb = fc.record({
  kind: fc.constantFrom(...KINDS), rare: fc.constantFrom(...RARE), symbol: fc.nat(SYMBOLS.length - 1), waitMs: fc.nat(700), delayMs: fc.nat(60),
  move: fc.integer({ min: -20, max: 20 }), size: fc.integer({ min: 1, max: 50 }), trades: fc.integer({ min: 1, max: 3 }),
  streams: fc.subarray([...STREAMS], { minLength: 1 }), isOld: fc.boolean(),
});
type Step = typeof stepArb extends fc.Arbitrary<infer T> ? T : never;

export const stepsArb = fc.array(stepArb, { minLength: 250, maxLength: 350 });

/** The events of the steps, each with a clock tick behind it: a universe and tickers first, so that something is watched. */
export const eventsOf = (steps: readonly Step[]): readonly MarketEvent[] => {
  let nowMs = START_MS;
  let [skewMs, tradeId] = [0, 0];
  const prices = SYMBOLS.map((_, index) => 100 + index);
  const times = (delayMs: number) => ({ exchangeTimeMs: nowMs, receivedTimeMs: nowMs + delayMs + skewMs });
  const instruments = (symbols: readonly string[]) => symbols.map((symbol) => ({ symbol, baseCoin: symbol.slice(0, 3), quoteCoin: 'USDT', tickSize: 0.01 }));
  const fields = (index: number, move: number) => ({
    lastPrice: prices[index]!, highPrice24h: prices[index]! * (1.2 + Math.abs(move) / 50), lowPrice24h: 90, previousPrice24h: 95, turnover24h: 5e6,
  });
  const rare = ({ rare: what, symbol: index, streams, move, delayMs }: Step): MarketEvent[] => {
    const symbol = SYMBOLS[index]!;
    const ours = { exchangeTimeMs: nowMs + skewMs, receivedTimeMs: nowMs + skewMs };
    switch (what) {
      case 'gap': return [{ kind: 'gap', symbols: [symbol], streams, cause: 'data-stall', lastDataTimeMs: ours.receivedTimeMs - 10 * delayMs, ...ours }];
      case 'resumed': return [{ kind: 'resumed', symbols: SYMBOLS, streams, ...ours }];
      case 'universe': return [{ kind: 'universe', instruments: instruments(move > 10 ? SYMBOLS.filter((_, at) => at !== index) : SYMBOLS), ...ours }];
      case 'backfill': return [{ kind: 'backfill', symbol, bars: [1, 2].map((back) => bar({ startTimeMs: (Math.floor(nowMs / 60_000) - back) * 60_000, close: prices[index]! })), ...ours }];
      case 'jump': skewMs += move * 100; return [];
    }
  };
  const hot = (step: Step): MarketEvent[] => {
    const { symbol: index, move, size, delayMs, isOld } = step;
    const symbol = SYMBOLS[index]!;
    prices[index] = Math.max(1, prices[index]! * (1 + move / 2_000));
    const price = prices[index];
    switch (step.kind) {
      case 'trade': return Array.from({ length: step.trades }, (_, at): MarketEvent => {
        if (!isOld || at > 0) tradeId += 1;
        const time = times(delayMs);
        return { kind: 'trade', symbol, price: price + at / 100, quantity: size, side: move < 0 ? 'sell' : 'buy', tradeId: `t${tradeId}`, ...time, exchangeTimeMs: time.exchangeTimeMs - (isOld ? 0 : (2 - at) * 40) };
      });
      case 'book': return [{ kind: 'book-top', symbol, bidPrice: price - 0.01, bidQuantity: move > -12 ? 9_000 : 1, askPrice: isOld && move === 0 ? undefined : price + 0.01, askQuantity: size, ...times(delayMs) }];
      case 'ticker': return [{ kind: 'ticker', symbol, isSnapshot: isOld, fields: isOld ? fields(index, move) : { lastPrice: price }, ...times(delayMs) }];
      case 'clock': return [];
      case 'rare': return rare(step);
    }
  };
  const clock = (): MarketEvent => ({ kind: 'clock', exchangeTimeMs: nowMs + skewMs, receivedTimeMs: nowMs + skewMs });
  const first: MarketEvent[] = [
    { kind: 'universe', instruments: instruments(SYMBOLS), ...times(0) },
    ...SYMBOLS.map((symbol, index): MarketEvent => ({ kind: 'ticker', symbol, isSnapshot: true, fields: fields(index, index), ...times(0) })),
    clock(),
  ];
  return [...first, ...steps.flatMap((step) => {
    nowMs += step.waitMs;
    return [...hot(step), clock()];
  })];
};

/** The same as the wire gives it: frames, those trades in one that came for the same symbol at the same time. */
export const framesOf = (events: readonly MarketEvent[], symbols: SymbolTable): readonly MarketInput[] => {
  const inputs: MarketInput[] = [];
  for (const event of events) {
    const last = inputs.at(-1);
    if (event.kind !== 'trade' && event.kind !== 'ticker' && event.kind !== 'book-top') inputs.push(event);
    else if (event.kind === 'trade' && last instanceof MarketFrame && last.kind === 'trades' && last.symbolId === symbols.idOf(event.symbol) && last.receivedTimeMs === event.receivedTimeMs) last.addTrade(event);
    else inputs.push(new MarketFrame().load(event, symbols));
  }
  return inputs;
};
