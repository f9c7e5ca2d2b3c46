import { LINK_PATH } from '../../adapters/links/link-url';
import type { Logger } from '../../adapters/logging';
import { ApiError, errorAnswer, jsonAnswer, readRequest, type ApiAnswer, type ApiRequest, type HttpEvent } from './http';
import type { LinkRequest } from './links';

/** What a token of the operator opens; anything that changes something needs it, reading only where reads are not open. */
export type TokenCheck = (bearer: string | undefined) => Promise<boolean>;

/** Answers a request whose path fits; throws an ApiError for what the caller did wrong. */
export type Route = (request: ApiRequest) => Promise<unknown>;

export interface ApiPorts {
  /** By method and path, `*` for one part that is not empty: `GET /api/users/*`. */
  readonly routes: Readonly<Record<string, Route>>;
  readonly links: (request: LinkRequest) => Promise<ApiAnswer>;
  readonly isOperator: TokenCheck;
  /** Reads need no token: for one's own machine alone. */
  readonly openReads: boolean;
  readonly log: Logger;
}

const fits = (pattern: string, { method, parts }: ApiRequest): boolean => {
  const [wantedMethod, wantedPath = ''] = pattern.split(' ');
  const wanted = wantedPath.split('/').slice(1);
  return method === wantedMethod && wanted.length === parts.length && wanted.every((part, index) => (part === '*' ? parts[index] !== '' : part === parts[index]));
};

/**
 * The HTTP API: JSON below `/api/`, and the pages of one-tap links, which carry their own signature, below `/l/`. Every failure is
 * `{ "error": "<one sentence>" }`; what went wrong inside is told to the log alone.
 */
export const makeApi = ({ routes, links, isOperator, openReads, log }: ApiPorts): ((event: HttpEvent) => Promise<ApiAnswer>) => {
  const admit = async (request: ApiRequest): Promise<void> => {
    if (openReads && request.method === 'GET') return;
    if (!await isOperator(request.bearer)) throw new ApiError(401, 'a token of the private tier is needed: make one with `npm run stream-token` and send it as "Authorization: Bearer <token>"');
  };

  const routeFor = (request: ApiRequest): Route => {
    const found = Object.entries(routes).find(([pattern]) => fits(pattern, request));
    if (found === undefined) throw new ApiError(404, 'there is nothing of that method and path');
    return found[1];
  };

  const answer = async (request: ApiRequest): Promise<ApiAnswer> => {
    const { method, path } = request;
    if (path.startsWith(LINK_PATH) && (method === 'GET' || method === 'POST')) return links({ method, path });
    // First who asks: to a stranger every path looks alike.
    await admit(request);
    return jsonAnswer(await routeFor(request)(request));
  };

  return async (event) => {
    try {
      return await answer(readRequest(event));
    } catch (error) {
      if (error instanceof ApiError) return errorAnswer(error.status, error.message);
      log.error('request-failed', 'a request could not be answered', { error });
      return errorAnswer(503, 'the request could not be answered now: try again');
    }
  };
};
