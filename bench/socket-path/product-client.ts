import { SubscriptionGroup } from '../../adapters/exchanges/bybit/subscription-group';
import { ConnectionBudget } from '../../adapters/exchanges/connection-budget';
import type { Transport } from '../../adapters/exchanges/feed-socket';
import { NO_TAP } from '../../adapters/exchanges/venue-feed';
import { MarketFrame } from '../../core/market/market-frame';
import { answerOf, CLOCK_TICK_MS, tickAfter } from '../paths/path';
import { ProductPath } from '../paths/product-path';
import { wholeMarket } from '../paths/settings';
import { FrameMeter } from './frame-meter';
import type { StreamClient } from './stream-client';

const NEVER_MS = 3_600_000;
const NO_SYMBOL_LIMITS = { idleMs: undefined, firstDataMs: NEVER_MS, retryMs: NEVER_MS };

/**
 * The product's feed and session, as the scanner wires them: subscriptions, watchdogs, update ids and gaps included. All channels on one
 * connection, so that the order of the frames is that of the stream.
 */
export const productClient = (transport: Transport): StreamClient => (url, facts, onDone) => {
  const { instruments, receivedTimesMs, startTimeMs, measuredFrom } = facts;
  const path = new ProductPath(wholeMarket(instruments.length));
  path.onUniverse(instruments, startTimeMs);
  let next = 0;
  let nextTickMs = tickAfter(receivedTimesMs[0] ?? 0);
  const meter = new FrameMeter(measuredFrom, receivedTimesMs.length, (cpuNsPerFrame) => { onDone(cpuNsPerFrame, answerOf(path)); });
  const group = new SubscriptionGroup({
    wsUrl: url, channels: ['tickers', 'bookticker', 'candle.3'], symbolLimits: NO_SYMBOL_LIMITS, idleLimitMs: () => NEVER_MS,
    clock: { nowMs: () => receivedTimesMs[next] ?? 0 }, random: () => 0, observer: { note: () => undefined }, tap: NO_TAP,
    symbols: path.symbols, decoder: path.decoder, budget: new ConnectionBudget(), socketLimits: { transport },
    maxCharsPerConnection: Number.MAX_SAFE_INTEGER, nextConnection: () => 0, onFirstData: () => undefined, onResumed: () => undefined,
    onEvent: (event) => {
      if (!(event instanceof MarketFrame)) {
        path.accept(event);
        return;
      }
      for (; nextTickMs <= event.receivedTimeMs; nextTickMs += CLOCK_TICK_MS) path.onClock(nextTickMs);
      path.accept(event);
      next += 1;
      meter.count();
    },
  });
  group.setSymbols(instruments.map(({ symbol }) => symbol));
};
