import type { StreamTier } from '../contracts/whale-stream';
import type { WhaleOrder } from '../contracts/whale-order';

/** What a tier may see, and when (S2.19-S2.21, C2.22). */
export interface TierPolicy {
  readonly tier: StreamTier;
  readonly diamondOnly: boolean;
  /** References to the raw evidence are the operator's. */
  readonly showsEvidence: boolean;
  /** From the feed's word to the tier's. */
  readonly delayMs: number;
  /** Most messages of the tier in any window of one second; undefined: no limit. */
  readonly messagesPerSecond: number | undefined;
}

export const TIER_POLICIES: Readonly<Record<StreamTier, TierPolicy>> = {
  private: { tier: 'private', diamondOnly: false, showsEvidence: true, delayMs: 0, messagesPerSecond: undefined },
  vip: { tier: 'vip', diamondOnly: false, showsEvidence: false, delayMs: 0, messagesPerSecond: undefined },
  public: { tier: 'public', diamondOnly: true, showsEvidence: false, delayMs: 5_000, messagesPerSecond: 10 },
};

/** Whether the tier may see this level as it is now. The recommended weight's category decides. */
export const maySee = ({ diamondOnly }: TierPolicy, order: WhaleOrder): boolean => !diamondOnly || order.categories.by_recommended === 'diamond';

/** The order as the tier may see it. */
export const viewOf = ({ showsEvidence }: TierPolicy, order: WhaleOrder): WhaleOrder => {
  if (showsEvidence || order.evidence === undefined) return order;
  const shown = { ...order };
  delete shown.evidence;
  return shown;
};
