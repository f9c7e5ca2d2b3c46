import type { VersionedState } from '../../adapters/aws/alert-state-item';
import type { DigestStore } from '../../adapters/aws/digest-store';
import type { SendOrders } from '../../adapters/aws/order-queue';
import type { MarketClock } from '../../adapters/clock';
import { mapLimited } from '../../adapters/map-limited';
import { digestDeliveries } from '../../core/alerts/delivery/deliveries';
import { takeDigest, withoutOutgoing } from '../../core/alerts/plan/digest';
import type { Digest } from '../../core/contracts/digest';
import type { User } from '../../core/contracts/user';

export interface DigestPorts {
  readonly users: { all(): Promise<readonly User[]> };
  readonly digests: DigestStore;
  readonly sendOrders: SendOrders;
  /** The market's: what is due. */
  readonly clock: MarketClock;
  /** The machine's: what the ledger's rows are stamped with. */
  readonly nowMs: () => number;
  /** Told once for each digest that was taken. */
  readonly onTaken?: (digest: Digest) => void;
}

const USERS_AT_ONCE = 8;

/**
 * Takes the digests that are due: the state without it, the digest as outgoing and its ledger rows in one transaction, then its messages
 * on the delivery queue, then the state without the outgoing one. Whatever dies between, the next call finds the outgoing digest and puts
 * its messages on the queue again, under the same id: a message may come twice, which the ledger sorts out, and none is lost. A state
 * that others change meanwhile is left to the next call.
 */
export const makeDigests = ({ users, digests, sendOrders, clock, nowMs, onTaken }: DigestPorts) => {
  const send = async (user: User, digest: Digest, { state, version }: VersionedState): Promise<VersionedState | undefined> => {
    await sendOrders(digestDeliveries(digest, user, nowMs()).orders);
    const next = withoutOutgoing(state);
    return await digests.commit(user.user_id, { state: next, version }, []) ? { state: next, version: version + 1 } : undefined;
  };

  const forUser = async (user: User): Promise<void> => {
    const read = await digests.state(user.user_id);
    const { outgoing_digest: left } = read.state;
    const before = left === null ? read : await send(user, left, read);
    const taken = before && takeDigest(user, before.state, clock.nowMs());
    if (before === undefined || taken === undefined) return;
    const { rows } = digestDeliveries(taken.digest, user, nowMs());
    if (!await digests.commit(user.user_id, { state: taken.state, version: before.version }, rows)) return;
    onTaken?.(taken.digest);
    await send(user, taken.digest, { state: taken.state, version: before.version + 1 });
  };

  return async (): Promise<void> => {
    const answers = await mapLimited(await users.all(), USERS_AT_ONCE, (user) =>
      forUser(user).then(() => undefined, (error: unknown) => ({ error })));
    // One user's trouble holds no other up; the next call comes in a minute.
    const failure = answers.find((answer) => answer !== undefined);
    if (failure !== undefined) throw failure.error;
  };
};
