import type { TickerEvent, TickerFields } from './events';

/**
 * Merges a ticker message over what was known: a field absent from a delta is unchanged (C1.3).
 * A delta without a snapshot before it says too little and gives no answer.
 */
export const mergeTicker = (known: TickerFields | undefined, event: TickerEvent): TickerFields | undefined => {
  if (event.isSnapshot) return event.fields;
  return known && { ...known, ...event.fields };
};
