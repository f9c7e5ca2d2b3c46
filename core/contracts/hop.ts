import * as z from 'zod';

/** One hop on the way of a signal, in ms of the machine's time; `bound_ms`: how far off it may be, either way, because two clocks are compared. */
export const HOP = z.object({ name: z.string().max(64), ms: z.number(), bound_ms: z.number().nonnegative() });
export type WireHop = z.infer<typeof HOP>;
