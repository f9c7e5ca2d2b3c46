import type { DeliveryState } from '../../core/contracts/delivery';

interface Progress {
  readonly state: DeliveryState;
  /** Claims so far. */
  readonly attempts: number;
}

/** Steps out of the queue do not go back: whatever the attempts, `sent` is further than any claim. */
const STAGE: Readonly<Record<DeliveryState, number>> = { queued: 0, claimed: 0, held: 1, sent: 1, delivered: 2, failed: 2, read: 3 };

/** Within one attempt: claimed, then back in the queue for another. */
const stepOf = ({ state, attempts }: Progress): readonly number[] => [STAGE[state], attempts, state === 'queued' && attempts > 0 ? 1 : 0];

/** Where a row stands against what is held of it; the ledger's order (`core/alerts/delivery/ledger.ts`). */
export const progressOf = (held: Progress, told: Progress): 'further' | 'same' | 'back' => {
  const [before, after] = [stepOf(held), stepOf(told)];
  for (const [index, step] of after.entries()) {
    const other = before[index] ?? 0;
    if (step !== other) return step > other ? 'further' : 'back';
  }
  return 'same';
};
