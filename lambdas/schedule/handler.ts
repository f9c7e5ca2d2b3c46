import type { SendMessage } from '../../adapters/aws/message-sender';
import type { MarketClock } from '../../adapters/clock';
import { canaryOpportunity } from '../../core/canary/canary';
import { DAILY_LOOK_SCHEMA, type DailyLook } from '../../core/contracts/daily-look';
import type { Opportunity } from '../../core/contracts/opportunity';
import type { ScheduleCall } from '../../core/contracts/schedule';

export interface SchedulePorts {
  readonly takeDigests: () => Promise<void>;
  /** To the queue where the scanners' findings go. */
  readonly sendOpportunity: SendMessage;
  /** To the queue of the performance function. */
  readonly sendLook: SendMessage;
  /** The market's: a canary is as old as its time says. */
  readonly clock: MarketClock;
  readonly onCanary?: (canary: Opportunity) => void;
}

/** Does what the clock asks for. Each job may be called again for the same time: nothing is told or counted twice by it. */
export const makeSchedule = ({ takeDigests, sendOpportunity, sendLook, clock, onCanary }: SchedulePorts) =>
  async ({ job, scheduled_time }: ScheduleCall): Promise<void> => {
    switch (job) {
      case 'digests': return takeDigests();
      case 'daily-look': return sendLook({ schema: DAILY_LOOK_SCHEMA, scheduled_time } satisfies DailyLook);
      case 'canary': {
        const canary = canaryOpportunity(clock.nowMs());
        await sendOpportunity(canary);
        onCanary?.(canary);
      }
    }
  };
