import * as z from 'zod';
import type { MarketEvent } from '../../core/market/events';
import { RecordingError } from './recording-error';

const TIMES = { exchangeTimeMs: z.number(), receivedTimeMs: z.number() };
const SYMBOL = z.string();
const NUMBER = z.number().optional();
const STREAM = z.enum(['ticker', 'book-top', 'trade']);
const GAP_CAUSE = z.enum(['disconnect', 'pong-timeout', 'data-stall', 'no-first-data', 'resubscribe', 'overload', 'unsubscribed']);

const INSTRUMENT = z.looseObject({ symbol: SYMBOL, baseCoin: z.string(), quoteCoin: z.string(), tickSize: z.number() });
const BAR = z.looseObject({ startTimeMs: z.number(), open: z.number(), high: z.number(), low: z.number(), close: z.number(), volume: z.number(), tradeCount: z.number() });
const TICKER_FIELDS = z.looseObject({
  lastPrice: NUMBER, highPrice24h: NUMBER, lowPrice24h: NUMBER, previousPrice24h: NUMBER, turnover24h: NUMBER,
  bidPrice: NUMBER, bidQuantity: NUMBER, askPrice: NUMBER, askQuantity: NUMBER,
});

/** Loose: a field that a later release adds must come out as it went in. */
const EVENT = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('clock'), ...TIMES }),
  z.looseObject({ kind: z.literal('gap'), symbols: z.array(SYMBOL), streams: z.array(STREAM), cause: GAP_CAUSE, lastDataTimeMs: z.number(), ...TIMES }),
  z.looseObject({ kind: z.literal('resumed'), symbols: z.array(SYMBOL), streams: z.array(STREAM), ...TIMES }),
  z.looseObject({ kind: z.literal('universe'), instruments: z.array(INSTRUMENT), ...TIMES }),
  z.looseObject({ kind: z.literal('backfill'), symbol: SYMBOL, bars: z.array(BAR), ...TIMES }),
  z.looseObject({ kind: z.literal('ticker'), symbol: SYMBOL, isSnapshot: z.boolean(), fields: TICKER_FIELDS, ...TIMES }),
  z.looseObject({ kind: z.literal('book-top'), symbol: SYMBOL, bidPrice: NUMBER, bidQuantity: NUMBER, askPrice: NUMBER, askQuantity: NUMBER, ...TIMES }),
  z.looseObject({ kind: z.literal('trade'), symbol: SYMBOL, price: z.number(), quantity: z.number(), side: z.enum(['buy', 'sell']), tradeId: z.string(), ...TIMES }),
]);

/** JSON has no undefined: a side that the venue did not show is absent there. */
const ABSENT_SIDES = { bidPrice: undefined, bidQuantity: undefined, askPrice: undefined, askQuantity: undefined };

const toEvent = (event: z.infer<typeof EVENT>): MarketEvent => (event.kind === 'book-top' ? { ...ABSENT_SIDES, ...event } : event);

/** @throws RecordingError naming the place, the field, what was found and what was expected. */
export const parseRecordedEvent = (place: string, text: string): MarketEvent => {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    throw new RecordingError(`${place}: its event is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const result = EVENT.safeParse(raw, { reportInput: true });
  if (result.success) return toEvent(result.data);
  const issue = result.error.issues[0];
  throw new RecordingError(`${place}: event field "${issue?.path.map(String).join('.') ?? ''}" is ${JSON.stringify(issue?.input)}: ${issue?.message ?? 'not usable'}`);
};
