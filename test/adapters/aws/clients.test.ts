import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { ListTopicsCommand } from '@aws-sdk/client-sns';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { CALL_BOUND_MS, makeDocumentClient, makeSnsClient, makeSqsClient } from '../../../adapters/aws/clients';
import { atPort } from '../../support/emulators';

const ROOT = join(__dirname, '../../..');
const PRODUCT = ['adapters', 'containers', 'lambdas', 'local', 'simulator', 'cli', 'lib', 'bin'];

const sourcesUnder = (folder: string): string[] => {
  try {
    return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
};

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: 100000\r\n';

/** What a service may do instead of answering. */
const DEADBEATS: Record<string, (socket: Socket) => void> = {
  'accepts and never answers': () => undefined,
  'sends the head of its answer byte by byte': (socket) => { drip(socket, `${HEAD}x-a: `); },
  'sends the body of its answer byte by byte': (socket) => { drip(socket, `${HEAD}\r\n{"a":"`); },
};

const drip = (socket: Socket, start: string): void => {
  socket.once('data', () => {
    socket.write(start);
    const timer = setInterval(() => { socket.write('x'); }, 100);
    socket.once('close', () => { clearInterval(timer); });
  });
};

describe('AWS clients', () => {
  const sockets = new Set<Socket>();
  const servers: Server[] = [];
  const clients: { destroy(): void }[] = [];
  const kept = <Client extends { destroy(): void }>(client: Client): Client => {
    clients.push(client);
    return client;
  };
  const startDeadbeat = async (behave: (socket: Socket) => void): Promise<number> => {
    const server = createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      behave(socket);
    });
    servers.push(server);
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', () => { resolve(); }); });
    return (server.address() as AddressInfo).port;
  };
  afterAll(async () => {
    for (const client of clients) client.destroy();
    for (const socket of sockets) socket.destroy();
    await Promise.all(servers.map((server) => new Promise((resolve) => { server.close(resolve); })));
    // The SDK still winds its last attempts up.
    await new Promise((resolve) => { setTimeout(resolve, 2_000); });
  });

  test('X5: every call fails within its bound against a service that never answers or never ends', async () => {
    const outcomes = await Promise.all(Object.entries(DEADBEATS).flatMap(([name, behave]) => [
      ['SQS', (port: number) => kept(makeSqsClient(atPort(port))).send(new ListQueuesCommand({}))] as const,
      ['SNS', (port: number) => kept(makeSnsClient(atPort(port))).send(new ListTopicsCommand({}))] as const,
      ['DynamoDB', (port: number) => kept(makeDocumentClient(atPort(port))).send(new GetCommand({ TableName: 't', Key: { id: 'x' } }))] as const,
    ].map(async ([service, call]) => {
      const outcome: Promise<string> = call(await startDeadbeat(behave)).then(() => 'answered', (error: Error) => error.name);
      const bound = new Promise<string>((resolve) => { setTimeout(resolve, CALL_BOUND_MS + 5_000, 'still pending').unref(); });
      return `${service} ${name}: ${await Promise.race([outcome, bound])}`;
    })));
    expect(outcomes).toHaveLength(9);
    expect(outcomes.filter((outcome) => !outcome.endsWith(': TimeoutError'))).toEqual([]);
  });

  test('X5: no other place in the product makes a client', () => {
    const makers = PRODUCT.flatMap(sourcesUnder).filter((path) => /new (SQS|SNS|DynamoDB|DynamoDBDocument)Client\(/.test(readFileSync(path, 'utf8')));
    expect(makers.map((path) => path.slice(ROOT.length + 1))).toEqual(['adapters/aws/clients.ts']);
  });
});
