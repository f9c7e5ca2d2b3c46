import { scaledClock, systemClock, type MarketClock } from './clock';
import { numberEnv, type Environment } from './env';

/** Names of the two variables that a local run with a simulated market gives to every process, so that all agree on its time. */
export interface ClockEnvNames {
  readonly clockSpeed: string;
  readonly clockAnchorMs: string;
}

/** The machine's clock, unless the environment speaks of a faster one. */
export const clockFromEnv = (names: ClockEnvNames, env: Environment = process.env): MarketClock => {
  const speed = numberEnv(names.clockSpeed, 1, { min: 0.01, max: 10_000 }, env);
  const anchorMs = numberEnv(names.clockAnchorMs, 0, { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true }, env);
  return speed === 1 ? systemClock : scaledClock(anchorMs, speed);
};
