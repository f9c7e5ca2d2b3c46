import type { Condition } from '../../core/contracts/common';
import { table } from './text';

/** Six significant digits, without an exponent for what people read as a number. */
export const figure = (value: number | null): string => {
  if (value === null) return 'no answer';
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 1e-4 && Math.abs(value) < 1e15 ? String(Number(value.toPrecision(6))) : value.toExponential(3);
};

/** Every condition with its value, threshold and margin, and whether it was met. */
export const conditionTable = (conditions: readonly Condition[]): string[] => table(
  ['condition', 'value', 'threshold', 'margin', 'met'],
  conditions.map(({ name, value, threshold, margin, met }) => [name, figure(value), figure(threshold), figure(margin), met ? 'yes' : 'no']),
  [1, 2, 3],
);
