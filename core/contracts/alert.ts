import * as z from 'zod';
import { CONFIDENCE_KIND, EXCHANGE, MARKET, OPPORTUNITY_TYPES, SIDE, SYMBOL, TIME_MS } from './common';
import { parserOf } from './contract';

export const ALERT_SCHEMA = 'alert.v1';

/** One alert as it is stored and, as `text`, published to SNS `alerts`. */
const SHAPE = z.object({
  schema: z.literal(ALERT_SCHEMA),
  /** The signal's id: one alert per accepted signal. */
  alert_id: z.string().min(1).max(200),
  event_id: z.string(),
  symbol: SYMBOL,
  exchange: EXCHANGE,
  market: MARKET,
  opportunity_type: z.enum(OPPORTUNITY_TYPES),
  side: SIDE,
  confidence: z.number().min(0).max(1),
  confidence_kind: CONFIDENCE_KIND,
  /** SNS e-mail subject: printable ASCII, no line break, at most 100 characters. */
  subject: z.string().regex(/^[\x20-\x7e]{1,100}$/, 'expected 1 to 100 printable ASCII characters'),
  text: z.string().min(1),
  valid_until_ms: TIME_MS,
});

export type Alert = z.infer<typeof SHAPE>;
export const ALERT = SHAPE;
export const parseAlert = parserOf<Alert>(ALERT_SCHEMA, SHAPE);
