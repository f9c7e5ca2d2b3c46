import type { LineOf, Lines } from '../state/lines';

/** After so long without a line a part of the product is not known to be well any more; one that speaks seldom says when it will again. */
const SILENT_MS = 30_000;

export type ShownStatus = 'ok' | 'degraded' | 'down' | 'silent';

export const shownStatus = ({ time_ms, entry }: LineOf<'health'>, nowMs: number): ShownStatus =>
  (entry.status !== 'down' && nowMs - time_ms > (entry.figures['next_word_ms'] ?? 0) + SILENT_MS ? 'silent' : entry.status);

const ORDER: readonly ShownStatus[] = ['down', 'silent', 'degraded'];

/** The worst that is true of any part, and of how many. */
export const worstHealth = ({ health }: Lines, nowMs: number): { readonly status: ShownStatus; readonly count: number } => {
  const all = [...health.values()].map((line) => shownStatus(line, nowMs));
  const status = ORDER.find((one) => all.includes(one)) ?? 'ok';
  return { status, count: all.filter((one) => one === status).length };
};
