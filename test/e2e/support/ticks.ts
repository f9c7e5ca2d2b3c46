import type { MarketClock } from '../../../adapters/clock';
import { TimerSet } from '../../../adapters/exchanges/timer-set';
import type { ClockEvent } from '../../../core/market/events';

interface TickSetting {
  readonly tickMs: number;
  /** Market time that a tick may be ahead of the venue. */
  readonly maxBehindMs: number;
}

/**
 * Ticks of the market's clock for a scanner that shares its process with the venue: after a block of it, what was missed is caught up
 * with and read before time goes on. By how far the venue has come, not by how late a tick is: where every turn of the loop is slow,
 * all of them are. @returns what ends them.
 */
export const startTicks = (clock: MarketClock, venue: { reachedMs(): number }, { tickMs, maxBehindMs }: TickSetting, accept: (tick: ClockEvent) => void): (() => void) => {
  const timers = new TimerSet();
  timers.everyAfterReads('tick', tickMs, () => {
    const nowMs = clock.nowMs();
    if (nowMs - venue.reachedMs() <= maxBehindMs) accept({ kind: 'clock', exchangeTimeMs: nowMs, receivedTimeMs: nowMs });
  });
  return () => { timers.clear(); };
};
