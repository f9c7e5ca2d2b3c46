import * as z from 'zod';
import { EXCHANGE, MARKET, TIME_MS } from '../../core/contracts/common';
import { DEFAULT_FINDER, type FinderSettings } from '../../core/finder/settings';
import { DEFAULT_AFTERMATH_TRACKER } from '../../core/outcomes/aftermath-tracker';
import { DEFAULT_RADAR } from '../../core/radar/settings';
import type { SessionSettings } from '../../core/session/market-session';
import { RecordingError } from './recording-error';
import { SESSION_ID } from './segment-files';

/** First record of every segment: all that a replay must be built with to decide the same. */
export interface RecordingHeader {
  readonly format: 1;
  readonly session: string;
  /** Market time at which the session began, epoch ms. */
  readonly startedTimeMs: number;
  readonly venue: z.infer<typeof EXCHANGE>;
  readonly market: z.infer<typeof MARKET>;
  /** Market seconds per real second: 1 but for a simulated market that runs faster. */
  readonly speed: number;
  readonly settings: SessionSettings;
  readonly finder: FinderSettings;
  readonly configHash: string;
  readonly codeVersion: string;
}

const fieldLike = (value: unknown): z.ZodType => {
  if (typeof value === 'number') return z.number();
  return typeof value === 'boolean' ? z.boolean() : z.string();
};

/** Settings with every name of `defaults`, each of the default's type: a setting that is missing decides something else. */
const settingsLike = <T extends object>(defaults: T): z.ZodType<T> =>
  z.looseObject(Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, fieldLike(value)]))) as unknown as z.ZodType<T>;

const SHAPE: z.ZodType<RecordingHeader> = z.looseObject({
  format: z.literal(1),
  session: z.string().regex(SESSION_ID, 'expected YYYYMMDDTHHMMSSZ-xxxx'),
  startedTimeMs: TIME_MS,
  venue: EXCHANGE,
  market: MARKET,
  speed: z.number().positive(),
  settings: z.looseObject({ radar: settingsLike(DEFAULT_RADAR), tracker: settingsLike(DEFAULT_AFTERMATH_TRACKER) }),
  finder: settingsLike(DEFAULT_FINDER),
  configHash: z.string(),
  codeVersion: z.string(),
});

/** @throws RecordingError naming the file, the field, what was found and what was expected. */
export const parseHeader = (path: string, text: string): RecordingHeader => {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    throw new RecordingError(`${path}: its header is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const result = SHAPE.safeParse(raw, { reportInput: true });
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.map(String).join('.') || 'the whole header';
  throw new RecordingError(`${path}: header field "${field}" is ${JSON.stringify(issue?.input)}: ${issue?.message ?? 'not usable'}`);
};
