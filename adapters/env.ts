import { assertUrl } from './exchanges/assert-url';

/** A setting in the environment that is missing or not usable. Names the variable, what was found and what is expected. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The value, trimmed; an empty variable counts as absent. */
export const optionalEnv = (name: string, env: Environment = process.env): string | undefined => {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
};

/** The value, or an EnvError that says what the variable is for. */
export const requireEnv = (name: string, expected = 'a value', env: Environment = process.env): string => {
  const value = optionalEnv(name, env);
  if (value === undefined) throw new EnvError(`environment variable ${name} is not set: expected ${expected}`);
  return value;
};

/** One of `choices`; spelling and case must match exactly, so that a typing error never picks a default. */
export const choiceEnv = <T extends string>(name: string, choices: readonly T[], fallback: T, env: Environment = process.env): T => {
  const value = optionalEnv(name, env);
  if (value === undefined) return fallback;
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) {
    throw new EnvError(`environment variable ${name} is "${value}": expected one of ${choices.join(', ')}`);
  }
  return choice;
};

export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
}

/** A decimal number within `range`, or `fallback` when the variable is absent. */
export const numberEnv = <T extends number | undefined>(
  name: string, fallback: T, range: NumberRange, env: Environment = process.env,
): number | T => {
  const value = optionalEnv(name, env);
  if (value === undefined) return fallback;
  const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) ? Number(value) : NaN;
  const usable = number >= range.min && number <= range.max && (range.integer !== true || Number.isInteger(number));
  if (!usable) {
    const kind = range.integer === true ? 'a whole number' : 'a number';
    throw new EnvError(`environment variable ${name} is "${value}": expected ${kind} from ${range.min} to ${range.max}`);
  }
  return number;
};

/** An address of one of `protocols`, or `fallback` when the variable is absent. */
export const urlEnv = (name: string, fallback: string, protocols: readonly string[], env: Environment = process.env): string => {
  const url = optionalEnv(name, env) ?? fallback;
  try {
    assertUrl(`environment variable ${name}`, url, protocols);
  } catch (error) {
    throw new EnvError(error instanceof Error ? error.message : String(error));
  }
  return url;
};
