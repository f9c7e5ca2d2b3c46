import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { StreamHello } from '../../core/contracts/stream-request';
import { clientAddress } from './client-address';
import type { ConnectionGate, Place } from './connection-gate';
import type { FaultLock } from './fault-lock';
import { firstMessage } from './first-message';
import { jitteredMs, refuse, retryReason, type RefusedStatus } from './refusal';
import { CLOSE } from './socket-client';
import type { DoorAnswer, TokenDoor } from './token-door';
import type { Grant, TokenGuard } from './token-guard';
import { readUpgrade, SUB_PROTOCOL, type HostPolicy, type StreamFeed, type UpgradeWish } from './upgrade-request';

/** A request to upgrade that has a place among the clients; the place is given back when its connection closes. */
export interface Visit {
  readonly request: IncomingMessage;
  readonly wire: Duplex;
  readonly head: Buffer;
  readonly address: string;
  readonly wish: UpgradeWish;
  readonly place: Place;
}

/** What a client says that it has already. */
export type Had = Omit<StreamHello, 'token'>;

export interface ReceptionWaits {
  /** From the upgrade to the token, where that comes as a message. */
  readonly helloMs: number;
  /** Before a wrong token is answered. */
  readonly wrongMs: number;
}

export const RECEPTION_WAITS: ReceptionWaits = { helloMs: 5_000, wrongMs: 250 };

export interface ReceptionOptions {
  readonly hostPolicy: HostPolicy;
  readonly trustedProxyHops: number;
  readonly waits: ReceptionWaits;
  readonly gate: ConnectionGate;
  readonly lock: FaultLock;
  readonly guard: Pick<TokenGuard, 'release'>;
  readonly door: TokenDoor;
  /** False: there is nothing to be served yet. */
  readonly isReady: (feed: StreamFeed) => boolean;
  readonly elapsedMs: () => number;
  readonly random: () => number;
  /** A socket that may be served, with what its client has already. */
  readonly onOpen: (socket: WebSocket, visit: Visit, grant: Grant | undefined, had: Had) => void;
  readonly onRefused: (status: RefusedStatus) => void;
}

/** ws counts fragments, buffered chunks and pending pongs since 8.23; its type package does not list those options yet. */
const SOCKETS: object = {
  noServer: true, clientTracking: false, perMessageDeflate: false, maxPayload: 16 * 1024, maxFragments: 16, maxBufferedChunks: 64, maxPendingAutoPongs: 4, closeTimeout: 2_000,
  handleProtocols: (protocols: Set<string>) => (protocols.has(SUB_PROTOCOL) ? SUB_PROTOCOL : false),
};

const STATUS_OF: Readonly<Record<Extract<DoorAnswer, string>, RefusedStatus>> = { 'wrong': 401, 'locked': 429, 'too-many': 429, 'too-fast': 503, 'unavailable': 503 };
/** How long a refused socket may take to say goodbye. */
const GOODBYE_MS = 500;

/** Decides who may come in: host and origin, number and pace, and what a token opens, all of it before anything is served. */
export class Reception {
  private readonly sockets = new WebSocketServer(SOCKETS);

  constructor(private readonly options: ReceptionOptions) {}

  upgrade(request: IncomingMessage, wire: Duplex, head: Buffer): void {
    // Stays for the connection's whole life: an unhandled 'error' event would end the process.
    wire.on('error', () => undefined);
    const wish = readUpgrade(request, this.options.hostPolicy);
    if ('refused' in wish) return this.refuse(wire, wish.refused);
    const forwarded = request.headers['x-forwarded-for'];
    const address = clientAddress(request.socket.remoteAddress, Array.isArray(forwarded) ? forwarded.join(',') : forwarded, this.options.trustedProxyHops);
    const place = this.placeFor(wire, wish.feed, address);
    if (place === undefined) return;
    wire.once('close', () => { place.free(); });
    this.receive({ request, wire, head, address, wish, place });
  }

  private placeFor(wire: Duplex, feed: StreamFeed, address: string): Place | undefined {
    const { isReady, lock, gate, elapsedMs } = this.options;
    if (!isReady(feed)) return this.refuse(wire, 503, this.retryMs());
    const lockedMs = lock.waitMs(address, elapsedMs());
    if (lockedMs > 0) return this.refuse(wire, 429, lockedMs);
    const place = gate.take(address, elapsedMs());
    return typeof place === 'string' ? this.refuse(wire, STATUS_OF[place], this.retryMs()) : place;
  }

  private receive(visit: Visit): void {
    const { wire, wish: { tier, token } } = visit;
    if (tier === 'public') this.openPublic(visit);
    else if (token === undefined) this.refuse(wire, 401);
    else if (token === 'first-message') this.openForToken(visit);
    else void this.openWith(token.text, visit);
  }

  private openPublic(visit: Visit): void {
    const refusal = visit.place.enter(undefined, this.options.elapsedMs());
    if (refusal === undefined) this.open(visit, undefined);
    else this.refuse(visit.wire, STATUS_OF[refusal], this.retryMs());
  }

  private async openWith(text: string, visit: Visit): Promise<void> {
    const { wire, wish, address, place } = visit;
    const answer = await this.options.door(text, wish.tier, address, place);
    if (typeof answer !== 'string') this.open(visit, answer.grant);
    else if (answer === 'wrong') setTimeout(() => { this.refuse(wire, STATUS_OF.wrong); }, this.options.waits.wrongMs);
    else this.refuse(wire, STATUS_OF[answer], this.retryMs());
  }

  private open(visit: Visit, grant: Grant | undefined): void {
    const { wire, request, head, wish } = visit;
    this.releaseWith(wire, grant);
    if (!wire.destroyed) this.sockets.handleUpgrade(request, wire, head, (socket) => { this.options.onOpen(socket, visit, grant, { ...wish.resume }); });
  }

  private openForToken(visit: Visit): void {
    const { wire, request, head } = visit;
    this.sockets.handleUpgrade(request, wire, head, (socket) => {
      socket.on('error', () => undefined);
      void this.hear(socket, visit);
    });
  }

  private async hear(socket: WebSocket, visit: Visit): Promise<void> {
    const { wire, wish, address, place } = visit;
    const hello = await firstMessage(socket, this.options.waits.helloMs);
    const answer = hello === undefined ? 'wrong' : await this.options.door(hello.token, wish.tier, address, place);
    if (typeof answer === 'string') return this.sendAway(socket, answer);
    this.releaseWith(wire, answer.grant);
    if (socket.readyState !== socket.OPEN) return;
    this.options.onOpen(socket, visit, answer.grant, { ...wish.resume, ...hello });
    socket.resume();
  }

  private sendAway(socket: WebSocket, answer: Extract<DoorAnswer, string>): void {
    this.options.onRefused(STATUS_OF[answer]);
    if (answer === 'wrong') socket.close(CLOSE.policy, 'unauthorized');
    else socket.close(CLOSE.tryAgain, retryReason(this.options.random));
    setTimeout(() => { socket.terminate(); }, GOODBYE_MS).unref();
  }

  /** The grant ends with the connection, also where that has gone meanwhile. */
  private releaseWith(wire: Duplex, grant: Grant | undefined): void {
    if (grant === undefined) return;
    if (wire.closed) this.options.guard.release(grant);
    else wire.once('close', () => { this.options.guard.release(grant); });
  }

  private refuse(wire: Duplex, status: RefusedStatus, retryAfterMs?: number): undefined {
    this.options.onRefused(status);
    refuse(wire, status, retryAfterMs);
  }

  private retryMs(): number {
    return jitteredMs(this.options.random);
  }
}
