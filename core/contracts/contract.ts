import type * as z from 'zod';

/** A message or stored item that does not have the shape its schema promises. Names field, found value and expectation. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}

const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
};

/** Builds `parse(raw: unknown): T` for a schema; unknown fields are ignored, so that a newer producer is still readable. */
export const parserOf = <T>(schemaId: string, shape: z.ZodType<T>) => (raw: unknown): T => {
  const result = shape.safeParse(raw, { reportInput: true });
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path ?? [];
  const field = path.length > 0 ? path.map(String).join('.') : 'message';
  throw new ContractError(`${schemaId}: field "${field}" is ${show(issue?.input)}: ${issue?.message ?? 'invalid'}`);
};

/** JSON text to a contract; a text that is not JSON is a ContractError too. */
export const parseJson = <T>(parse: (raw: unknown) => T, text: string): T => {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new ContractError(`message is not JSON: found ${show(text)}, expected one JSON object`);
  }
  return parse(raw);
};
