import { mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../local/free-port';
import { LocalHttp } from '../../local/http-server';
import type { Invocation } from '../../local/lambda-process';
import { until } from '../support/until';

interface Got { readonly status: number; readonly headers: Record<string, unknown>; readonly text: string }

const get = (port: number, path: string, options: { method?: string; host?: string; body?: string; headers?: Record<string, string> } = {}): Promise<Got> => new Promise((resolve, reject) => {
  const { method = 'GET', host = `127.0.0.1:${port}`, body, headers = {} } = options;
  const outgoing = request({ host: '127.0.0.1', port, path, method, headers: { host, ...headers } }, (answer) => {
    const chunks: Buffer[] = [];
    answer.on('data', (chunk: Buffer) => { chunks.push(chunk); });
    answer.on('end', () => { resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(chunks).toString() }); });
  });
  outgoing.on('error', reject);
  outgoing.end(body);
});

describe('the page and the HTTP API of a run on one machine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  const events: { readonly name: string; readonly event: Record<string, unknown> }[] = [];
  const problems: string[] = [];
  let answer: Invocation = { outcome: 'returned', value: { statusCode: 201, headers: { 'content-type': 'text/plain' }, body: 'made' } };
  let server: LocalHttp;
  let port = 0;

  beforeAll(async () => {
    writeFileSync(join(folder, 'index.html'), '<p>page</p>');
    writeFileSync(join(folder, 'app.js'), 'go()');
    port = await freePort();
    server = new LocalHttp({
      port, pageFolders: [folder], pageConfig: { market: 'simulated' }, headers: { 'content-security-policy': 'default-src \'none\'' },
      routes: [{ stackName: 's', logicalId: 'r', pathPrefix: '/api/', functionName: 'api' }],
      invoke: (name, event) => {
        events.push({ name, event: event as Record<string, unknown> });
        return Promise.resolve(answer);
      },
      onProblem: (text) => { problems.push(text); },
    });
    await server.start();
  });
  afterAll(() => { server.stop(); });

  test('files have their type and the page\'s headers; the configuration is this run\'s', async () => {
    expect(await get(port, '/')).toMatchObject({ status: 200, text: '<p>page</p>', headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': 'default-src \'none\'' } });
    expect(await get(port, '/app.js')).toMatchObject({ status: 200, headers: { 'content-type': 'text/javascript; charset=utf-8' } });
    expect(JSON.parse((await get(port, '/config.json')).text)).toEqual({ market: 'simulated' });
    expect(await get(port, '/app.js', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
  });

  test('what is no file of the page is not there, however the path is spelt', async () => {
    for (const path of ['/none', '/../package.json', '/%2e%2e/package.json', '//etc/passwd', '/..%2f..%2fetc/passwd']) expect((await get(port, path)).status).toBe(404);
    expect((await get(port, '/', { method: 'POST' })).status).toBe(405);
  });

  test('below a route the function is called as API Gateway calls it, and its answer is handed on', async () => {
    const got = await get(port, '/api/users/ann?x=1', { method: 'PUT', body: '{"a":1}', headers: { authorization: 'Bearer t' } });
    expect(got).toMatchObject({ status: 201, text: 'made', headers: { 'content-type': 'text/plain' } });
    expect(events.at(-1)).toMatchObject({
      name: 'api', event: { version: '2.0', rawPath: '/api/users/ann', rawQueryString: 'x=1', requestContext: { http: { method: 'PUT' } }, body: '{"a":1}', headers: { authorization: 'Bearer t' } },
    });
  });

  test('a function that fails is a 500 to the caller and a problem to the operator', async () => {
    answer = { outcome: 'failed', reason: 'timed out after 15 s' };
    expect(await get(port, '/api/x')).toMatchObject({ status: 500, text: '{"message":"Internal Server Error"}' });
    expect(problems).toEqual(['the function behind the HTTP API failed: timed out after 15 s']);
  });

  test('G: a name that a hostile page made point to this machine is refused', async () => {
    expect((await get(port, '/api/x', { host: 'evil.example.com' })).status).toBe(421);
    expect((await get(port, '/', { host: `evil.example.com:${port}` })).status).toBe(421);
    expect((await get(port, '/', { host: `localhost:${port}` })).status).toBe(200);
  });

  test('a request that is cut by the stop is no problem to the operator', async () => {
    const [problemsOfStop, asked] = [[] as string[], [] as string[]];
    let end: (invocation: Invocation) => void = () => undefined;
    const ownPort = await freePort();
    const stopping = new LocalHttp({
      port: ownPort, pageFolders: [], pageConfig: {}, headers: {}, routes: [{ stackName: 's', logicalId: 'r', pathPrefix: '/api/', functionName: 'api' }],
      invoke: (name) => new Promise((resolve) => { asked.push(name); end = resolve; }), onProblem: (text) => { problemsOfStop.push(text); },
    });
    await stopping.start();
    const cut = expect(get(ownPort, '/api/x')).rejects.toMatchObject({ code: 'ECONNRESET' });
    await until(() => asked.length === 1, 'the call');
    stopping.stop();
    end({ outcome: 'failed', reason: 'the function was stopped' });
    await cut;
    expect(problemsOfStop).toEqual([]);
  });

  test('a body beyond all measure is refused, and the function never hears of it', async () => {
    const before = events.length;
    expect((await get(port, '/api/x', { method: 'POST', body: 'x'.repeat(1_100_000) })).status).toBe(413);
    expect(events).toHaveLength(before);
  });
});
