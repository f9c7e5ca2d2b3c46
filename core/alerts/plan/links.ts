import type { Alert } from '../../contracts/alert';
import { MAX_USED_LINKS, type AlertState } from '../../contracts/alert-state';
import { OPPORTUNITY_TYPES, type OpportunityType } from '../../contracts/common';
import type { User } from '../../contracts/user';

/** What one tap in a message says (D-16). */
export const LINK_ACTIONS = ['useful', 'noise', 'snooze'] as const;
export type LinkAction = (typeof LINK_ACTIONS)[number];

/** After the alert's validity. A verdict on a week-old alert still teaches; a link in an old mail must not work for ever. */
export const LINK_LIFE_MS = 7 * 86_400_000;

/** What a link grants, and nothing else: it is signed, not secret, so it names no address. */
export interface LinkGrant {
  readonly userId: string;
  readonly alertId: string;
  /** Whose message carried it. */
  readonly channelId: string;
  readonly action: LinkAction;
  readonly symbol: string;
  readonly opportunityType: OpportunityType;
  readonly expiresMs: number;
}

const VERSION = 'link.v1';

/**
 * The one text that stands for a grant: a JSON list in fixed order. An adapter signs its UTF-8 bytes (HMAC-SHA-256, compared in
 * constant time) and puts `base64url(text).base64url(signature)` into the URL.
 */
export const grantText = ({ userId, alertId, channelId, action, symbol, opportunityType, expiresMs }: LinkGrant): string =>
  JSON.stringify([VERSION, userId, alertId, channelId, action, symbol, opportunityType, expiresMs]);

const isOneOf = <T extends string>(values: readonly T[], value: unknown): value is T => values.some((one) => one === value);

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** The grant that a text stands for, to be read only after its signature held; undefined for any other text. */
export const parseGrant = (text: string): LinkGrant | undefined => {
  const parts = jsonOf(text);
  if (!Array.isArray(parts) || parts.length !== 8) return undefined;
  const [version, userId, alertId, channelId, action, symbol, opportunityType, expiresMs] = parts as unknown[];
  if (version !== VERSION || typeof userId !== 'string' || typeof alertId !== 'string' || typeof channelId !== 'string' || typeof symbol !== 'string') return undefined;
  if (!isOneOf(LINK_ACTIONS, action) || !isOneOf(OPPORTUNITY_TYPES, opportunityType) || !Number.isSafeInteger(expiresMs)) return undefined;
  return { userId, alertId, channelId, action, symbol, opportunityType, expiresMs: Number(expiresMs) };
};

/** "Useful" and "noise" are two answers to one question, so one use is for both. */
const useKey = ({ alertId, action }: LinkGrant): string => `${alertId}|${action === 'snooze' ? 'snooze' : 'verdict'}`;

export type LinkAnswer =
  | { readonly kind: 'accepted'; readonly state: AlertState }
  | { readonly kind: 'refused'; readonly reason: 'expired' | 'used' | 'other-user' };

const withVerdict = (state: AlertState, type: OpportunityType, action: 'useful' | 'noise'): AlertState => {
  const counts = state.feedback[type] ?? { useful: 0, noise: 0 };
  return { ...state, feedback: { ...state.feedback, [type]: { ...counts, [action]: counts[action] + 1 } } };
};

const withSnooze = (state: AlertState, user: User, symbol: string, nowMs: number): AlertState => {
  const still = Object.entries(state.snoozed_until).filter(([, untilMs]) => untilMs > nowMs);
  return { ...state, snoozed_until: { ...Object.fromEntries(still), [symbol]: nowMs + user.snooze_minutes * 60_000 } };
};

/**
 * What a tap does: a verdict weighs the type's score from now on, a snooze silences the symbol. Once, and before it expires. Programs
 * that look into messages open links, so the adapter asks for a press of a button (POST) before it calls this.
 */
export const useLink = (grant: LinkGrant, user: User, state: AlertState, nowMs: number): LinkAnswer => {
  const { action, opportunityType, symbol, expiresMs } = grant;
  if (grant.userId !== user.user_id) return { kind: 'refused', reason: 'other-user' };
  if (nowMs > expiresMs) return { kind: 'refused', reason: 'expired' };
  const key = useKey(grant);
  if (state.used_links.some((used) => used.key === key)) return { kind: 'refused', reason: 'used' };
  const acted = action === 'snooze' ? withSnooze(state, user, symbol, nowMs) : withVerdict(state, opportunityType, action);
  const live = state.used_links.filter((used) => used.expires_ms >= nowMs);
  return { kind: 'accepted', state: { ...acted, used_links: [...live, { key, expires_ms: expiresMs }].slice(-MAX_USED_LINKS) } };
};

export interface LinkedMessage {
  readonly userId: string;
  readonly channelId: string;
  readonly alert: Pick<Alert, 'alert_id' | 'symbol' | 'opportunity_type' | 'valid_until_ms'>;
}

/** The links of one message, in the order in which they are shown. They depend on the alert alone, so each attempt has the same. */
export const grantsOf = ({ userId, channelId, alert }: LinkedMessage): LinkGrant[] =>
  LINK_ACTIONS.map((action) => ({
    userId, alertId: alert.alert_id, channelId, action, symbol: alert.symbol, opportunityType: alert.opportunity_type,
    expiresMs: alert.valid_until_ms + LINK_LIFE_MS,
  }));
