import type { Channel, OptIn } from '../../contracts/channel';
import type { User } from '../../contracts/user';
import { consentedAfter } from './consent';

/** What changes whether a channel may be sent to. */
export type ChannelEvent =
  /** The owner of the address agreed (double opt-in). */
  | { readonly kind: 'confirm'; readonly optIn: OptIn }
  | { readonly kind: 'mute'; readonly reason: string }
  | { readonly kind: 'unmute' }
  /** STOP, an unsubscribe link, a bounce, an endpoint that is gone. */
  | { readonly kind: 'stop'; readonly reason: string }
  /** The user asks for it again: back to waiting for consent. */
  | { readonly kind: 'ask-again' };

/** A number that opted out can be opted in again once in 30 days. https://docs.aws.amazon.com/sns/latest/dg/sms_manage.html */
const SMS_ASK_AGAIN_MS = 30 * 86_400_000;

export type ChannelAnswer =
  | { readonly kind: 'changed'; readonly channel: Channel }
  | { readonly kind: 'same' }
  | { readonly kind: 'refused'; readonly reason: 'not-confirmed' | 'stopped' | 'too-soon' };

const to = (channel: Channel, state: Channel['state'], nowMs: number, reason: string | null): ChannelAnswer =>
  ({ kind: 'changed', channel: { ...channel, state, state_time_ms: nowMs, state_reason: reason } });

const askedAgain = (channel: Channel, nowMs: number): ChannelAnswer => {
  if (channel.state !== 'stopped') return { kind: 'same' };
  if (channel.kind === 'sms' && nowMs - channel.state_time_ms < SMS_ASK_AGAIN_MS) return { kind: 'refused', reason: 'too-soon' };
  return to({ ...channel, opt_in: null }, 'pending', nowMs, null);
};

const muteAnswer = ({ state }: Channel): ChannelAnswer => (state === 'pending' ? { kind: 'refused', reason: 'not-confirmed' } : { kind: 'same' });

/**
 * pending -> confirmed <-> muted; any -> stopped; stopped -> pending, by asking again alone. A "yes" that arrives after a "stop"
 * revives nothing: messages overtake each other, and silence is the safe side.
 */
export const withChannelEvent = (channel: Channel, event: ChannelEvent, nowMs: number): ChannelAnswer => {
  if (event.kind === 'ask-again') return askedAgain(channel, nowMs);
  if (channel.state === 'stopped') return event.kind === 'stop' ? { kind: 'same' } : { kind: 'refused', reason: 'stopped' };
  switch (event.kind) {
    case 'stop': return to(channel, 'stopped', nowMs, event.reason);
    case 'confirm': return channel.state === 'pending' ? to({ ...channel, opt_in: event.optIn }, 'confirmed', nowMs, null) : { kind: 'same' };
    case 'mute': return channel.state === 'confirmed' ? to(channel, 'muted', nowMs, event.reason) : muteAnswer(channel);
    case 'unmute': return channel.state === 'muted' ? to(channel, 'confirmed', nowMs, null) : muteAnswer(channel);
  }
};

const sameAddress = (a: Channel, b: Channel): boolean => a.kind === b.kind && a.address === b.address;

const stopKept = (channel: Channel, before: readonly Channel[]): Channel => {
  const stopped = before.find((other) => other.state === 'stopped' && sameAddress(other, channel));
  if (stopped === undefined || consentedAfter(channel, stopped.state_time_ms)) return channel;
  const { state, state_time_ms, state_reason } = stopped;
  return { ...channel, state, state_time_ms, state_reason };
};

/**
 * New settings of a user over those that are stored: an address that said no stays stopped, under whatever name it is listed, unless
 * its consent is younger than that. Settings that were read before the STOP came would revive it otherwise.
 */
export const withStopsKept = (next: User, before: Pick<User, 'channels'>): User =>
  ({ ...next, channels: next.channels.map((channel) => stopKept(channel, before.channels)) });
