import * as z from 'zod';
import type { Bar } from '../market/bar';
import { VENUES } from '../market/instrument';

/** What the radar finds (S1.18). */
export const RADAR_TYPES = ['bb_squeeze_release', 'ob_breakout', 'volume_spark', 'mixed_signal'] as const;
export type RadarType = (typeof RADAR_TYPES)[number];

/** `whale_diamond`: a large book level that has become a diamond (S2.16). */
export const OPPORTUNITY_TYPES = [...RADAR_TYPES, 'whale_diamond'] as const;
export type OpportunityType = (typeof OPPORTUNITY_TYPES)[number];

export const SYMBOL = z.string().regex(/^[A-Z0-9._-]{1,32}$/, 'expected 1 to 32 of A-Z 0-9 . _ -');
export const EXCHANGE = z.enum(VENUES);
export const SIDE = z.enum(['buy', 'sell']);
export const PRICE = z.number().positive();
export const TIME_MS = z.int().nonnegative();
/** Where the data came from; everything but `live` is shown with the mark. */
export const MARKET = z.enum(['live', 'simulated', 'replay']);
export type Market = z.infer<typeof MARKET>;

/** How a confidence of 0..1 came about (CX.1). */
export const CONFIDENCE_KIND = z.enum(['heuristic', 'model', 'calibrated']);

/**
 * One line of a decision's table: what was measured against which threshold.
 * `margin` is (value - threshold) in the value's unit, signed so that >= 0 means met; null where there was no value.
 */
export const CONDITION = z.object({
  name: z.string(),
  value: z.number().nullable(),
  threshold: z.number(),
  margin: z.number().nullable(),
  met: z.boolean(),
});
export type Condition = z.infer<typeof CONDITION>;

/** `[startTimeMs, open, high, low, close, volume]`: the compact form of a bar on the wire. */
export const WIRE_BAR = z.tuple([TIME_MS, PRICE, PRICE, PRICE, PRICE, z.number().nonnegative()]);
export type WireBar = z.infer<typeof WIRE_BAR>;

export const toWireBar = (bar: Bar): WireBar => [bar.startTimeMs, bar.open, bar.high, bar.low, bar.close, bar.volume];

/** A threshold that holds from below: met when `value >= threshold`. */
export const atLeast = (name: string, value: number | undefined, threshold: number): Condition => ({
  name, value: value ?? null, threshold, margin: value === undefined ? null : value - threshold,
  met: value !== undefined && value >= threshold,
});

/** A threshold that holds from above: met when `value <= threshold`. */
export const atMost = (name: string, value: number | undefined, threshold: number): Condition => ({
  name, value: value ?? null, threshold, margin: value === undefined ? null : threshold - value,
  met: value !== undefined && value <= threshold,
});
