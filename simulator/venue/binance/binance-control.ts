import * as z from 'zod';
import { type ControlAnswer, control, COUNT, runCommand, SYMBOL } from '../control';
import type { DepthFaults } from './depth-faults';

const COMMAND = z.discriminatedUnion('verb', [
  z.object({ verb: z.literal('swap'), n: COUNT }),
  z.object({ verb: z.literal('gap'), n: COUNT.optional(), symbol: SYMBOL.optional() }),
  z.object({ verb: z.literal('cross'), n: COUNT.optional(), symbol: SYMBOL.optional() }),
  z.object({ verb: z.literal('staleSnapshot'), n: COUNT.optional() }),
  z.object({ verb: z.literal('serverShutdown'), ms: z.number().nonnegative().max(86_400_000) }),
]);

type Command = z.infer<typeof COMMAND>;

const OWN_VERBS: ReadonlySet<string> = new Set(COMMAND.options.map(({ shape }) => shape.verb.value));

const run = (faults: DepthFaults, command: Command): void => {
  switch (command.verb) {
    case 'swap': return faults.swap(command.n);
    case 'gap': return faults.gap(command.n, command.symbol);
    case 'cross': return faults.cross(command.n, command.symbol);
    case 'staleSnapshot': return faults.staleSnapshot(command.n);
    case 'serverShutdown': return faults.serverShutdown(command.ms);
  }
};

const verbOf = (text: string): unknown => {
  try {
    const raw: unknown = JSON.parse(text);
    return typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>)['verb'] : undefined;
  } catch {
    return undefined;
  }
};

/** Runs one fault verb given as JSON: those of whole books here, all others as on every venue. */
export const controlBinance = (faults: DepthFaults, text: string): ControlAnswer => {
  const verb = verbOf(text);
  return typeof verb === 'string' && OWN_VERBS.has(verb) ? runCommand(text, COMMAND, (command) => run(faults, command)) : control(faults, text);
};
