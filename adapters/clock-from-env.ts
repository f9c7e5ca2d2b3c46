import { marketTimeAt, scaledClock, systemClock, type MarketClock } from './clock';
import { numberEnv, type Environment } from './env';

/**
 * Two variables that a local run with a simulated market gives to every process, so that all agree on its time: market seconds per
 * real second, and the instant at which both clocks agree. No deployment sets them.
 */
export const ClockEnv = { speed: 'CLOCK_SPEED', anchorMs: 'CLOCK_ANCHOR_MS' } as const;

export const clockSpeed = (env: Environment = process.env): number => numberEnv(ClockEnv.speed, 1, { min: 1, max: 10_000 }, env);

const anchorFromEnv = (env: Environment): number => numberEnv(ClockEnv.anchorMs, 0, { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true }, env);

/** The machine's clock, unless the environment speaks of a faster one. */
export const clockFromEnv = (env: Environment = process.env): MarketClock => {
  const speed = clockSpeed(env);
  const anchorMs = anchorFromEnv(env);
  return speed === 1 ? systemClock : scaledClock(anchorMs, speed);
};

/** The same clock's reading at any instant of the machine, both epoch ms. */
export const marketTimeFromEnv = (env: Environment = process.env): ((machineMs: number) => number) => {
  const [speed, anchorMs] = [clockSpeed(env), anchorFromEnv(env)];
  return (machineMs) => (speed === 1 ? machineMs : marketTimeAt(machineMs, anchorMs, speed));
};
