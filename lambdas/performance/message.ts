import { AFTERMATH_SCHEMA, parseAftermath, type Aftermath } from '../../core/contracts/aftermath';
import { ContractError } from '../../core/contracts/contract';
import { parseSignal, SIGNAL_SCHEMA, type Signal } from '../../core/contracts/signal';

export type PerformanceMessage = Signal | Aftermath;

/** The performance queue carries decisions and what followed them; the schema id tells which. */
export const parsePerformanceMessage = (raw: unknown): PerformanceMessage => {
  const schema = typeof raw === 'object' && raw !== null && 'schema' in raw ? raw.schema : undefined;
  if (schema === SIGNAL_SCHEMA) return parseSignal(raw);
  if (schema === AFTERMATH_SCHEMA) return parseAftermath(raw);
  const found = (JSON.stringify(schema) ?? 'absent').slice(0, 80);
  throw new ContractError(`performance message: field "schema" is ${found}: expected "${SIGNAL_SCHEMA}" or "${AFTERMATH_SCHEMA}"`);
};
