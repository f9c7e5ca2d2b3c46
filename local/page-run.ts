import { PAGE_CONFIG_SCHEMA, type PageConfig } from '../core/contracts/page-config';
import { codeVersion } from '../lib/code-version';
import { pageHeaders } from '../lib/page-headers';
import type { ServiceEndpoints } from './child-environment';
import { freePort, givenPort, LOOPBACK } from './free-port';
import { LocalHttp } from './http-server';
import type { Invocation } from './lambda-process';
import { grantAccess, type LocalAccess } from './stream-access';
import type { LocalPlan } from './template/local-plan';

/** Where the page is unless something else is there: the same each time, so that a bookmark and the links of old messages find it. */
const USUAL_PORT = 8_470;

export interface PagePorts {
  readonly page: number;
  /** Undefined: large levels are not streamed. */
  readonly stream: number | undefined;
}

/**
 * Ports of the page and the stream, chosen before anything that must know them starts; 0 lets the system choose.
 * @throws Error where one that was asked for is taken.
 */
export const choosePorts = async (wanted: { readonly page: number | undefined; readonly stream: number }): Promise<{ readonly page: number; readonly stream: number }> => ({
  page: wanted.page === undefined ? await freePort(USUAL_PORT) : await givenPort(wanted.page), stream: await givenPort(wanted.stream),
});

export const pageUrlOf = (port: number): string => `http://${LOOPBACK}:${port}`;
/** Every way in which a browser of this machine may name the page. */
export const pageOriginsOf = (port: number): string => [pageUrlOf(port), `http://localhost:${port}`].join(',');
export const streamUrlOf = (port: number): string => `ws://${LOOPBACK}:${port}`;

export interface PageRunOptions {
  readonly plan: LocalPlan;
  readonly tokensTable: string;
  readonly endpoints: ServiceEndpoints;
  /** Absolute. */
  readonly stateDir: string;
  readonly ports: PagePorts;
  readonly market: 'live' | 'simulated';
  readonly speed: number;
  readonly anchorMs: number;
  readonly invoke: (functionName: string, event: unknown) => Promise<Invocation>;
  readonly onProblem: (text: string) => void;
}

/** The page of a run on one machine, with the HTTP API under the same name, and a token for whoever started it. */
export class PageRun {
  private constructor(private readonly http: LocalHttp, readonly access: LocalAccess) {}

  static async start(options: PageRunOptions): Promise<PageRun> {
    const { plan, ports, market, speed, anchorMs, invoke, onProblem, endpoints, tokensTable, stateDir } = options;
    const streamUrl = ports.stream === undefined ? undefined : streamUrlOf(ports.stream);
    const pageConfig: PageConfig = {
      schema: PAGE_CONFIG_SCHEMA, market, speed, anchor_ms: anchorMs, stream_url: streamUrl === undefined ? null : `${streamUrl}/ws`, open_reads: true, code_version: codeVersion(),
    };
    const http = new LocalHttp({
      port: ports.page, routes: plan.routes, pageFolders: plan.pageFolders, pageConfig, headers: pageHeaders(pageConfig.stream_url), invoke, onProblem,
    });
    await http.start();
    return new PageRun(http, await grantAccess({ endpoints, tokensTable, stateDir, streamUrl, pageUrl: pageUrlOf(ports.page) }));
  }

  stop(): void {
    this.http.stop();
  }
}
