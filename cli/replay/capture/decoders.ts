import { decodeBinanceFrame } from '../../../adapters/exchanges/binance/decode-json';
import { decodeBybitFrame } from '../../../adapters/exchanges/bybit/decode-json';
import type { Venue } from '../../../core/market/instrument';
import type { Decoded, FrameDecoder, FrameReader } from './frames';

const BYBIT_TIME = /"ts":\s*(\d{13})\b/;
/** Event time in ms, or in µs cut to ms. */
const BINANCE_TIME = /"E":\s?(\d{13})(?:\d{3})?\b/;
const BYBIT_CHANNEL = /"topic":\s*"([A-Za-z_]+\d*(?:\.\d+)?)/;

/** A reason with the channel it was said of, so that a report names what a recording holds. */
const named = (reason: string, text: string): string => {
  const channel = BYBIT_CHANNEL.exec(text)?.[1];
  return channel === undefined ? reason : `${channel} (${reason})`;
};

const stampBy = (pattern: RegExp) => (text: string): number | undefined => {
  const stamp = pattern.exec(text)?.[1];
  return stamp === undefined ? undefined : Number(stamp);
};

const bybitStamp = stampBy(BYBIT_TIME);

/** Bybit stamps every topic message with `ts`; without a receive time that stands in for it. */
const decodeBybit: FrameDecoder = (text, receivedTimeMs): Decoded => {
  const frame = decodeBybitFrame(text, receivedTimeMs ?? bybitStamp(text) ?? 0);
  switch (frame.kind) {
    case 'events':
      return { kind: 'events', name: frame.topic.channel, events: frame.events };
    case 'refused':
      return frame.isMalformed ? { kind: 'refused', cause: named(frame.reason, text) } : { kind: 'unused', name: named(frame.reason, text) };
    case 'pong':
      return { kind: 'unused', name: 'pong' };
    case 'acknowledged':
      return { kind: 'unused', name: `acknowledged ${frame.op}` };
    case 'rejected':
      return { kind: 'unused', name: `rejected ${frame.op}` };
  }
};

/**
 * Spot's top of book has no time of its own. Before the first frame that has one, its place on the venue's clock is unknown, and a
 * receive time in its stead would shift that clock by the recorder's error.
 */
const decodeBinance = (venue: 'binance' | 'binance-usdm'): FrameDecoder => (text, receivedTimeMs, untimedMs) => {
  if (untimedMs !== undefined) return decodeBinanceFrame(text, { venue, receivedTimeMs, untimedMs });
  const frame = decodeBinanceFrame(text, { venue, receivedTimeMs });
  const isUntimed = frame.kind === 'events' && frame.name === 'bookTicker' && venue === 'binance' && receivedTimeMs !== undefined;
  return isUntimed ? { kind: 'unused', name: 'bookTicker (before the first frame with a time)' } : frame;
};

/** The reader of a venue's frames. The venue is what the person said, not what the frames look like. */
export const readerOf = (venue: Venue): FrameReader =>
  (venue === 'bybit' ? { decode: decodeBybit, stampOf: bybitStamp } : { decode: decodeBinance(venue), stampOf: stampBy(BINANCE_TIME) });
