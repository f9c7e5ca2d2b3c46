import * as z from 'zod';
import { parserOf } from './contract';

export const DAILY_LOOK_SCHEMA = 'daily-look.v1';

/** The call to look back at the day of the report that ended before `scheduled_time` (ISO 8601). */
const SHAPE = z.object({ schema: z.literal(DAILY_LOOK_SCHEMA), scheduled_time: z.iso.datetime({ offset: true }) });

export type DailyLook = z.infer<typeof SHAPE>;
export const parseDailyLook = parserOf<DailyLook>(DAILY_LOOK_SCHEMA, SHAPE);
