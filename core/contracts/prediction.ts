import * as z from 'zod';
import { SYMBOL, TIME_MS } from './common';

/**
 * What a prediction said and what then came (S3.18). `probability_up` is the stated probability that the price at the end of the
 * horizon stands above the price at the time of the prediction.
 */
export const SCORED_PREDICTION = z.object({
  prediction_id: z.string().min(1).max(200),
  symbol: SYMBOL,
  model: z.string().min(1).max(100),
  made_time_ms: TIME_MS,
  horizon: z.enum(['1m', '5m', '15m', '60m', '1s', '5s']),
  probability_up: z.number().min(0).max(1),
  /** Move to the end of the horizon as a fraction; null while it is open, or where it was not seen. */
  move_fraction: z.number().nullable(),
});
export type ScoredPrediction = z.infer<typeof SCORED_PREDICTION>;
