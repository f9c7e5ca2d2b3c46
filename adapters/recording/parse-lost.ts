import * as z from 'zod';
import type { LostRecords } from './loss-tally';
import { RecordingError } from './recording-error';

const SHAPE: z.ZodType<LostRecords> = z.looseObject({
  records: z.int().nonnegative(), fromTimeMs: z.number().nullable(), toTimeMs: z.number().nullable(), cause: z.string(),
});

/** @throws RecordingError naming the place and the text. */
export const parseLost = (place: string, text: string): LostRecords => {
  try {
    return SHAPE.parse(JSON.parse(text));
  } catch {
    throw new RecordingError(`${place}: its record of what was lost is ${text}: expected records, fromTimeMs, toTimeMs and cause`);
  }
};
