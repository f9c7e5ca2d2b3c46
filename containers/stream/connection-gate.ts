import { TokenBucket } from './token-bucket';

export interface GateLimits {
  readonly maxClients: number;
  readonly maxClientsPerAddress: number;
  readonly maxClientsPerToken: number;
  /** All addresses together: a thousand clients that come back at once are let in over some seconds. */
  readonly acceptsPerSecond: number;
}

export const DEFAULT_GATE: GateLimits = { maxClients: 5_000, maxClientsPerAddress: 50, maxClientsPerToken: 10, acceptsPerSecond: 250 };

/** Upgrades per second from one address once its burst, a full set of clients, is used up. */
const ADDRESS_ACCEPTS_PER_SECOND = 5;
const MAX_PACES = 50_000;

export type GateRefusal = 'too-many' | 'too-fast';

/** Counts of one key; a key at zero is forgotten. */
class Counter {
  private readonly counts = new Map<string, number>();

  of(key: string): number {
    return this.counts.get(key) ?? 0;
  }

  add(key: string, by: 1 | -1): void {
    const count = this.of(key) + by;
    if (count > 0) this.counts.set(key, count);
    else this.counts.delete(key);
  }
}

/** A place among the clients. To be given back once, whatever became of it. */
export interface Place {
  /** To be asked when nothing but numbers is in the way any more: counts the place for its token, if any, and for the common pace. */
  enter(tokenId: string | undefined, nowMs: number): GateRefusal | undefined;
  free(): void;
}

/** Who may open a socket, by number and pace. Everything is counted before the upgrade. */
export class ConnectionGate {
  private readonly byAddress = new Counter();
  private readonly byToken = new Counter();
  private readonly paces = new Map<string, TokenBucket>();
  private readonly pace: TokenBucket;
  private total = 0;

  constructor(private readonly limits: GateLimits, nowMs: number) {
    this.pace = new TokenBucket(limits.acceptsPerSecond, limits.acceptsPerSecond, nowMs);
  }

  get size(): number {
    return this.total;
  }

  take(address: string, nowMs: number): Place | GateRefusal {
    const { maxClients, maxClientsPerAddress } = this.limits;
    if (this.total >= maxClients || this.byAddress.of(address) >= maxClientsPerAddress) return 'too-many';
    if (!this.paceOf(address, nowMs).take(nowMs)) return 'too-fast';
    this.total += 1;
    this.byAddress.add(address, 1);
    return this.placeOf(address);
  }

  private placeOf(address: string): Place {
    let token: string | undefined;
    let isFree = false;
    return {
      enter: (tokenId, nowMs) => {
        if (tokenId !== undefined && this.byToken.of(tokenId) >= this.limits.maxClientsPerToken) return 'too-many';
        // Only here: whoever is refused before must not use up the pace of those who would be served.
        if (!this.pace.take(nowMs)) return 'too-fast';
        token = tokenId;
        if (tokenId !== undefined) this.byToken.add(tokenId, 1);
        return undefined;
      },
      free: () => {
        if (isFree) return;
        isFree = true;
        this.total -= 1;
        this.byAddress.add(address, -1);
        if (token !== undefined) this.byToken.add(token, -1);
      },
    };
  }

  private paceOf(address: string, nowMs: number): TokenBucket {
    const found = this.paces.get(address);
    if (found !== undefined) return found;
    if (this.paces.size >= MAX_PACES) this.forgetIdle(nowMs);
    const pace = new TokenBucket(this.limits.maxClientsPerAddress, ADDRESS_ACCEPTS_PER_SECOND, nowMs);
    this.paces.set(address, pace);
    return pace;
  }

  /** Addresses that have not come for a while; of a flood of addresses the oldest too. */
  private forgetIdle(nowMs: number): void {
    for (const [address, pace] of this.paces) if (pace.isFull(nowMs)) this.paces.delete(address);
    const [oldest] = this.paces.keys();
    if (this.paces.size >= MAX_PACES && oldest !== undefined) this.paces.delete(oldest);
  }
}
