import { parseArgs, type ParseArgsConfig } from 'node:util';

/** Wrong input of the person at the keyboard: shown as one sentence, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Flags and positionals by node:util. @throws UsageError with its first sentence: what follows there is advice on positionals. */
export const parseFlags = <T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> => {
  try {
    return parseArgs(config);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(message.split('. ')[0] ?? message);
  }
};

export interface NumberFlag {
  readonly min: number;
  readonly max: number;
  readonly isInteger: boolean;
}

/** The number that `--flag` names. @throws UsageError naming the flag, the value and what was expected. */
export const numberOf = (flag: string, text: string, { min, max, isInteger }: NumberFlag): number => {
  const value = Number(text);
  const fits = text.trim() !== '' && Number.isFinite(value) && value >= min && value <= max && (!isInteger || Number.isInteger(value));
  if (!fits) throw new UsageError(`--${flag} is "${text}": expected ${isInteger ? 'a whole number' : 'a number'} from ${min} to ${max}`);
  return value;
};

/** The choice that `--flag` names. @throws UsageError naming the flag, the value and the choices. */
export const oneOf = <T extends string>(flag: string, value: string, allowed: readonly T[]): T => {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new UsageError(`--${flag} is "${value}": expected one of ${allowed.join(', ')}`);
  return found;
};
