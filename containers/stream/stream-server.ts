import type { AddressInfo } from 'node:net';
import type { WebSocket } from 'ws';
import type { TokenStore } from '../../adapters/aws/token-store';
import { TimerSet } from '../../adapters/exchanges/timer-set';
import type { Logger } from '../../adapters/logging';
import type { StreamTime } from '../../core/stream/tier-channel';
import { ActivityClient } from './activity-client';
import type { ActivityTail } from './activity-tail';
import { makeRequestHandler } from './client-requests';
import { ConnectionGate, type GateLimits } from './connection-gate';
import { FaultLock, type FaultLockSettings } from './fault-lock';
import { makeHttpFront, type HttpFront } from './http-front';
import { Reception, RECEPTION_WAITS, type Had, type ReceptionWaits, type Visit } from './reception';
import { retryReason } from './refusal';
import { CLOSE, type ClientLimits, type SocketClient } from './socket-client';
import { StreamClient } from './stream-client';
import type { StreamHub } from './stream-hub';
import { StreamTally } from './stream-tally';
import { makeTokenDoor } from './token-door';
import { TokenGuard, type Grant, type GuardTimes } from './token-guard';
import type { HostPolicy } from './upgrade-request';

export interface StreamServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly hostPolicy: HostPolicy;
  readonly trustedProxyHops: number;
  readonly gate: GateLimits;
  readonly client: ClientLimits;
  readonly faultLock: FaultLockSettings;
  readonly guard?: Partial<GuardTimes>;
  readonly waits?: Partial<ServerWaits>;
  readonly hub: StreamHub;
  /** Undefined: there is no activity log. */
  readonly activity: ActivityTail | undefined;
  /** Undefined: nobody has a token. */
  readonly tokens: TokenStore | undefined;
  readonly logger: Logger;
  /** Shown to the operator's `status` and on `/health`, beside what the server knows. */
  readonly health: () => object;
  readonly time: () => StreamTime;
  readonly epochMs: () => number;
  readonly random: () => number;
}

export interface ServerWaits extends ReceptionWaits {
  /** How long a client's first word is waited for before it gets a snapshot. */
  readonly resumeMs: number;
}

const RESUME_MS = 150;
const TICK_MS = 50;
const CHECK_MS = 250;
const LAG_MS = 10_000;
/** An address that is locked out for longer gets no answer any more: each would cost a hundred times as much as none. */
const SHUNNED_MS = 10_000;
/** A stop is over within it, whatever clients do. */
const STOP_MS = 1_500;

/** What ends a connection under the policy code and is not held against its address. */
const NO_FAULT: ReadonlySet<string> = new Set(['token expired', 'token revoked']);

/** The stream as a server: clients come in by the reception, get what the hub has for their tier, and are looked after until they go. */
export class StreamServer {
  readonly tally = new StreamTally();
  private readonly guard: TokenGuard;
  private readonly front: HttpFront;
  private readonly gate: ConnectionGate;
  private readonly lock: FaultLock;
  private readonly timers = new TimerSet();
  private readonly onText: (client: StreamClient, text: string) => void;
  private readonly waits: ServerWaits;

  constructor(private readonly options: StreamServerOptions) {
    const { gate, faultLock, logger, time } = options;
    this.waits = { ...RECEPTION_WAITS, resumeMs: RESUME_MS, ...options.waits };
    this.gate = new ConnectionGate(gate, time().elapsedMs);
    this.lock = new FaultLock(faultLock);
    this.guard = this.makeGuard();
    this.onText = makeRequestHandler({ guard: this.guard, logger, status: () => this.status() });
    this.front = makeHttpFront({
      gate, isBehindProxy: options.trustedProxyHops > 0, health: () => this.status(),
      isShunned: (address) => this.lock.waitMs(address, time().elapsedMs) > SHUNNED_MS,
    });
    const reception = this.makeReception();
    this.front.http.on('upgrade', (request, wire, head) => { reception.upgrade(request, wire, head); });
  }

