import type { Opportunity } from '../../core/contracts/opportunity';
import { confirm } from '../../core/finder/confirm';
import { DEFAULT_FINDER } from '../../core/finder/settings';
import { blockShuffled, matchedWalk } from '../../core/outcomes/null/surrogate';

/** A third of an hour stays together: what the finder's fast averages see. */
const BLOCK_BARS = 20;
/** Per day; more would tell the same. */
const LOOKS = 300;

/** How many of the opportunities looked at the finder accepts with the bars as they were, shuffled by blocks, and walked anew. */
export interface SurrogateCounts {
  readonly n: number;
  readonly real: number;
  readonly shuffled: number;
  readonly walked: number;
}

/** The finder run again on surrogates of the same minutes: an acceptance that does not need the real order of events is worth nothing. */
export class SurrogateCheck {
  private n = 0;
  private real = 0;
  private shuffled = 0;
  private walked = 0;

  look(opportunity: Opportunity, isAccepted: boolean): void {
    if (this.n >= LOOKS) return;
    const { bars, dedupe_key: id } = opportunity;
    const accepts = (surrogate: Opportunity['bars']): number =>
      (confirm({ ...opportunity, bars: surrogate }, DEFAULT_FINDER, opportunity.decided_time_ms).decision === 'accepted' ? 1 : 0);
    this.n += 1;
    this.real += isAccepted ? 1 : 0;
    this.shuffled += accepts(blockShuffled(bars, BLOCK_BARS, id));
    this.walked += accepts(matchedWalk(bars, id));
  }

  counts(): SurrogateCounts {
    const { n, real, shuffled, walked } = this;
    return { n, real, shuffled, walked };
  }
}
