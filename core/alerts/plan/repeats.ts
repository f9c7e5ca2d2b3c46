import { MAX_LAST_SENT, MAX_SEEN, type AlertState } from '../../contracts/alert-state';
import type { Severity } from '../../contracts/digest';
import type { Signal } from '../../contracts/signal';
import type { ReAlertRule } from '../../contracts/user';
import { sizeOf } from './size';

/** Alerts of one key say the same thing again. */
const keyOf = ({ exchange, symbol, opportunity_type, side }: Signal): string => `${exchange}|${symbol}|${opportunity_type}|${side}`;

/**
 * Whether this alert repeats one that was sent, by the user's rule; undefined: it is news. A critical one passes the cool-down, but
 * only if it is bigger: the same critical thing a hundred times a minute is sent once.
 */
export const repeatReason = (
  signal: Signal, severity: Severity, { last_sent }: AlertState, rule: ReAlertRule, nowMs: number,
): 'cooldown' | 'not-bigger' | undefined => {
  const last = last_sent[keyOf(signal)];
  if (last === undefined) return undefined;
  const ageMs = nowMs - last.time_ms;
  const isBigger = sizeOf(signal) > last.size * (1 + rule.bigger_fraction);
  if (ageMs < rule.cool_down_seconds * 1_000) return severity === 'critical' && isBigger ? undefined : 'cooldown';
  return ageMs < rule.forget_after_seconds * 1_000 && !isBigger ? 'not-bigger' : undefined;
};

type LastSent = AlertState['last_sent'];

/** The newest ones, no older than the rule looks back. */
const kept = (lastSent: LastSent, rule: ReAlertRule, nowMs: number): LastSent => {
  const memoryMs = Math.max(rule.cool_down_seconds, rule.forget_after_seconds) * 1_000;
  const entries = Object.entries(lastSent).filter(([, { time_ms }]) => nowMs - time_ms < memoryMs);
  return Object.fromEntries(entries.sort(([, a], [, b]) => b.time_ms - a.time_ms).slice(0, MAX_LAST_SENT));
};

export const rememberSent = (lastSent: LastSent, signal: Signal, rule: ReAlertRule, nowMs: number): LastSent =>
  kept({ ...lastSent, [keyOf(signal)]: { time_ms: nowMs, size: sizeOf(signal) } }, rule, nowMs);

/** Ids planned last. It catches a redelivery; the ledger's row per alert and user is what makes it certain. */
export const rememberSeen = (seen: readonly string[], alertId: string): string[] => [...seen, alertId].slice(-MAX_SEEN);
