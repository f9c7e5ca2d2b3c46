/** Market time: what `receivedTimeMs` and clock ticks are stamped with. Time-outs and back-off run on the machine's own timers. */
export interface MarketClock {
  nowMs(): number;
}

export const systemClock: MarketClock = { nowMs: () => Date.now() };

/** Both clocks agree at `anchorMs`; the market's runs `speed` times as fast. */
export const marketTimeAt = (machineMs: number, anchorMs: number, speed: number): number => Math.round(anchorMs + (machineMs - anchorMs) * speed);

/**
 * A clock that runs `speed` times as fast as the machine's since `anchorMs`; the simulator and the scanner of one local run
 * share both numbers, so that a simulated hour passes in minutes and time stamps still agree.
 */
export const scaledClock = (anchorMs: number, speed: number): MarketClock => ({
  nowMs: () => marketTimeAt(Date.now(), anchorMs, speed),
});

/**
 * The same clock, read once in a turn of the event loop: what one socket read brought came in together, and reading the clock costs as
 * much as deciding a message.
 */
export const perTurn = (clock: MarketClock): MarketClock => {
  let isRead = false;
  let readMs = 0;
  const forget = (): void => { isRead = false; };
  return {
    nowMs: () => {
      if (isRead) return readMs;
      isRead = true;
      readMs = clock.nowMs();
      queueMicrotask(forget);
      return readMs;
    },
  };
};
