import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { LOOPBACK } from './free-port';
import type { Invocation } from './lambda-process';
import { PageFiles } from './page-files';
import { readBody } from './read-body';
import { asRecord } from './template/json';
import type { RoutePlan } from './template/local-plan';

export interface LocalHttpOptions {
  readonly port: number;
  readonly routes: readonly RoutePlan[];
  readonly pageFolders: readonly string[];
  /** What `/config.json` says. */
  readonly pageConfig: object;
  /** Of every file of the page. */
  readonly headers: Readonly<Record<string, string>>;
  readonly invoke: (functionName: string, event: unknown) => Promise<Invocation>;
  readonly onProblem: (text: string) => void;
}

const MAX_BODY_BYTES = 1024 * 1024;
const LIMITS = { headersTimeout: 5_000, requestTimeout: 10_000, keepAliveTimeout: 5_000, maxHeaderSize: 16_384 };
const JSON_HEADERS = { 'content-type': 'application/json' };

class TooLargeError extends Error {}

/** What API Gateway hands on, format 2.0, as far as the function reads it. */
const eventOf = async (request: IncomingMessage): Promise<object> => {
  const [rawPath = '/', rawQueryString = ''] = (request.url ?? '/').split('?', 2);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]));
  return { version: '2.0', rawPath, rawQueryString, headers, requestContext: { http: { method: request.method, path: rawPath } }, body: await readBody(request, MAX_BODY_BYTES, () => new TooLargeError()), isBase64Encoded: false };
};

/**
 * CloudFront and the HTTP API of a run on one machine: the files of the page, and below the routes' paths the function, each as the
 * template says. Speaks to this machine alone; a name that a hostile page made point here is refused.
 */
export class LocalHttp {
  private readonly server: Server;
  private readonly files: PageFiles;
  private isStopped = false;

  constructor(private readonly options: LocalHttpOptions) {
    this.files = new PageFiles(options);
    this.server = createServer(LIMITS, (request, response) => {
      this.answer(request, response).catch((error: unknown) => { this.fail(error, response); });
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.options.port, LOOPBACK, () => { resolve(); });
    });
  }

  stop(): void {
    this.isStopped = true;
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { port, routes } = this.options;
    if (![`${LOOPBACK}:${port}`, `localhost:${port}`, `[::1]:${port}`].includes(request.headers.host ?? '')) {
      response.writeHead(421, JSON_HEADERS).end('{"error":"this server answers to its own name alone"}');
      return;
    }
    const [path = '/'] = (request.url ?? '/').split('?', 1);
    const route = routes.find(({ pathPrefix }) => path.startsWith(pathPrefix));
    if (route === undefined) this.files.answer(request.method ?? 'GET', path, response);
    else await this.call(route, request, response);
  }

  private async call({ functionName }: RoutePlan, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const invocation = await this.options.invoke(functionName, await eventOf(request));
    if (invocation.outcome === 'failed') throw new Error(`the function behind the HTTP API failed: ${invocation.reason}`);
    const { statusCode, headers, body } = asRecord(invocation.value);
    response.writeHead(typeof statusCode === 'number' ? statusCode : 200, asRecord(headers) as Record<string, string>).end(typeof body === 'string' ? body : '');
  }

  private fail(error: unknown, response: ServerResponse): void {
    const isTooLarge = error instanceof TooLargeError;
    // A page that asks while everything ends is no problem of anyone's.
    if (!isTooLarge && !this.isStopped) this.options.onProblem(error instanceof Error ? error.message : String(error));
    if (response.headersSent) response.destroy();
    else response.writeHead(isTooLarge ? 413 : 500, JSON_HEADERS).end(`{"message":"${isTooLarge ? 'Request Entity Too Large' : 'Internal Server Error'}"}`);
  }
}
