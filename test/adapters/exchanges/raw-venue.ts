import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Identity } from '../../support/self-signed';

export const acceptOf = (request: IncomingMessage): string =>
  createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');

export const upgradeAnswer = (request: IncomingMessage, more = ''): string =>
  `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptOf(request)}\r\n${more}\r\n`;

export interface RawVenue {
  readonly port: number;
  close(): Promise<void>;
}

/** A server that knows HTTP and leaves what follows to the test: the raw socket after the request for an upgrade. */
export const serveRaw = async (onUpgrade: (socket: Socket, request: IncomingMessage) => void, identity?: Identity): Promise<RawVenue> => {
  const sockets = new Set<Duplex>();
  const server: Server = identity === undefined ? createServer() : createSecureServer(identity);
  server.on('tlsClientError', () => undefined);
  server.on('upgrade', (request: IncomingMessage, socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.setNoDelay(true);
    onUpgrade(socket, request);
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      sockets.forEach((socket) => socket.destroy());
      server.closeAllConnections();
      await new Promise((resolve) => { server.close(resolve); });
    },
  };
};

/** The frames of a client: whole, final, masked, below 64 KB. */
export const clientFrames = (bytes: Buffer): { opcode: number; payload: Buffer }[] => {
  const frames: { opcode: number; payload: Buffer }[] = [];
  for (let at = 0; at + 6 <= bytes.length;) {
    const short = bytes[at + 1]! & 0x7f;
    const length = short === 126 ? bytes.readUInt16BE(at + 2) : short;
    const maskAt = at + (short === 126 ? 4 : 2);
    const mask = bytes.subarray(maskAt, maskAt + 4);
    const payload = Buffer.from(bytes.subarray(maskAt + 4, maskAt + 4 + length).map((byte, index) => byte ^ mask[index & 3]!));
    if ((bytes[at]! & 0xf0) !== 0x80 || (bytes[at + 1]! & 0x80) === 0 || short === 127) throw new Error('not a whole masked frame');
    frames.push({ opcode: bytes[at]! & 0x0f, payload });
    at = maskAt + 4 + length;
  }
  return frames;
};
