import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import { type SessionHost, VenueSession } from './session';

export const WS_PATH = '/v5/public/linear';
/** A subscribe request of 21,000 characters fits; nothing a client has to say is longer. */
const MAX_REQUEST_BYTES = 64 * 1_024;

const refuse = (socket: Duplex, status: number, headers = ''): void => {
  socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n${headers}\r\n`);
};

/** Takes WebSocket handshakes on the venue's HTTP server; `opened` is called with each connection that is to be served. */
export class VenueWebSockets {
  private readonly server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_REQUEST_BYTES, autoPong: false });
  /** Handshakes left unanswered on purpose. */
  private readonly hanging = new Set<Duplex>();
  private count = 0;

  constructor(http: Server, private readonly host: SessionHost, private readonly opened: (session: VenueSession) => void) {
    http.on('upgrade', (request, socket, head) => { this.upgrade(request, socket, head); });
  }

  close(): void {
    for (const socket of this.hanging) socket.destroy();
    this.server.close();
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => { socket.destroy(); });
    const { faults } = this.host;
    const fault = faults.httpFaultFor('upgrade');
    if (faults.isNeverUpgrade) this.hang(socket);
    else if (fault) refuse(socket, fault.status, fault.retryAfterSeconds === undefined ? '' : `retry-after: ${fault.retryAfterSeconds}\r\n`);
    else if (new URL(request.url ?? '/', 'http://127.0.0.1').pathname !== WS_PATH) refuse(socket, 404);
    else this.accept(request, socket, head);
  }

  private hang(socket: Duplex): void {
    this.hanging.add(socket);
    socket.on('close', () => this.hanging.delete(socket));
    socket.resume();
  }

  private accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.server.handleUpgrade(request, socket, head, (webSocket) => {
      this.count += 1;
      if (this.host.faults.takeAcceptThenClose()) {
        webSocket.on('error', () => { webSocket.terminate(); });
        webSocket.close(1_001);
        return;
      }
      this.opened(new VenueSession(webSocket, socket as Socket, `sim-${this.count.toString(36).padStart(8, '0')}`, this.host));
    });
  }
}
