import type { DecisionStore } from '../../adapters/aws/decision-store';
import type { PublishToTopic } from '../../adapters/aws/topic-publisher';
import type { MarketClock } from '../../adapters/clock';
import type { Opportunity } from '../../core/contracts/opportunity';
import type { Signal } from '../../core/contracts/signal';

export interface FinderPorts {
  readonly confirm: (opportunity: Opportunity, decidedTimeMs: number) => Signal;
  readonly decisions: DecisionStore;
  readonly publish: PublishToTopic;
  readonly clock: MarketClock;
  /** A new token for each delivery of a message. */
  readonly newClaim: () => string;
  /** Told once for each decision that went out, with what it was about. */
  readonly onPublished?: (signal: Signal, opportunity: Opportunity) => void;
}

/** What subscriptions filter by. */
const attributesOf = ({ decision, symbol, opportunity_type, side, confidence, market }: Signal) =>
  ({ decision, symbol, type: opportunity_type, side, confidence, market });

/**
 * Decides an opportunity once and publishes the decision, accepted or rejected, at least once. Whatever the process dies between,
 * the next delivery of the same message finds the stored decision and goes on from there; it never decides again.
 */
export const makeFinder = ({ confirm, decisions, publish, clock, newClaim, onPublished }: FinderPorts) =>
  async (opportunity: Opportunity): Promise<void> => {
    const { signal, isPublished } = await decisions.decideOnce(confirm(opportunity, clock.nowMs()), newClaim(), opportunity.bars);
    if (isPublished) return;
    await publish({ text: JSON.stringify(signal), attributes: attributesOf(signal) });
    await decisions.markPublished(signal.signal_id);
    onPublished?.(signal, opportunity);
  };
