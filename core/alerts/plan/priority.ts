import type { Severity } from '../../contracts/digest';
import type { Signal } from '../../contracts/signal';
import type { User } from '../../contracts/user';

interface Ranked {
  readonly severity: Severity;
  readonly score: number | null;
  readonly time_ms: number;
  readonly alert_id: string;
}

const scoreRank = (score: number | null): number => score ?? -Infinity;

/** Critical first, then the better score (none last), then the earlier one. The id only makes the order one. */
export const byPriority = (a: Ranked, b: Ranked): number => {
  if (a.severity !== b.severity) return a.severity === 'critical' ? -1 : 1;
  const [scoreA, scoreB] = [scoreRank(a.score), scoreRank(b.score)];
  if (scoreA !== scoreB) return scoreB > scoreA ? 1 : -1;
  if (a.time_ms !== b.time_ms) return a.time_ms - b.time_ms;
  return a.alert_id < b.alert_id ? -1 : 1;
};

/** An empty list asks for everything. */
const asksFor = <T>(list: readonly T[], value: T): boolean => list.length === 0 || list.includes(value);

/** By the user's own rule; a rejected signal is never critical, since it is never planned. */
export const severityOf = (signal: Signal, { critical }: User): Severity =>
  (critical.enabled && signal.confidence >= critical.min_confidence && asksFor(critical.types, signal.opportunity_type) ? 'critical' : 'normal');

export const matches = (signal: Signal, { conditions }: User): boolean =>
  signal.confidence >= conditions.min_confidence
  && asksFor(conditions.symbols, signal.symbol)
  && asksFor(conditions.types, signal.opportunity_type)
  && asksFor(conditions.sides, signal.side)
  && asksFor(conditions.exchanges, signal.exchange);
