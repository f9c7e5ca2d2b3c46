import * as z from 'zod';
import type { VenueFaults } from './faults';

export const COUNT = z.int().positive().max(1_000_000);
const MS = z.number().positive().max(86_400_000);
export const SYMBOL = z.string().regex(/^[A-Z0-9._-]{1,32}$/, 'expected 1 to 32 of A-Z 0-9 . _ -');

const COMMAND = z.discriminatedUnion('verb', [
  z.object({ verb: z.literal('stall'), scope: z.enum(['data', 'all', 'symbol']), symbol: SYMBOL.optional(), ms: MS.optional() }),
  z.object({ verb: z.literal('acceptThenClose'), n: COUNT.optional() }),
  z.object({ verb: z.literal('neverUpgrade') }),
  z.object({ verb: z.literal('ackNoFanout') }),
  z.object({ verb: z.literal('garbage'), n: COUNT.optional() }),
  z.object({ verb: z.literal('hugeFrame'), bytes: z.int().positive().max(256 * 1_024 * 1_024) }),
  z.object({ verb: z.literal('drop'), n: COUNT }),
  z.object({ verb: z.literal('duplicate'), n: COUNT }),
  z.object({ verb: z.literal('reorder'), ms: MS.optional() }),
  z.object({ verb: z.literal('delist'), symbol: SYMBOL }),
  z.object({ verb: z.literal('list'), symbol: SYMBOL.optional() }),
  z.object({ verb: z.literal('skew'), ms: z.number().min(-86_400_000).max(86_400_000) }),
  z.object({ verb: z.literal('close'), code: z.int().min(1_000).max(4_999).optional() }),
  z.object({ verb: z.literal('http'), status: z.int().min(400).max(599), retryAfterSeconds: z.number().nonnegative().optional(), target: z.enum(['rest', 'upgrade', 'both']).optional() }),
  z.object({ verb: z.literal('clear') }),
]);

type Command = z.infer<typeof COMMAND>;

const run = (faults: VenueFaults, command: Command): unknown => {
  switch (command.verb) {
    case 'stall': return faults.stall(command.scope, command.ms, command.symbol);
    case 'acceptThenClose': return faults.acceptThenClose(command.n);
    case 'neverUpgrade': return faults.neverUpgrade();
    case 'ackNoFanout': return faults.ackNoFanout();
    case 'garbage': return faults.garbage(command.n);
    case 'hugeFrame': return faults.hugeFrame(command.bytes);
    case 'drop': return faults.drop(command.n);
    case 'duplicate': return faults.duplicate(command.n);
    case 'reorder': return faults.reorder(command.ms);
    case 'delist': return faults.delist(command.symbol);
    case 'list': return faults.list(command.symbol);
    case 'skew': return faults.skew(command.ms);
    case 'close': return faults.close(command.code);
    case 'http': return faults.http(command.status, command.retryAfterSeconds, command.target);
    case 'clear': return faults.clear();
  }
};

export interface ControlAnswer { readonly status: 200 | 400; readonly body: string }

const refuse = (error: string): ControlAnswer => ({ status: 400, body: JSON.stringify({ ok: false, error }) });

/** Reads a command of the shape and runs it; a bad one changes nothing and says why. */
export const runCommand = <T>(text: string, shape: z.ZodType<T>, run: (command: T) => unknown): ControlAnswer => {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return refuse('body is not JSON: expected {"verb":"..."}');
  }
  const parsed = shape.safeParse(raw);
  if (!parsed.success) return refuse(parsed.error.issues.map(({ path, message }) => `field "${path.join('.') || 'verb'}": ${message}`).join('; '));
  try {
    return { status: 200, body: JSON.stringify({ ok: true, result: run(parsed.data) ?? null }) };
  } catch (error) {
    if (error instanceof RangeError) return refuse(error.message);
    throw error;
  }
};

/** Runs one fault verb given as JSON, `{"verb":"stall","scope":"data","ms":5000}`. */
export const control = (faults: VenueFaults, text: string): ControlAnswer => runCommand(text, COMMAND, (command) => run(faults, command));
