import { decodeBinanceFrame } from '../../adapters/exchanges/binance/decode';
import { decodeBybitFrame } from '../../adapters/exchanges/bybit/decode';
import type { Venue } from '../../core/market/instrument';
import type { Decoded, FrameDecoder } from './frames';

const BYBIT_TIME = /"ts":\s*(\d{10,16})\b/;
const BYBIT_CHANNEL = /"topic":\s*"([A-Za-z_]+\d*(?:\.\d+)?)/;

/** A reason with the channel it was said of, so that a report names what a recording holds. */
const named = (reason: string, text: string): string => {
  const channel = BYBIT_CHANNEL.exec(text)?.[1];
  return channel === undefined ? reason : `${channel} (${reason})`;
};

/** Bybit stamps every topic message with `ts`; without a receive time that stands in for it. */
const decodeBybit: FrameDecoder = (text, receivedTimeMs): Decoded => {
  const ts = BYBIT_TIME.exec(text)?.[1];
  const frame = decodeBybitFrame(text, receivedTimeMs ?? (ts === undefined ? 0 : Number(ts)));
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

const decodeBinance = (venue: 'binance' | 'binance-usdm'): FrameDecoder => (text, receivedTimeMs, untimedMs) =>
  decodeBinanceFrame(text, { venue, receivedTimeMs, ...(untimedMs === undefined ? {} : { untimedMs }) });

/** The decoder of a venue. The venue is what the person said, not what the frames look like. */
export const decoderOf = (venue: Venue): FrameDecoder => (venue === 'bybit' ? decodeBybit : decodeBinance(venue));
