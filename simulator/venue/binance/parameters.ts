/** A parameter that cannot be used, with the venue's error code. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError';

  constructor(readonly code: number, message: string) { super(message); }
}

export const requireText = (query: URLSearchParams, name: string): string => {
  const text = query.get(name);
  if (text === null || text === '') throw new ParameterError(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`);
  return text;
};

export const integerOr = <T>(query: URLSearchParams, name: string, fallback: T, least: number, most: number): number | T => {
  const text = query.get(name);
  if (text === null) return fallback;
  const value = Number(text);
  if (text === '' || !Number.isInteger(value) || value < least || value > most) throw new ParameterError(-1130, `Data sent for parameter '${name}' is not valid.`);
  return value;
};
