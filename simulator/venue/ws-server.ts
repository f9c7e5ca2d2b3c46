import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { VenueFaults } from './faults';

/** A subscribe request of 21,000 characters fits; nothing a client has to say is longer. */
const MAX_REQUEST_BYTES = 64 * 1_024;

export interface HandshakeRefusal {
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;
}

/** Who may come in, and what becomes of those who do. */
export interface VenueDoor {
  readonly faults: VenueFaults;
  /** The status with which a handshake is refused; `undefined` lets it in. */
  refusalOf(url: URL): HandshakeRefusal | undefined;
  /** A connection that is to be served, the `count`-th. */
  opened(socket: WebSocket, tcp: Socket, url: URL, count: number): void;
}

const refuse = (socket: Duplex, { status, retryAfterSeconds }: HandshakeRefusal): void => {
  const headers = retryAfterSeconds === undefined ? '' : `retry-after: ${retryAfterSeconds}\r\n`;
  socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n${headers}\r\n`);
};

/** Takes WebSocket handshakes on the venue's HTTP server. */
export class VenueWebSockets {
  private readonly server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_REQUEST_BYTES, autoPong: false });
  /** Handshakes left unanswered on purpose. */
  private readonly hanging = new Set<Duplex>();
  private count = 0;

  constructor(http: Server, private readonly door: VenueDoor) {
    http.on('upgrade', (request, socket, head) => { this.upgrade(request, socket, head); });
  }

  close(): void {
    for (const socket of this.hanging) socket.destroy();
    this.server.close();
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => { socket.destroy(); });
    const { faults } = this.door;
    if (faults.isNeverUpgrade) {
      this.hang(socket);
      return;
    }
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const refusal = faults.httpFaultFor('upgrade') ?? this.door.refusalOf(url);
    if (refusal) refuse(socket, refusal);
    else this.accept(request, socket, head, url);
  }

  private hang(socket: Duplex): void {
    this.hanging.add(socket);
    socket.on('close', () => this.hanging.delete(socket));
    socket.resume();
  }

  private accept(request: IncomingMessage, socket: Duplex, head: Buffer, url: URL): void {
    this.server.handleUpgrade(request, socket, head, (webSocket) => {
      this.count += 1;
      if (this.door.faults.takeAcceptThenClose()) {
        webSocket.on('error', () => { webSocket.terminate(); });
        webSocket.close(1_001);
        return;
      }
      this.door.opened(webSocket, socket as Socket, url, this.count);
    });
  }
}
