import * as z from 'zod';

const ID = z.union([z.int(), z.string().max(36), z.null()]);
const NAMES = z.array(z.string().max(200)).min(1);

const SHAPE = z.discriminatedUnion('method', [
  z.object({ method: z.literal('SUBSCRIBE'), params: NAMES, id: ID }),
  z.object({ method: z.literal('UNSUBSCRIBE'), params: NAMES, id: ID }),
  z.object({ method: z.literal('LIST_SUBSCRIPTIONS'), id: ID }),
  z.object({ method: z.literal('SET_PROPERTY'), params: z.tuple([z.literal('combined'), z.boolean()]), id: ID }),
  z.object({ method: z.literal('GET_PROPERTY'), params: z.tuple([z.literal('combined')]), id: ID }),
]);

export type ClientRequest = z.infer<typeof SHAPE>;

/** What a client sent, or the error that the venue answers with (web-socket-streams.md, "Error messages"). */
export const readRequest = (text: string): { readonly request: ClientRequest } | { readonly error: string } => {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { error: '{"error":{"code":3,"msg":"Invalid JSON: expected value at line 1 column 1"}}' };
  }
  const parsed = SHAPE.safeParse(raw);
  if (parsed.success) return { request: parsed.data };
  const [issue] = parsed.error.issues;
  return { error: JSON.stringify({ error: { code: 2, msg: `Invalid request: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}` } }) };
};
