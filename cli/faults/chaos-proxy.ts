import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong with one call. */
export type Fault =
  /** The service acts, the answer never arrives. */
  | 'lose-ack'
  /** The request never arrives. */
  | 'lose-request'
  /** Nothing is ever answered. */
  | 'hang'
  | 'http-500'
  /** The service is not asked; the client gets this text with status 400. */
  | { readonly refuse: string }
  /** The service is asked with the changed request; a changed answer comes with status 200. */
  | { readonly request?: (body: string) => string; readonly answer?: (body: string) => string };

/** Decides the fate of the `nth` (from 1) call of an operation such as `PutItem` or `Publish`. */
export type FaultPlan = (operation: string, nth: number) => Fault | undefined;

export interface ChaosProxy {
  readonly port: number;
  /** Calls that arrived, by operation. */
  readonly calls: ReadonlyMap<string, number>;
  setPlan(plan: FaultPlan): void;
  close(): Promise<void>;
}

const readAll = async (stream: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
};

const operationOf = (incoming: IncomingMessage, body: string): string =>
  String(incoming.headers['x-amz-target'] ?? new URLSearchParams(body).get('Action') ?? '').split('.').at(-1) ?? '';

const forward = (port: number, incoming: IncomingMessage, body: string): Promise<{ status: number; contentType: string; body: string }> =>
  new Promise((resolve, reject) => {
    const headers = { ...incoming.headers, 'content-length': String(Buffer.byteLength(body)) };
    const outgoing = request({ host: '127.0.0.1', port, path: incoming.url, method: incoming.method, headers }, (answer) => {
      readAll(answer).then((text) => { resolve({ status: answer.statusCode ?? 500, contentType: answer.headers['content-type'] ?? '', body: text }); }, reject);
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });

/** A man in the middle between an AWS client and an emulator, for the faults that the emulator itself never has. */
export const startChaosProxy = async (targetPort: number, initialPlan: FaultPlan = () => undefined): Promise<ChaosProxy> => {
  let plan = initialPlan;
  const calls = new Map<string, number>();

  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await readAll(incoming);
    const operation = operationOf(incoming, body);
    const nth = (calls.get(operation) ?? 0) + 1;
    calls.set(operation, nth);
    const fault = plan(operation, nth);
    if (fault === 'hang') return;
    if (fault === 'lose-request') { outgoing.destroy(); return; }
    if (fault === 'http-500') { outgoing.writeHead(500, { 'content-type': 'application/x-amz-json-1.0' }).end('{}'); return; }
    if (typeof fault === 'object' && 'refuse' in fault) {
      outgoing.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end(fault.refuse);
      return;
    }
    const change = typeof fault === 'object' ? fault : {};
    const answer = await forward(targetPort, incoming, change.request?.(body) ?? body);
    if (fault === 'lose-ack') { outgoing.destroy(); return; }
    const text = change.answer?.(answer.body) ?? answer.body;
    outgoing.writeHead(change.answer === undefined ? answer.status : 200, { 'content-type': answer.contentType, 'content-length': Buffer.byteLength(text) });
    outgoing.end(text);
  };

  const server: Server = createServer((incoming, outgoing) => { serve(incoming, outgoing).catch(() => { outgoing.destroy(); }); });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', () => { resolve(); }); });
  return {
    port: (server.address() as AddressInfo).port,
    calls,
    setPlan: (next) => { plan = next; },
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => { resolve(); });
    }),
  };
};
