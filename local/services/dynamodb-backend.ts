import dynalite from 'dynalite';
import { Agent, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { asRecord, type Json } from '../template/json';

/** One answer of the DynamoDB wire protocol (JSON 1.0). */
export interface BackendAnswer {
  readonly status: number;
  readonly text: string;
}

/** A refusal of the backend, with the AWS error code without its namespace. */
export class DynamoDbError extends Error {
  override readonly name = 'DynamoDbError';
  constructor(readonly code: string, message: string, readonly details: Json = {}) {
    super(message);
  }
}

/** The DynamoDB emulator that keeps the items; it knows neither transactions nor time to live. */
export interface DynamoDbBackend {
  forward(operation: string, body: string): Promise<BackendAnswer>;
  /** @throws DynamoDbError on a refusal. */
  call(operation: string, input: Json): Promise<Json>;
  close(): Promise<void>;
}

/** The emulator checks that a signature is there, never that it is right. */
const HEADERS = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20200101T000000Z',
  authorization: 'AWS4-HMAC-SHA256 Credential=local/20200101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=local',
};

const errorOf = (answer: BackendAnswer): DynamoDbError => {
  const body = asRecord(JSON.parse(answer.text));
  const code = String(body['__type']).split('#').at(-1) ?? 'InternalServerError';
  const message = body['message'] ?? body['Message'];
  return new DynamoDbError(code, typeof message === 'string' ? message : code);
};

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => { resolve(); });
  });
  return (server.address() as AddressInfo).port;
};

const send = (agent: Agent, port: number, operation: string, body: string): Promise<BackendAnswer> =>
  new Promise((resolve, reject) => {
    const headers = { ...HEADERS, 'x-amz-target': `DynamoDB_20120810.${operation}`, 'content-length': Buffer.byteLength(body) };
    const outgoing = request({ host: '127.0.0.1', port, method: 'POST', agent, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => { chunks.push(chunk); });
      incoming.on('error', reject);
      incoming.on('end', () => { resolve({ status: incoming.statusCode ?? 500, text: Buffer.concat(chunks).toString('utf8') }); });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });

/** Starts the emulator on loopback; with `path` the items are kept in a LevelDB folder, without it in memory. */
export const startDynamoDbBackend = async (path?: string): Promise<DynamoDbBackend> => {
  const server = dynalite({ ...(path === undefined ? {} : { path }), createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  const port = await listen(server);
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const forward = (operation: string, body: string): Promise<BackendAnswer> => send(agent, port, operation, body);
  return {
    forward,
    call: async (operation, input) => {
      const answer = await forward(operation, JSON.stringify(input));
      if (answer.status !== 200) throw errorOf(answer);
      return asRecord(JSON.parse(answer.text));
    },
    close: async () => {
      agent.destroy();
      await new Promise<void>((resolve) => { server.close(() => { resolve(); }); });
    },
  };
};
