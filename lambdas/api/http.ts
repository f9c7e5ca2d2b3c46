/** One request as an HTTP API hands it over, format 2.0: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
export interface HttpEvent {
  readonly rawPath?: string;
  readonly rawQueryString?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly requestContext?: { readonly http?: { readonly method?: string } };
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  /** Decoded parts of the path: `/api/users/ann` is `['api', 'users', 'ann']`. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  /** Undefined: none was sent. */
  readonly bearer: string | undefined;
  readonly body: string;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the caller did wrong, in one sentence that may be shown. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(readonly status: number, message: string) {
    super(message);
  }
}

const MAX_BODY = 64 * 1024;
const MAX_PATH = 2_048;

const partsOf = (path: string): string[] => {
  try {
    return path.split('/').slice(1).map(decodeURIComponent);
  } catch {
    throw new ApiError(400, 'the path is not properly encoded: expected percent-encoded UTF-8');
  }
};

const bodyOf = ({ body = '', isBase64Encoded = false }: HttpEvent): string => {
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  if (text.length > MAX_BODY) throw new ApiError(413, `the body has ${text.length} characters: expected at most ${MAX_BODY}`);
  return text;
};

/** @throws ApiError where nothing can be made of it. */
export const readRequest = (event: HttpEvent): ApiRequest => {
  const path = event.rawPath ?? '/';
  if (path.length > MAX_PATH) throw new ApiError(414, `the path has ${path.length} characters: expected at most ${MAX_PATH}`);
  const [, bearer] = /^Bearer ([^\s]{1,200})$/i.exec(event.headers?.['authorization'] ?? '') ?? [];
  return {
    method: event.requestContext?.http?.method ?? 'GET', path, parts: partsOf(path), query: new URLSearchParams(event.rawQueryString ?? ''), bearer, body: bodyOf(event),
  };
};

const HEADERS = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const;

export const jsonAnswer = (value: unknown, status = 200): ApiAnswer => ({ status, headers: HEADERS, body: JSON.stringify(value) });
export const errorAnswer = (status: number, error: string): ApiAnswer => jsonAnswer({ error }, status);
