import * as z from 'zod';
import { AFTERMATH_SCHEMA, parseAftermath, type Aftermath } from '../../core/contracts/aftermath';
import { ContractError, parserOf } from '../../core/contracts/contract';
import { parseSignal, SIGNAL_SCHEMA, type Signal } from '../../core/contracts/signal';

export const DAILY_LOOK_SCHEMA = 'daily-look.v1';

/** What a schedule sends at 00:00 in the report's zone; `scheduled_time` is ISO 8601, as EventBridge Scheduler fills it in. */
const DAILY_LOOK = z.object({ schema: z.literal(DAILY_LOOK_SCHEMA), scheduled_time: z.iso.datetime({ offset: true }) });
export type DailyLookMessage = z.infer<typeof DAILY_LOOK>;
const parseDailyLook = parserOf<DailyLookMessage>(DAILY_LOOK_SCHEMA, DAILY_LOOK);

/** Halves of outcomes: decisions and what followed them. */
export type PerformanceMessage = Signal | Aftermath;

/** The performance queue carries decisions, what followed them, and once a day the call to look back; the schema id tells which. */
export const parsePerformanceMessage = (raw: unknown): PerformanceMessage | DailyLookMessage => {
  const schema = typeof raw === 'object' && raw !== null && 'schema' in raw ? raw.schema : undefined;
  if (schema === SIGNAL_SCHEMA) return parseSignal(raw);
  if (schema === AFTERMATH_SCHEMA) return parseAftermath(raw);
  if (schema === DAILY_LOOK_SCHEMA) return parseDailyLook(raw);
  const found = (JSON.stringify(schema) ?? 'absent').slice(0, 80);
  throw new ContractError(`performance message: field "schema" is ${found}: expected "${SIGNAL_SCHEMA}", "${AFTERMATH_SCHEMA}" or "${DAILY_LOOK_SCHEMA}"`);
};
