import { AFTERMATH_SCHEMA, parseAftermath, type Aftermath } from '../../core/contracts/aftermath';
import { ContractError } from '../../core/contracts/contract';
import { DAILY_LOOK_SCHEMA, parseDailyLook, type DailyLook } from '../../core/contracts/daily-look';
import { parseSignal, SIGNAL_SCHEMA, type Signal } from '../../core/contracts/signal';

/** Halves of outcomes: decisions and what followed them. */
export type PerformanceMessage = Signal | Aftermath;

/** The performance queue carries decisions, what followed them, and once a day the call to look back; the schema id tells which. */
export const parsePerformanceMessage = (raw: unknown): PerformanceMessage | DailyLook => {
  const schema = typeof raw === 'object' && raw !== null && 'schema' in raw ? raw.schema : undefined;
  if (schema === SIGNAL_SCHEMA) return parseSignal(raw);
  if (schema === AFTERMATH_SCHEMA) return parseAftermath(raw);
  if (schema === DAILY_LOOK_SCHEMA) return parseDailyLook(raw);
  const found = (JSON.stringify(schema) ?? 'absent').slice(0, 80);
  throw new ContractError(`performance message: field "schema" is ${found}: expected "${SIGNAL_SCHEMA}", "${AFTERMATH_SCHEMA}" or "${DAILY_LOOK_SCHEMA}"`);
};
