import * as z from 'zod';
import { ACTIVITY_HELLO } from './activity-feed';
import { parserOf } from './contract';
import { TOKEN_ID } from './stream-token';

const RESUME = z.object({ stream_id: z.string().max(100), sequence: z.int().nonnegative() });

/** First message on a socket that was opened for it: who the client is, and what it has already (levels: `resume`, activity: `since_ms`). */
const HELLO = ACTIVITY_HELLO.extend({ resume: RESUME.optional() });

/** What a client may say once it is served: the first form only as its first message, the others on the private tier alone. */
const REQUEST = z.union([
  z.strictObject({ resume: RESUME }),
  z.strictObject({ op: z.literal('status') }),
  z.strictObject({ op: z.literal('revoke'), token_id: TOKEN_ID }),
]);

export type StreamHello = z.infer<typeof HELLO>;
export type StreamRequest = z.infer<typeof REQUEST>;
export const parseStreamHello = parserOf<StreamHello>('stream-hello.v1', HELLO);
export const parseStreamRequest = parserOf<StreamRequest>('stream-request.v1', REQUEST);
