import type { WhaleChange } from '../../core/contracts/whale-feed';

/** Changes on their way to the stream tasks: of each level the latest, but what ended stays ended. */
export class ChangeBatch {
  private changes = new Map<string, WhaleChange>();

  get isEmpty(): boolean {
    return this.changes.size === 0;
  }

  add(change: WhaleChange): void {
    const hash = change.order.order_hash;
    const hasEnded = (this.changes.get(hash)?.removed_time_ms ?? null) !== null;
    if (!hasEnded || change.removed_time_ms !== null) this.changes.set(hash, change);
  }

  /** What has gathered, in the order in which the levels first changed; the batch is empty afterwards. */
  take(): WhaleChange[] {
    const taken = [...this.changes.values()];
    this.changes = new Map();
    return taken;
  }
}
