import { readdirSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { extname, join } from 'node:path';

export interface PageFilesOptions {
  readonly pageFolders: readonly string[];
  readonly pageConfig: object;
  readonly headers: Readonly<Record<string, string>>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.json': 'application/json', '.svg': 'image/svg+xml', '.txt': 'text/plain; charset=utf-8',
};

/** The files of the built page, read once: what is not among them cannot be asked for. */
export class PageFiles {
  private readonly byPath: ReadonlyMap<string, Buffer>;

  constructor(private readonly options: PageFilesOptions) {
    const files = options.pageFolders.flatMap((folder) => readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile()).map(({ name }) => [`/${name}`, readFileSync(join(folder, name))] as const));
    // The template's own says where the page's parts are in AWS.
    this.byPath = new Map([...files, ['/config.json', Buffer.from(JSON.stringify(options.pageConfig))]]);
  }

  answer(method: string, path: string, response: ServerResponse): void {
    const name = path === '/' ? '/index.html' : path;
    const file = this.byPath.get(name);
    if (file === undefined || (method !== 'GET' && method !== 'HEAD')) {
      response.writeHead(file === undefined ? 404 : 405, { 'content-type': 'text/plain' }).end(file === undefined ? 'not found' : 'GET only');
      return;
    }
    response.writeHead(200, {
      ...this.options.headers, 'content-type': TYPES[extname(name)] ?? 'application/octet-stream', 'content-length': file.length, 'cache-control': 'no-cache',
    }).end(method === 'HEAD' ? undefined : file);
  }
}