  /** Resolves with the port once clients may come; rejects when it cannot be had. */
  async start(): Promise<number> {
    const { http } = this.front;
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject);
      http.listen(this.options.port, this.options.host, () => {
        http.off('error', reject);
        resolve();
      });
    });
    this.startTimers();
    this.guard.start();
    this.options.activity?.start();
    return (http.address() as AddressInfo).port;
  }

  /** Sends every client away with a hint when to come back; resolves when all connections are closed, within two seconds. */
  async stop(): Promise<void> {
    this.timers.clear();
    this.guard.stop();
    this.options.activity?.stop();
    const { http, connections } = this.front;
    const closed = new Promise<void>((resolve) => { http.close(() => { resolve(); }); });
    for (const client of this.clients()) client.close(CLOSE.goingAway, retryReason(this.options.random));
    setTimeout(() => { connections.destroyAll(); }, STOP_MS).unref();
    http.closeIdleConnections();
    await closed;
  }

  /** What `/health` answers and the operator's `status` shows: counts, nothing of anyone. */
  status() {
    const { hub, health } = this.options;
    return {
      status: 'ok', ...health(), market: hub.market, levels: hub.levels, clients: this.gate.size, tiers: hub.status(), queued_bytes: hub.queuedBytes(),
      refused: this.tally.refused, cut: this.tally.cut, lag_ms: this.tally.worstLagMs, tokens_in_use: this.guard.tokensInUse,
    };
  }

  private makeGuard(): TokenGuard {
    const { tokens, epochMs, guard } = this.options;
    return new TokenGuard({
      store: tokens, nowMs: epochMs, onProblem: (error) => { this.sayUnreachable(error); },
      onClosed: (tokenId, why) => { this.closeToken(tokenId, why); }, ...(guard === undefined ? {} : { times: guard }),
    });
  }

  private makeReception(): Reception {
    const { hostPolicy, trustedProxyHops, hub, activity, random, time } = this.options;
    const { gate, lock, guard, waits } = this;
    const elapsedMs = (): number => time().elapsedMs;
    return new Reception({
      hostPolicy, trustedProxyHops, waits, gate, lock, guard, random, elapsedMs, isReady: (feed) => (feed === 'activity' ? activity !== undefined : hub.isReady),
      door: makeTokenDoor({ guard, lock, elapsedMs, onProblem: (error) => { this.sayUnreachable(error); } }),
      onOpen: (socket, visit, grant, had) => { if (visit.wish.feed === 'activity') this.adoptPage(socket, visit, grant, had); else this.adopt(socket, visit, grant, had); },
      onRefused: (status) => { this.tally.countRefused(status); },
    });
  }

  private sayUnreachable(error: unknown): void {
    this.options.logger.error('stream-tokens-unreachable', 'the table of tokens does not answer', { error });
  }

  private startTimers(): void {
    const { hub, epochMs, time } = this.options;
    let tickMs = time().elapsedMs;
    this.timers.every('tick', TICK_MS, () => {
      const { elapsedMs } = time();
      this.tally.noteLag(elapsedMs - tickMs - TICK_MS);
      tickMs = elapsedMs;
      hub.advance();
    });
    this.timers.every('check', CHECK_MS, () => { for (const client of this.clients()) client.check(time(), epochMs()); });
    this.timers.every('lag', LAG_MS, () => { this.tally.turnLag(); });
  }

  private clients(): readonly SocketClient[] {
    return [...this.options.hub.all(), ...this.options.activity?.all() ?? []];
  }

  private adoptPage(socket: WebSocket, { wire, address }: Visit, grant: Grant | undefined, { since_ms: sinceMs }: Had): void {
    const { activity, client: limits, time, logger } = this.options;
    const client = new ActivityClient({ socket, wire, grant, limits, time, onCut: (code, why) => { this.hold(address, 'activity', code, why); } });
    this.holdErrors(socket, address, 'activity');
    socket.on('close', () => { activity?.remove(client); });
    logger.debug('stream-opened', 'activity client', { address, token_id: grant?.tokenId });
    void activity?.add(client, sinceMs);
  }

  private adopt(socket: WebSocket, { wire, wish: { tier }, address }: Visit, grant: Grant | undefined, { resume }: Had): void {
    const { hub, client: limits, time, logger } = this.options;
    const client = new StreamClient({
      socket, wire, tier, grant, limits, time, frames: hub.framesOf(tier), onText: this.onText, onCut: (code, why) => { this.hold(address, tier, code, why); },
    });
    this.holdErrors(socket, address, tier);
    socket.on('close', () => { hub.remove(client); });
    hub.add(client);
    logger.debug('stream-opened', `${tier} client`, { tier, address, token_id: grant?.tokenId });
    if (resume !== undefined) client.begin({ resume });
    else setTimeout(() => { client.begin(undefined); }, this.waits.resumeMs).unref();
  }

  /** A connection that broke is nobody's fault; what ws refuses to read is. */
  private holdErrors(socket: WebSocket, address: string, tier: string): void {
    socket.on('error', (error: Error & { readonly code?: string }) => {
      if (error.code?.startsWith('WS_ERR') === true) this.hold(address, tier, CLOSE.policy, error.code);
    });
  }

  /** Notes that a client was cut, and holds it against its address when it broke a rule. */
  private hold(address: string, tier: string, code: number, why: string): void {
    this.tally.countCut(why);
    const isFault = code === CLOSE.policy && !NO_FAULT.has(why);
    const faults = isFault ? this.lock.fault(address, this.options.time().elapsedMs) : 0;
    this.options.logger.info('stream-cut', `${tier} client cut: ${why}`, { tier, address, code, why, faults });
  }

  private closeToken(tokenId: string, why: 'revoked' | 'unchecked'): void {
    for (const client of this.clients()) {
      if (client.grant?.tokenId !== tokenId) continue;
      if (why === 'revoked') client.cut(CLOSE.policy, 'token revoked');
      else client.cut(CLOSE.tryAgain, 'token unchecked');
    }
  }
}
