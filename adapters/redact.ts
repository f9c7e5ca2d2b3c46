/** Field names whose values never reach a log, whatever they hold. */
const SECRET_NAME = /secret|passw|passphrase|authorization|cookie|credential|private_?-?key|api_?-?key|access_?-?key|signature|(^|[^a-z])token|token$/i;
/** The same names inside a URL's query, and the user part of a URL. */
const SECRET_QUERY = /([?&](?:[\w-]*(?:secret|passw|token|signature|credential|key|auth)[\w-]*)=)[^&\s"']*/gi;
const URL_USER = /(\b[a-z][a-z0-9+.-]*:\/\/)[^/\s@"']+@/gi;

const REDACTED = '[redacted]';
const MAX_STRING = 2_000;
const MAX_DEPTH = 6;
const MAX_ITEMS = 100;

const cut = (text: string): string =>
  text.length > MAX_STRING ? `${text.slice(0, MAX_STRING)}...(${text.length - MAX_STRING} more)` : text;

/** A text with secrets in URLs replaced and its length capped. */
export const redactText = (text: string): string => cut(text.replace(SECRET_QUERY, `$1${REDACTED}`).replace(URL_USER, `$1${REDACTED}@`));

/** Only these fields of an error are shown: SDK errors carry the whole request, headers included, in others. */
const errorFields = (error: Error, depth: number): Record<string, unknown> => ({
  name: error.name,
  message: redactText(error.message),
  ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
  ...(error.stack === undefined ? {} : { stack: redactText(error.stack) }),
  ...(error.cause === undefined ? {} : { cause: loggable(error.cause, depth + 1) }),
});

const objectFields = (value: object, depth: number): unknown => {
  const out: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [name, field] of Object.entries(value).slice(0, MAX_ITEMS)) {
    if (field === undefined) continue;
    out[name] = SECRET_NAME.test(name) ? REDACTED : loggable(field, depth + 1);
  }
  return out;
};

/** A copy of any value that is safe to print: secrets out by field name, errors reduced, depth and length bounded. */
export const loggable = (value: unknown, depth = 0): unknown => {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  if (typeof value === 'function') return '[function]';
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '[deep]';
  if (value instanceof Error) return errorFields(value, depth);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => loggable(item, depth + 1));
  return objectFields(value, depth);
};
