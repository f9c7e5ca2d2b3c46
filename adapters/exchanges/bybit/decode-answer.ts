import type { Answer } from './messages';

/** The venue's answer to one of our requests. */
export type ControlFrame =
  | { readonly kind: 'pong' }
  | { readonly kind: 'acknowledged'; readonly op: 'subscribe' | 'unsubscribe'; readonly requestId: string }
  | RejectedRequest;

export interface RejectedRequest {
  readonly kind: 'rejected';
  readonly op: 'subscribe' | 'unsubscribe';
  readonly requestId: string;
  readonly message: string;
  /** The topic that the message names; one bad topic makes the venue reject the whole request. */
  readonly topic: string | undefined;
  /** The named topic is subscribed already, which is what we wanted. */
  readonly isAlreadySubscribed: boolean;
}

/** e.g. "error:handler not found,topic:orderbook.500.BTCUSDT", "error:already subscribed,topic:tickers.BTCUSDT". */
const NAMED_TOPIC = /topic:\s*([A-Za-z0-9._-]{1,80})/;

/** A control answer, or `undefined` for an operation that we never ask for. */
export const decodeAnswer = (message: Answer): ControlFrame | undefined => {
  if (message.op === 'pong' || message.ret_msg === 'pong') return { kind: 'pong' };
  const { op } = message;
  if ((op !== 'subscribe' && op !== 'unsubscribe') || typeof message.success !== 'boolean') return undefined;
  const requestId = typeof message.req_id === 'string' ? message.req_id : '';
  if (message.success) return { kind: 'acknowledged', op, requestId };
  const text = typeof message.ret_msg === 'string' ? message.ret_msg.slice(0, 300) : '';
  return {
    kind: 'rejected', op, requestId, message: text, topic: NAMED_TOPIC.exec(text)?.[1],
    isAlreadySubscribed: text.includes('already subscribed'),
  };
};
