import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { makeFrameStream } from '../frames/frame-stream';
import { stampedPayload } from './frame-stamp';
import { deflatedFrame, inChunks, wireFrame } from './wire-frames';

/** What a client asks for by its URL. */
export type ServerPath = '/saturated' | '/deflated' | '/paced';

/** As the one argument, JSON. */
export interface ServerRequest {
  readonly identity?: { readonly key: string; readonly cert: string };
  readonly framesPerSecond: number;
}

export interface ServerReport { readonly port: number }

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const CHUNK_BYTES = 64 * 1024;
const CHUNKS_PER_TURN = 16;
/** Written and not yet taken by the kernel: the client never waits for us. */
const AHEAD_BYTES = 1024 * 1024;
const SECOND_US = 1_000_000;

const stream = makeFrameStream({ seed: 1, symbolCount: 300, preludeSeconds: 0, measuredFrames: 20_000, framesPerSecond: 20_000 });
const payloads = stream.frames.slice(stream.measuredFrom);
const meanBytes = Math.round(payloads.reduce((sum, { length }) => sum + length, 0) / payloads.length);

/** Round and round until the client has had enough and goes. */
const saturate = (socket: Socket, chunks: readonly Buffer[]): void => {
  let next = 0;
  const more = (): void => {
    if (socket.destroyed) return;
    for (let count = 0; count < CHUNKS_PER_TURN && socket.writableLength < AHEAD_BYTES; count += 1) {
      socket.write(chunks[next] ?? Buffer.alloc(0));
      next = (next + 1) % chunks.length;
    }
    setImmediate(more);
  };
  more();
};

const nowUs = (): number => Number(process.hrtime.bigint() / 1_000n);

/** One write per frame at an even rate, each frame with the time at which it was sent. */
const pace = (socket: Socket, framesPerSecond: number): void => {
  const startUs = nowUs();
  let sent = 0;
  const turn = (): void => {
    if (socket.destroyed) return;
    for (const dueUs = nowUs() - startUs; sent * SECOND_US < dueUs * framesPerSecond; sent += 1) {
      socket.write(wireFrame(stampedPayload(nowUs(), meanBytes)));
    }
    setImmediate(turn);
  };
  turn();
};

const answer = (request: IncomingMessage, isDeflated: boolean): string => {
  const accept = createHash('sha1').update(`${request.headers['sec-websocket-key'] ?? ''}${GUID}`).digest('base64');
  const extension = isDeflated ? 'Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n' : '';
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${extension}\r\n`;
};

/** The program that plays the venue: one process, many connections one after the other. */
const serve = ({ identity, framesPerSecond }: ServerRequest): void => {
  const plain = inChunks(payloads.map((payload) => wireFrame(payload)), CHUNK_BYTES);
  const deflated = inChunks(payloads.map(deflatedFrame), CHUNK_BYTES);
  const server = identity === undefined ? createServer() : createSecureServer(identity);
  server.on('upgrade', (request: IncomingMessage, socket: Socket) => {
    const path = request.url as ServerPath;
    socket.setNoDelay(true);
    socket.on('error', () => { socket.destroy(); });
    socket.resume();
    socket.write(answer(request, path === '/deflated'));
    if (path === '/paced') pace(socket, framesPerSecond);
    else saturate(socket, path === '/deflated' ? deflated : plain);
  });
  server.listen(0, '127.0.0.1', () => { process.send?.({ port: (server.address() as AddressInfo).port } satisfies ServerReport); });
  process.on('disconnect', () => { process.exit(); });
};

serve(JSON.parse(process.argv[2] ?? '{}') as ServerRequest);
