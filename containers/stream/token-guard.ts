import type { TokenStore } from '../../adapters/aws/token-store';
import { TimerSet } from '../../adapters/exchanges/timer-set';
import { mapLimited } from '../../adapters/map-limited';
import { isSecretOf, readTokenText } from '../../adapters/stream-tokens/token-text';
import { isUsable, type StreamToken, type TokenTier } from '../../core/contracts/stream-token';

/** What a token opened. */
export interface Grant {
  readonly tokenId: string;
  readonly tier: TokenTier;
  readonly label: string;
  /** Epoch milliseconds from which on it opens nothing. */
  readonly expiresMs: number;
}

export interface GuardTimes {
  readonly pollMs: number;
  /** Every open token is looked at again so often, whatever the poll says. */
  readonly recheckMs: number;
  /** Without an answer of the table for so long, what is open is closed: a revocation could not be seen. */
  readonly maxUncheckedMs: number;
}

export const GUARD_TIMES: GuardTimes = { pollMs: 2_000, recheckMs: 60_000, maxUncheckedMs: 600_000 };

export interface GuardOptions {
  /** Undefined: there are no tokens. */
  readonly store: TokenStore | undefined;
  /** Epoch milliseconds of the machine: tokens expire in real time, however fast the market runs. */
  readonly nowMs: () => number;
  /** The token opens nothing any more: its sockets must be closed. */
  readonly onClosed: (tokenId: string, why: 'revoked' | 'unchecked') => void;
  readonly onProblem: (error: unknown) => void;
  readonly times?: Partial<GuardTimes>;
}

const READS_AT_ONCE = 32;
const MAX_TRIES = 3;

/**
 * Looks tokens up and watches those that are in use. A revocation changes one number, which is polled: the tokens in use are then looked at
 * again. @see adapters/aws/token-store.ts
 */
export class TokenGuard {
  private readonly timers = new TimerSet();
  private readonly times: GuardTimes;
  /** Sockets by token, those included that are still being looked up. */
  private readonly users = new Map<string, number>();
  private revocations: number | undefined;
  private isDue = false;
  private isBusy = false;
  private checkedMs: number;
  private answeredMs: number;

  constructor(private readonly options: GuardOptions) {
    this.times = { ...GUARD_TIMES, ...options.times };
    this.checkedMs = this.answeredMs = options.nowMs();
  }

  get tokensInUse(): number {
    return this.users.size;
  }

  start(): void {
    if (this.options.store !== undefined) this.timers.every('poll', this.times.pollMs, () => { void this.poll(); });
  }

  stop(): void {
    this.timers.clear();
  }

  /**
   * What the token opens; undefined: nothing, for whatever reason. The token counts as in use from here on: every grant must be released.
   * Rejects when the table does not answer.
   */
  async authenticate(text: string): Promise<Grant | undefined> {
    const parts = readTokenText(text);
    const { tokenId, secret } = parts ?? { tokenId: '', secret: text };
    this.use(tokenId, 1);
    let isGranted = false;
    try {
      const stored = parts === undefined ? undefined : await this.lookUp(tokenId);
      const isRight = isSecretOf(secret, stored);
      if (stored === undefined || !isRight || !isUsable(stored, this.options.nowMs())) return undefined;
      isGranted = true;
      return { tokenId, tier: stored.tier, label: stored.label, expiresMs: stored.expires_at * 1_000 };
    } finally {
      if (!isGranted) this.use(tokenId, -1);
    }
  }

  /** A socket that the grant had opened is closed. */
  release({ tokenId }: Grant): void {
    this.use(tokenId, -1);
  }

  /** Revokes a token for everyone; false: there is none of that id. Its sockets here close at once. */
  async revoke(tokenId: string): Promise<boolean> {
    const isKnown = await this.options.store?.revoke(tokenId, this.options.nowMs()) ?? false;
    if (isKnown) this.options.onClosed(tokenId, 'revoked');
    return isKnown;
  }

  /** Again when a revocation was seen meanwhile: what was read may be older. */
  private async lookUp(tokenId: string): Promise<StreamToken | undefined> {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const seen = this.revocations;
      const stored = await this.options.store?.get(tokenId);
      if (seen === this.revocations) return stored;
    }
    return undefined;
  }

  private use(tokenId: string, by: 1 | -1): void {
    const count = (this.users.get(tokenId) ?? 0) + by;
    if (count > 0) this.users.set(tokenId, count);
    else this.users.delete(tokenId);
  }

  private async poll(): Promise<void> {
    const { store, nowMs, onProblem } = this.options;
    if (store === undefined || this.isBusy) return;
    this.isBusy = true;
    try {
      const count = await store.revocations();
      if (count !== this.revocations || nowMs() - this.checkedMs >= this.times.recheckMs) this.isDue = true;
      this.revocations = count;
      if (this.isDue) await this.recheck(store);
      this.answeredMs = nowMs();
    } catch (error) {
      onProblem(error);
      this.closeUnchecked();
    } finally {
      this.isBusy = false;
    }
  }

  /** Stays due until every token in use has been looked at. */
  private async recheck(store: TokenStore): Promise<void> {
    const nowMs = this.options.nowMs();
    await mapLimited([...this.users.keys()], READS_AT_ONCE, async (tokenId) => {
      const stored = await store.get(tokenId);
      // One that has run out its client's own watch finds.
      if (stored === undefined || stored.revoked_at !== null) this.options.onClosed(tokenId, 'revoked');
    });
    this.isDue = false;
    this.checkedMs = nowMs;
  }

  private closeUnchecked(): void {
    if (this.options.nowMs() - this.answeredMs < this.times.maxUncheckedMs) return;
    for (const tokenId of this.users.keys()) this.options.onClosed(tokenId, 'unchecked');
  }
}
