import { WebSocketServer, type WebSocket } from 'ws';
import type { AddressInfo, Socket } from 'node:net';
import { makeWarmStream } from '../paths/contestant';
import { wireFrame } from '../socket/wire-frames';
import { writeFacts } from './stream-file';

/** As the one argument, JSON. */
export interface StreamServerRequest {
  readonly folder: string;
  readonly symbolCount: number;
  readonly measuredFrames: number;
}

const CHUNK_BYTES = 64 * 1024;
const CHUNKS_PER_TURN = 16;
/** Written and not yet taken by the kernel: the client never waits for us. */
const AHEAD_BYTES = 1024 * 1024;
/** A client's subscription comes in several requests: this long after the last one it is complete. */
const SUBSCRIBED_AFTER_MS = 500;

/** Pieces of about 64 KB that end with a frame: the library answers pings between them. */
const chunksOf = (frames: readonly Buffer[]): readonly Buffer[] => {
  const chunks: Buffer[] = [];
  let open: Buffer[] = [];
  let bytes = 0;
  for (const frame of frames) {
    const wire = wireFrame(frame);
    open.push(wire);
    bytes += wire.length;
    if (bytes < CHUNK_BYTES) continue;
    chunks.push(Buffer.concat(open));
    open = [];
    bytes = 0;
  }
  return [...chunks, Buffer.concat(open)];
};

/** The whole stream once, as fast as the client takes it, past the library: it would spend its time on each frame. */
const sendAll = (socket: Socket, chunks: readonly Buffer[]): void => {
  let next = 0;
  const more = (): void => {
    for (let count = 0; count < CHUNKS_PER_TURN && next < chunks.length && socket.writableLength < AHEAD_BYTES; count += 1) {
      socket.write(chunks[next] ?? Buffer.alloc(0));
      next += 1;
    }
    if (next < chunks.length && !socket.destroyed) setImmediate(more);
  };
  more();
};

interface ClientMessage {
  readonly op?: string;
  readonly req_id?: string;
}

const acknowledge = (client: WebSocket, { op, req_id: requestId = '' }: ClientMessage): void => {
  client.send(JSON.stringify({ success: true, ret_msg: op === 'ping' ? 'pong' : '', conn_id: 'bench', req_id: requestId, op }));
};

/** Calls back once, when the client has asked for topics and then for no more of them. */
const whenSubscribed = (client: WebSocket, start: () => void): void => {
  let timer: NodeJS.Timeout | undefined;
  let isStarted = false;
  client.on('message', (bytes: Buffer) => {
    const message = JSON.parse(bytes.toString()) as ClientMessage;
    acknowledge(client, message);
    if (message.op !== 'subscribe' || isStarted) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      isStarted = true;
      start();
    }, SUBSCRIBED_AFTER_MS);
  });
  client.on('close', () => { clearTimeout(timer); });
};

/** The program that plays the venue: each connection gets the stream once it has subscribed. */
const serve = ({ folder, symbolCount, measuredFrames }: StreamServerRequest): void => {
  const stream = makeWarmStream(symbolCount, measuredFrames);
  writeFacts(folder, stream);
  const chunks = chunksOf(stream.frames);
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  server.on('connection', (client, request) => {
    client.on('error', () => { client.terminate(); });
    whenSubscribed(client, () => { sendAll(request.socket, chunks); });
  });
  server.on('listening', () => { process.send?.({ port: (server.address() as AddressInfo).port }); });
  process.on('disconnect', () => { process.exit(); });
};

serve(JSON.parse(process.argv[2] ?? '{}') as StreamServerRequest);
