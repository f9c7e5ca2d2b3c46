/** How often an address may be at fault, and for how long it is locked out then. */
export interface FaultLockSettings {
  /** Faults without a consequence: a token that was mistyped. */
  readonly free: number;
  /** The first lock; each further fault doubles it. */
  readonly baseMs: number;
  readonly capMs: number;
  /** Without a fault for so long, an address is new again. */
  readonly forgetMs: number;
  /** Tries at once from an address without and with faults: guesses in parallel must not outrun the count. */
  readonly triesAtOnce: number;
  readonly triesAtOnceAfterFault: number;
  readonly maxAddresses: number;
}

export const DEFAULT_FAULT_LOCK: FaultLockSettings = {
  free: 5, baseMs: 1_000, capMs: 900_000, forgetMs: 900_000, triesAtOnce: 64, triesAtOnceAfterFault: 2, maxAddresses: 50_000,
};

interface Record {
  faults: number;
  tries: number;
  lockedUntilMs: number;
  lastMs: number;
}

/**
 * What is held against each address: wrong tokens, floods, broken protocol. A try is counted before anything is looked up and given back only
 * when it succeeds. Faults are not forgiven for a success, or one good token would buy any number of guesses. Times are monotonic.
 */
export class FaultLock {
  private readonly records = new Map<string, Record>();

  constructor(private readonly settings: FaultLockSettings = DEFAULT_FAULT_LOCK) {}

  /** Milliseconds until the address may try again; 0 = now. */
  waitMs(address: string, nowMs: number): number {
    return Math.max(0, (this.records.get(address)?.lockedUntilMs ?? 0) - nowMs);
  }

  /** Begins a try; false: locked, or too many are under way. Every try that began must be ended. */
  beginTry(address: string, nowMs: number): boolean {
    const record = this.recordOf(address, nowMs);
    const { triesAtOnce, triesAtOnceAfterFault } = this.settings;
    if (record.lockedUntilMs > nowMs || record.tries >= (record.faults === 0 ? triesAtOnce : triesAtOnceAfterFault)) return false;
    record.tries += 1;
    return true;
  }

  endTry(address: string, isRight: boolean, nowMs: number): void {
    const record = this.recordOf(address, nowMs);
    record.tries = Math.max(0, record.tries - 1);
    if (!isRight) this.fault(address, nowMs);
  }

  /** Holds one more fault against the address. @returns how many there are. */
  fault(address: string, nowMs: number): number {
    const { free, baseMs, capMs } = this.settings;
    const record = this.recordOf(address, nowMs);
    record.faults += 1;
    record.lastMs = nowMs;
    if (record.faults >= free) record.lockedUntilMs = nowMs + Math.min(capMs, baseMs * 2 ** (record.faults - free));
    // Youngest last: the one to be forgotten first stands in front.
    this.records.delete(address);
    this.records.set(address, record);
    return record.faults;
  }

  get size(): number {
    return this.records.size;
  }

  private recordOf(address: string, nowMs: number): Record {
    const found = this.records.get(address);
    if (found !== undefined && (found.tries > 0 || nowMs - found.lastMs < this.settings.forgetMs)) return found;
    if (found === undefined) this.makeRoom();
    const fresh = { faults: 0, tries: 0, lockedUntilMs: 0, lastMs: nowMs };
    this.records.set(address, fresh);
    return fresh;
  }

  private makeRoom(): void {
    const [oldest] = this.records.keys();
    if (this.records.size >= this.settings.maxAddresses && oldest !== undefined) this.records.delete(oldest);
  }
}
