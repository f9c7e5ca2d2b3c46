import type { PlantEffect } from '../second';

const AFTERMATH_SECONDS = 240;

/**
 * What follows a pattern: for four minutes the price drifts by `totalLog` in equal parts, on top of its own randomness, in
 * lively trading that calms down.
 */
export const aftermathEnd = (patternEnd: number): number => patternEnd + AFTERMATH_SECONDS;

export const aftermathEffect = (second: number, patternEnd: number, totalLog: number): PlantEffect => ({
  drift: totalLog / AFTERMATH_SECONDS,
  tradeScale: 1 + 0.6 * Math.exp(-(second - patternEnd) / 60),
});
