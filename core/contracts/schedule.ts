import * as z from 'zod';
import { parserOf } from './contract';

export const SCHEDULE_SCHEMA = 'schedule.v1';

/** What is done by the clock: held alerts as digests, a synthetic opportunity to see whether one arrives, and the look back at a day. */
export const SCHEDULED_JOBS = ['digests', 'canary', 'daily-look'] as const;
export type ScheduledJob = (typeof SCHEDULED_JOBS)[number];

/** What a rule hands to the schedule function; `scheduled_time` is ISO 8601, as EventBridge states it. */
const SHAPE = z.object({
  schema: z.literal(SCHEDULE_SCHEMA),
  job: z.enum(SCHEDULED_JOBS),
  scheduled_time: z.iso.datetime({ offset: true }),
});

export type ScheduleCall = z.infer<typeof SHAPE>;
export const parseScheduleCall = parserOf<ScheduleCall>(SCHEDULE_SCHEMA, SHAPE);
