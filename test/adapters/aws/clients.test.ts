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

describe('AWS clients', () => {
  let server: Server;
  const sockets = new Set<Socket>();
  const port = () => (server.address() as AddressInfo).port;

  beforeAll((done) => {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }).listen(0, '127.0.0.1', done);
  });
  afterAll((done) => {
    for (const socket of sockets) socket.destroy();
    server.close(done);
  });

  test('X5: every call fails within 10 s against a service that accepts and never answers', async () => {
    const calls = [
      makeSqsClient(atPort(port())).send(new ListQueuesCommand({})),
      makeSnsClient(atPort(port())).send(new ListTopicsCommand({})),
      makeDocumentClient(atPort(port())).send(new GetCommand({ TableName: 't', Key: { id: 'x' } })),
    ];
    const outcomes = Promise.all(calls.map((call: Promise<unknown>) => call.then(() => 'answered', (error: Error) => error.name)));
    const bound = new Promise((resolve) => { setTimeout(resolve, CALL_BOUND_MS, 'still pending').unref(); });
    expect(await Promise.race([outcomes, bound])).toEqual(['TimeoutError', 'TimeoutError', 'TimeoutError']);
  });

  test('X5: no other place in the product makes a client', () => {
    const makers = PRODUCT.flatMap(sourcesUnder).filter((path) => /new (SQS|SNS|DynamoDB|DynamoDBDocument)Client\(/.test(readFileSync(path, 'utf8')));
    expect(makers.map((path) => path.slice(ROOT.length + 1))).toEqual(['adapters/aws/clients.ts']);
  });
});
