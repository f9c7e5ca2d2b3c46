import type { Channel } from '../../contracts/channel';

/** A bucket that fills at `perSecond` up to `burst` messages. In any time t it lets at most burst + perSecond * t through. */
export interface RateLimit {
  /** Who shares it: limits of one key have one state. */
  readonly key: string;
  readonly burst: number;
  readonly perSecond: number;
}

/** Plain JSON, kept between takes. */
export interface BucketState {
  readonly tokens: number;
  readonly updatedMs: number;
}

type LimitedChannel = Pick<Channel, 'kind' | 'address'>;

/** Negative ids and public names are groups and channels. https://core.telegram.org/bots/api#chat */
const isTelegramGroup = (address: string): boolean => address.startsWith('-') || address.startsWith('@');

/**
 * Telegram: 1 per second in a chat, 20 per minute in a group, about 30 per second in all
 * (https://core.telegram.org/bots/faq#broadcasting-to-users). Bursts are part of the sum: 5 + 60 s * 0.25 = 20; 10 + 20 = 30.
 */
const telegramLimits = (address: string): readonly RateLimit[] => [
  { key: `telegram:chat:${address}`, burst: 1, perSecond: 1 },
  ...(isTelegramGroup(address) ? [{ key: `telegram:group:${address}`, burst: 5, perSecond: 0.25 }] : []),
  { key: 'telegram:all', burst: 10, perSecond: 20 },
];

/**
 * The limits that one message of a channel takes from. Slack: one per second per incoming webhook
 * (https://docs.slack.dev/apis/web-api/rate-limits). Discord: 5 per 2 seconds per webhook, 3 + 2 s * 1 = 5; the true limit stands in
 * its answers' headers. Others have none here: SNS queues for itself, and a user's own webhook says 429.
 */
export const rateLimitsOf = ({ kind, address }: LimitedChannel): readonly RateLimit[] => {
  switch (kind) {
    case 'telegram': return telegramLimits(address);
    case 'slack': return [{ key: `slack:${address}`, burst: 1, perSecond: 1 }];
    case 'discord': return [{ key: `discord:${address}`, burst: 3, perSecond: 1 }];
    case 'email': case 'sms': case 'push': case 'webhook': return [];
  }
};

export type BucketAnswer =
  | { readonly kind: 'granted'; readonly states: ReadonlyMap<string, BucketState> }
  /** Nothing was taken; in `waitMs` all of the limits can have a place. */
  | { readonly kind: 'wait'; readonly waitMs: number };

/** A clock that is set back fills nothing. */
const filled = ({ burst, perSecond }: RateLimit, state: BucketState | undefined, nowMs: number): number => {
  if (state === undefined) return burst;
  const elapsedSeconds = Math.max(0, nowMs - state.updatedMs) / 1_000;
  return Math.min(burst, state.tokens + elapsedSeconds * perSecond);
};

/** A sum of fractions of a token may miss 1 by its rounding. */
const ROUNDING = 1e-9;

/**
 * Takes a place in all the limits or in none. `states` has the buckets by key as far as they were used; those that were taken from come
 * back. The keys hold addresses: they are hashed before they are stored.
 */
export const takeRate = (limits: readonly RateLimit[], states: ReadonlyMap<string, BucketState>, nowMs: number): BucketAnswer => {
  const levels = limits.map((limit) => ({ limit, tokens: filled(limit, states.get(limit.key), nowMs) }));
  const waitMs = Math.max(0, ...levels.map(({ limit, tokens }) => (tokens >= 1 - ROUNDING ? 0 : Math.ceil(((1 - tokens) / limit.perSecond) * 1_000))));
  if (waitMs > 0) return { kind: 'wait', waitMs };
  return {
    kind: 'granted',
    states: new Map(levels.map(({ limit, tokens }) => [limit.key, { tokens: Math.max(0, tokens - 1), updatedMs: Math.max(nowMs, states.get(limit.key)?.updatedMs ?? nowMs) }])),
  };
};
