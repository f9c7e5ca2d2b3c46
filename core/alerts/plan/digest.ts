import type { AlertState } from '../../contracts/alert-state';
import type { Channel } from '../../contracts/channel';
import { DIGEST_CAPACITY, DIGEST_SCHEMA, type Digest, type DigestBody, type DigestItem } from '../../contracts/digest';
import type { User } from '../../contracts/user';
import { byPriority } from './priority';
import { nextClockMs } from './local-time';
import { quietEndMs } from './quiet-hours';

/** A critical alert that found no place is told within minutes, but digests come at most once an hour for it. */
const CRITICAL_DELAY_MS = 300_000;
const CRITICAL_PAUSE_MS = 3_600_000;

/** Longer than a weekend that is quiet from Friday evening to Monday morning; what is older is of no market that is still there. */
const MAX_ITEM_AGE_MS = 3 * 86_400_000;

type DigestState = AlertState['digest'];

const sameThing = (a: DigestItem, b: DigestItem): boolean =>
  a.symbol === b.symbol && a.opportunity_type === b.opportunity_type && a.side === b.side && a.exchange === b.exchange;

/** Of repeats the best one stands for all. */
const merged = (items: readonly DigestItem[], item: DigestItem): DigestItem[] => {
  const known = items.find((other) => sameThing(other, item));
  if (known === undefined) return [...items, item];
  const best = byPriority(known, item) <= 0 ? known : item;
  return items.map((other) => (other === known ? { ...best, count: known.count + item.count } : other));
};

/** Of its repeats some may have been held for other reasons: these stay counted as such. */
const countedAsExpired = (reasons: DigestBody['reasons'], { reason, count }: DigestItem): DigestBody['reasons'] => {
  const { [reason]: known = 0, ...others } = reasons;
  const moved = Math.min(known, count);
  const rest: DigestBody['reasons'] = known === moved ? others : { ...others, [reason]: known - moved };
  return { ...rest, expired: (rest.expired ?? 0) + moved };
};

/** What is too old to be listed is counted, as expired. */
const withoutOld = <Body extends DigestBody>(body: Body, nowMs: number): Body => {
  const old = body.items.filter(({ time_ms }) => nowMs - time_ms > MAX_ITEM_AGE_MS);
  if (old.length === 0) return body;
  return {
    ...body,
    items: body.items.filter((item) => !old.includes(item)),
    more: old.reduce((total, { count }) => total + count, body.more),
    reasons: old.reduce(countedAsExpired, body.reasons),
  };
};

const withItem = (body: DigestBody, item: DigestItem): DigestBody => {
  const ranked = merged(body.items, item).sort(byPriority);
  const dropped = ranked.slice(DIGEST_CAPACITY).reduce((total, { count }) => total + count, 0);
  return {
    items: ranked.slice(0, DIGEST_CAPACITY),
    more: body.more + dropped,
    reasons: { ...body.reasons, [item.reason]: (body.reasons[item.reason] ?? 0) + item.count },
  };
};

/** The next time on the user's list, moved to the end of quiet hours that it falls into. */
const regularDueMs = (user: User, nowMs: number): number => {
  const clockMs = nextClockMs(nowMs, user.time_zone, user.digest.at) ?? nowMs;
  return quietEndMs(user, clockMs) ?? clockMs;
};

const earlyDueMs = ({ last_sent_ms }: DigestState, nowMs: number): number =>
  Math.max(nowMs + CRITICAL_DELAY_MS, (last_sent_ms ?? 0) + CRITICAL_PAUSE_MS);

/**
 * Keeps one held alert for the next digest. Nothing is lost: what does not fit into the list is counted. A critical alert that
 * found even the day's cap used up brings the digest forward.
 */
export const addHeld = (digest: DigestState, item: DigestItem, user: User, nowMs: number): DigestState => {
  const dueMs = digest.due_ms ?? regularDueMs(user, nowMs);
  const bringsForward = item.severity === 'critical' && item.reason === 'budget';
  return {
    ...withItem(withoutOld(digest, nowMs), item),
    since_ms: digest.since_ms ?? nowMs,
    due_ms: bringsForward ? Math.min(dueMs, earlyDueMs(digest, nowMs)) : dueMs,
    last_sent_ms: digest.last_sent_ms,
  };
};

/** Channels that a digest goes out on: it is neither urgent nor short, so not every kind is asked for. */
export const digestChannels = ({ channels, digest }: User): readonly Channel[] =>
  (digest.enabled ? channels.filter(({ kind, enabled, state }) => digest.channels.includes(kind) && enabled && state === 'confirmed') : []);

export interface TakenDigest {
  readonly digest: Digest;
  readonly state: AlertState;
}

/**
 * The digest that is due, and the state without it; undefined where none is due, or no channel could carry it: then it waits. It stands in
 * the state until `withoutOutgoing`, so that whoever dies in between leaves to the next one what is to be sent: one digest at a time,
 * and none under two ids.
 */
export const takeDigest = (user: User, state: AlertState, nowMs: number): TakenDigest | undefined => {
  const { items, more, reasons, since_ms, due_ms } = withoutOld(state.digest, nowMs);
  if (state.outgoing_digest !== null || since_ms === null || due_ms === null || nowMs < due_ms || digestChannels(user).length === 0) return undefined;
  const digest: Digest = {
    schema: DIGEST_SCHEMA, digest_id: `digest|${user.user_id}|${since_ms}|${due_ms}`, user_id: user.user_id,
    from_ms: since_ms, to_ms: Math.max(since_ms, nowMs), items, more, reasons,
  };
  return {
    digest,
    state: { ...state, outgoing_digest: digest, digest: { items: [], more: 0, reasons: {}, since_ms: null, due_ms: null, last_sent_ms: nowMs } },
  };
};

/** Its messages are on the delivery queue. */
export const withoutOutgoing = (state: AlertState): AlertState => ({ ...state, outgoing_digest: null });
